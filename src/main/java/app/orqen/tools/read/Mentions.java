package app.orqen.tools.read;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Finds names of tools in prose. A name that doesn't look like an ordinary word ({@code read_file}, {@code ToolSearch}) counts
 * anywhere. One that could be a word ({@code read}, {@code Read}) counts only where the text sets it apart: between quotes,
 * backticks or asterisks, next to the word "tool", or with a capital in the middle of a sentence.
 */
public final class Mentions {

  private static final String QUOTES = "`'\"*\u201c\u201d\u2018\u2019<>()[]";

  private final String text;
  private final Set<String> names;
  private final Map<String, Integer> counts = new HashMap<>();

  private Mentions(String text, Set<String> names) {
    this.text = text;
    this.names = names;
  }

  /** Returns how often the text names each of {@code names} that it names at all. */
  public static Map<String, Integer> in(String text, Set<String> names) {
    Mentions mentions = new Mentions(text, names);
    mentions.read();
    return mentions.counts;
  }

  private void read() {
    int start = -1;
    for (int i = 0; i <= text.length(); i++) {
      boolean inside = i < text.length() && isPart(text.charAt(i));
      if (inside && start < 0) {
        start = i;
      } else if (!inside && start >= 0) {
        word(start, i);
        start = -1;
      }
    }
  }

  private static boolean isPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '.' || c == ':' || c == '/';
  }

  private void word(int start, int end) {
    int to = end;
    while (to > start && !Character.isLetterOrDigit(text.charAt(to - 1))) {
      to--; // The end of a sentence isn't a part of a name.
    }
    String word = text.substring(start, to);
    if (names.contains(word) && (isIdentifier(word) || isSetApart(start, to))) {
      counts.merge(word, 1, Integer::sum);
    }
  }

  private static boolean isIdentifier(String word) {
    for (int i = 1; i < word.length(); i++) {
      char c = word.charAt(i);
      if (!Character.isLetter(c) || Character.isUpperCase(c) && Character.isLowerCase(word.charAt(i - 1))) {
        return true;
      }
    }
    return false;
  }

  private boolean isSetApart(int start, int end) {
    boolean quoted = start > 0 && QUOTES.indexOf(text.charAt(start - 1)) >= 0
        && end < text.length() && QUOTES.indexOf(text.charAt(end)) >= 0;
    if (quoted || text.regionMatches(true, end, " tool", 0, 5) || text.regionMatches(true, start - 5, "tool ", 0, 5)) {
      return true;
    }
    return Character.isUpperCase(text.charAt(start)) && isInsideSentence(start);
  }

  private boolean isInsideSentence(int start) {
    int before = start - 1;
    while (before >= 0 && text.charAt(before) == ' ') {
      before--;
    }
    return before >= 0 && (Character.isLetterOrDigit(text.charAt(before)) || text.charAt(before) == ',');
  }
}

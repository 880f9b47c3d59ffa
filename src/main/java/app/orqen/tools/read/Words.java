package app.orqen.tools.read;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Splits texts and identifiers into the stemmed words that lexical ranking compares. */
public final class Words {

  /** English function words, and words that requests and descriptions use for any subject. */
  private static final Set<String> STOP =
      Set.of(
          ("a an and any are as at be been but by can could did do does for from had has have he her here him his how"
                  + " i if in into is it its just let like may me might must my need no not of on or our please s shall"
                  + " she should so some t than that the their them then there these they this those to too us use used"
                  + " using very via want was we were what when where which who whom will with would you your also am"
                  + " about all both each ll ve re d m e g etc")
              .split(" "));

  private static final int MAX_WORD = 40;

  private Words() {}

  /** Returns the words of {@code text} in order without stop words. Names in camelCase and snake_case are split. */
  public static List<String> of(String text) {
    List<String> words = new ArrayList<>();
    int start = -1;
    for (int i = 0; i <= text.length(); i++) {
      boolean inside = i < text.length() && Character.isLetterOrDigit(text.charAt(i));
      if (inside && start >= 0 && !boundary(text, i)) {
        continue;
      }
      if (start >= 0) {
        add(text.substring(start, Math.min(i, start + MAX_WORD)), words);
      }
      start = inside ? i : -1;
    }
    return words;
  }

  /** Returns the text's own words, neither stemmed nor split, up to {@code max} characters. */
  public static String withoutStopWords(String text, int max) {
    StringBuilder kept = new StringBuilder(max);
    int at = 0;
    while (at < text.length() && kept.length() < max) {
      int end = at;
      while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
        end++;
      }
      int from = at;
      int to = end;
      while (from < to && !Character.isLetterOrDigit(text.charAt(from))) {
        from++;
      }
      while (to > from && !Character.isLetterOrDigit(text.charAt(to - 1))) {
        to--;
      }
      if (from < to && !of(text.substring(from, Math.min(to, from + max))).isEmpty()) {
        kept.append(kept.length() == 0 ? "" : " ").append(text, from, to);
      }
      at = end + 1;
    }
    return kept.substring(0, Math.min(kept.length(), max));
  }

  /** Returns whether a new word begins at {@code i} although the character before it is a letter or digit too. */
  private static boolean boundary(String text, int i) {
    char before = text.charAt(i - 1);
    char here = text.charAt(i);
    if (Character.isIdeographic(here) || Character.isIdeographic(before)) {
      return true;
    }
    if (Character.isDigit(before) != Character.isDigit(here)) {
      return true;
    }
    if (!Character.isUpperCase(here)) {
      return false;
    }
    // fooBar, and the last capital of HTTPServer.
    return Character.isLowerCase(before)
        || (i + 1 < text.length() && Character.isLowerCase(text.charAt(i + 1)));
  }

  private static void add(String raw, List<String> words) {
    String word = raw.toLowerCase(Locale.ROOT);
    if (!STOP.contains(word)) {
      words.add(Stemmer.stem(word));
    }
  }
}

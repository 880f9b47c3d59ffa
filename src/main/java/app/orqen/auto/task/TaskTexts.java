package app.orqen.auto.task;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Gathers what matters of a conversation's texts as they are read: the last of the user's, and what tools answered. */
final class TaskTexts {

  /** The user's texts that are kept, and their longest in characters. */
  private static final int LAST = 3;
  private static final int LONGEST = 8_000;
  private static final int LONGEST_SYSTEM = 2_000;
  /** Earlier texts count for so much of the complexity, because a short text may go on with a hard task. */
  private static final double EARLIER = 0.55;
  private static final int REMEMBERED = 16;
  private static final int MIN_REPEATED = 12;
  private static final int MIN_WORDS = 4;
  private static final double ALIKE = 0.8;
  private static final int PREFIX = 80;
  /** How errors of tools begin, and how the name of an error ends. */
  private static final List<String> ERRORS = List.of("error", "fatal", "traceback", "exception", "command failed", "exit code 1", "exit code: 1",
      "exit code 2", "exit code: 2", "exited with code 1");
  private static final List<String> KINDS = List.of("error", "exception");
  private static final Pattern WORD = Pattern.compile("[^\\p{L}\\p{N}]+");
  /** What agents' programs put among the user's texts. */
  private static final String REMINDER = "<system-reminder>";

  private final String[] last = new String[LAST];
  private final StringBuilder system = new StringBuilder();
  private final long[] hashes = new long[REMEMBERED];
  private StringBuilder turn;
  private int userTexts;
  private int errorsInARow;
  private long opening = 1;

  void system(String text) {
    if (userTexts == 0) {
      digest(text);
    }
    if (system.length() < LONGEST_SYSTEM) {
      system.append(text, 0, Math.min(text.length(), LONGEST_SYSTEM)).append('\n');
    }
  }

  void user(String text) {
    if (text.startsWith(REMINDER)) {
      return;
    }
    if (turn == null) {
      turn = new StringBuilder();
    }
    if (turn.length() < LONGEST) {
      turn.append(text, 0, Math.min(text.length(), LONGEST)).append('\n');
    }
  }

  void result(boolean error) {
    errorsInARow = error ? errorsInARow + 1 : 0;
  }

  /** Notes that a message is over. Its texts are one text of the user's. */
  void endOfTurn() {
    if (turn == null) {
      return;
    }
    String text = turn.toString().strip();
    turn = null;
    if (userTexts == 0) {
      digest(text);
    }
    System.arraycopy(last, 1, last, 0, LAST - 1);
    last[LAST - 1] = text;
    hashes[userTexts % REMEMBERED] = normalized(text);
    userTexts++;
  }

  private void digest(String text) {
    for (int i = 0; i < text.length(); i++) {
      opening = opening * 0x100000001b3L ^ text.charAt(i);
    }
    opening ^= opening >>> 29;
  }

  private static long normalized(String text) {
    long hash = 1;
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isLetterOrDigit(c)) {
        hash = hash * 0x100000001b3L ^ Character.toLowerCase(c);
        length++;
      }
    }
    return length < MIN_REPEATED ? 0 : hash;
  }

  long opening() {
    return opening;
  }

  int userTexts() {
    return userTexts;
  }

  int errorsInARow() {
    return errorsInARow;
  }

  /** Returns whether the user's last text is the same as one of the last sixteen, or nearly the same as the text just before it. */
  boolean isRepeated() {
    if (userTexts < 2) {
      return false;
    }
    int at = (userTexts - 1) % REMEMBERED;
    for (int i = 0; i < Math.min(userTexts, REMEMBERED); i++) {
      if (i != at && hashes[at] != 0 && hashes[i] == hashes[at]) {
        return true;
      }
    }
    return areAlike(last[LAST - 1], last[LAST - 2]);
  }

  private static boolean areAlike(String one, String other) {
    if (Math.max(one.length(), other.length()) > 2 * Math.min(one.length(), other.length())) {
      return false;
    }
    Set<String> words = words(one);
    Set<String> others = words(other);
    if (Math.min(words.size(), others.size()) < MIN_WORDS) {
      return false;
    }
    int all = words.size() + others.size();
    words.retainAll(others);
    return words.size() / (double) (all - words.size()) >= ALIKE;
  }

  private static Set<String> words(String text) {
    Set<String> words = new HashSet<>();
    for (String word : WORD.split(text.toLowerCase(Locale.ROOT))) {
      words.add(word);
    }
    return words;
  }

  Complexity complexity(boolean tools) {
    double setting = Complexity.ofSetting(system.toString(), tools);
    double score = 0;
    for (int i = 0; i < LAST; i++) {
      if (last[i] != null) {
        double own = Complexity.score(last[i]) + setting;
        score = Math.max(score, i == LAST - 1 ? own : EARLIER * own);
      }
    }
    return Complexity.ofScore(score);
  }

  /** Returns whether what a tool answered looks like an error by its beginning. */
  static boolean looksLikeError(String output) {
    String start = output.substring(0, Math.min(output.length(), PREFIX)).toLowerCase(Locale.ROOT);
    int from = 0;
    while (from < start.length() && !Character.isLetterOrDigit(start.charAt(from))) {
      from++;
    }
    int to = from;
    while (to < start.length() && (Character.isLetterOrDigit(start.charAt(to)) || start.charAt(to) == '.' || start.charAt(to) == '_')) {
      to++;
    }
    String word = start.substring(from, to);
    for (String error : ERRORS) {
      if (start.startsWith(error, from)) {
        return true;
      }
    }
    return KINDS.stream().anyMatch(word::endsWith);
  }
}

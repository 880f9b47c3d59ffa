package app.orqen.tools.rank;

import app.orqen.tools.read.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Splits a request into the pieces that may each want a tool of their own. */
final class Clauses {

  /** After a sentence or a line, and where a list of wishes goes on: ", and …", " and then …". */
  private static final Pattern BORDER =
      Pattern.compile(
          "(?<=[.?!;])\\s+|\\n+|,\\s*(?=(?:and|then|but|also|or) )|\\s+(?=and then |then |and also )");

  /** Fewer words than this aren't a task but the rest of one. */
  private static final int MIN_WORDS = 5;

  private Clauses() {}

  /** Returns the clauses of {@code text} in order. The shortest neighbours are joined until there are at most {@code max}. */
  static List<String> of(String text, int max) {
    List<String> clauses = new ArrayList<>();
    StringBuilder current = new StringBuilder();
    for (String piece : BORDER.split(text)) {
      current.append(current.length() == 0 ? "" : ", ").append(piece);
      if (Words.of(current.toString()).size() >= MIN_WORDS) {
        clauses.add(current.toString());
        current.setLength(0);
      }
    }
    if (current.length() > 0) {
      int last = clauses.size() - 1;
      String rest = current.toString();
      if (last < 0) {
        clauses.add(rest);
      } else {
        clauses.set(last, clauses.get(last) + ", " + rest);
      }
    }
    while (clauses.size() > max) {
      joinShortest(clauses);
    }
    return clauses;
  }

  private static void joinShortest(List<String> clauses) {
    int shortest = 0;
    for (int i = 1; i + 1 < clauses.size(); i++) {
      if (joinedLength(clauses, i) < joinedLength(clauses, shortest)) {
        shortest = i;
      }
    }
    clauses.set(shortest, clauses.get(shortest) + " " + clauses.remove(shortest + 1));
  }

  private static int joinedLength(List<String> clauses, int at) {
    return clauses.get(at).length() + clauses.get(at + 1).length();
  }
}

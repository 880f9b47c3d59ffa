package app.orqen.auto.task;

import app.orqen.auto.task.Words.Kind;

/** How hard a task looks by its text: the tier of model that it needs. The rules are told in docs/routing.md. */
public enum Complexity {
  /** A closed question, a label, a translation: any model does it. */
  SIMPLE,
  /** An explanation, a usual function, a task of a few steps. */
  MODERATE,
  /** Proofs, designs, diagnosis, long work of an agent. */
  COMPLEX;

  private static final double MODERATE_FROM = 1.5;
  private static final double COMPLEX_FROM = 4.1;
  private static final int MOST_CLAUSES = 8;
  /** A character of Chinese or Japanese says about as much as so many of an alphabet. */
  private static final double DENSE = 2.2;
  private static final String FENCE = "```";

  /** Returns the least tier of model that fits, 1 to 3. */
  public int tier() {
    return ordinal() + 1;
  }

  static Complexity ofScore(double score) {
    return score < MODERATE_FROM ? SIMPLE : score < COMPLEX_FROM ? MODERATE : COMPLEX;
  }

  /** Returns what a system prompt adds to the scores of the user's texts. */
  static double ofSetting(String system, boolean tools) {
    Words.Found setting = Words.ALL.find(system);
    return (setting.count(Kind.LABEL) > 0 ? -2 : 0) + (tools && setting.count(Kind.AGENT) > 0 ? 0.9 : 0);
  }

  /** Returns a score of a user's text. */
  static double score(String text) {
    Words.Found words = Words.ALL.find(text);
    double score = length(text) + structure(text);
    score += steps(words.count(Kind.HARD), 1.1, 0.75, 6);
    score += steps(words.count(Kind.MEDIUM), 0.9, 0.3, 6);
    if (words.count(Kind.EASY) > 0 && words.count(Kind.HARD) == 0) {
      score -= 1.3;
    }
    return score;
  }

  /** Returns what some concepts of a kind add: the first one more than each that follows. */
  private static double steps(int count, double first, double further, int most) {
    return count == 0 ? 0 : first + further * (Math.min(count, most) - 1);
  }

  private static double length(String text) {
    double length = 0;
    for (int i = 0; i < text.length(); i++) {
      length += Words.isWithoutSpaces(text.charAt(i)) ? DENSE : 1;
    }
    return length < 60 ? 0 : length < 120 ? 0.3 : length < 260 ? 0.7 : length < 1_000 ? 1 : length < 6_000 ? 1.3 : 1.9;
  }

  /** Returns what clauses, code and formulas add. */
  private static double structure(String text) {
    int clauses = 0;
    int symbols = 0;
    int end = text.indexOf("\n\n");
    int instruction = end < 0 ? text.length() : end;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (i < instruction && (c == ',' || c == ';' || c == '.' || c == ':' || c == '、' || c == '，' || c == '。' || c == '،')
          && (i + 1 == text.length() || c > 127 || text.charAt(i + 1) == ' ')) {
        clauses++;
      }
      if (c == '$' || c == '^' || c == '\\' || c == '∫' || c == '∑' || c == '≥') {
        symbols++;
      }
    }
    double score = 0.14 * Math.min(clauses, MOST_CLAUSES);
    score += text.contains(FENCE) ? 0.7 : 0;
    return score + (symbols >= 8 ? 0.7 : symbols > 0 ? 0.4 : 0);
  }
}

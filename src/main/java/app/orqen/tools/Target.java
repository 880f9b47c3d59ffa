package app.orqen.tools;

import app.orqen.tools.rank.Ranking;

/** How many of the ranked tools to forward when the key does not say. */
final class Target {

  static final int MIN = 5;
  static final int MAX = 8;

  /** Up to this doubt, the least number is enough; each step beyond adds one. */
  private static final double CLEAR = 0.3;
  private static final double STEP = 0.1;

  private Target() {}

  /**
   * Between {@link #MIN} and {@link #MAX}. Several tasks, or an intent that began turns ago, want room; a single one
   * gets the less the more its best tool stands out from the first that would be left out.
   */
  static int adaptive(Ranking ranking) {
    int[] order = ranking.order();
    if (!ranking.oneTask() || order.length <= MAX) {
      return MAX;
    }
    double best = ranking.scores()[order[0]];
    double doubt = best <= 0 ? 1 : ranking.scores()[order[MIN]] / best;
    int more = doubt < CLEAR ? 0 : 1 + (int) ((doubt - CLEAR) / STEP);
    return Math.min(MAX, MIN + more);
  }
}

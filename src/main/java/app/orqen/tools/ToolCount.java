package app.orqen.tools;

import app.orqen.tools.rank.Ranking;

/** How many of the ranked tools to forward when the key does not say. */
final class ToolCount {

  static final int MIN = 5;
  static final int MAX = 8;

  /** Up to this doubt, the smallest number is enough. Each step beyond it adds one. */
  private static final double CLEAR = 0.3;
  private static final double STEP = 0.1;

  private ToolCount() {}

  /**
   * Returns a number between {@link #MIN} and {@link #MAX}. Several tasks, or an intent that began turns ago, get more tools. A
   * single task gets fewer tools the further its best tool is ahead of the first one that would be left out.
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

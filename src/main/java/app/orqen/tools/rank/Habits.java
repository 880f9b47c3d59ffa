package app.orqen.tools.rank;

import java.util.Collection;
import java.util.List;

/** Raises tools that the account's earlier conversations called together with those that rank best or were called. */
final class Habits {

  /** How many of the best tools are asked which tools come with them. */
  private static final int BEST = 3;

  /** The weight beside the standardised scores. */
  private static final double TOGETHER = 3;

  private Habits() {}

  static void add(List<String> tools, Collection<String> called, Prior prior, double[] scores) {
    int[] order = Ranking.of(scores.clone(), Routing.NONE, false).order();
    double[] more = new double[scores.length];
    for (int i = 0; i < more.length; i++) {
      String tool = tools.get(i);
      double together = 0;
      for (int place = 0; place < Math.min(BEST, order.length); place++) {
        if (order[place] != i) {
          together = Math.max(together, prior.together(tools.get(order[place]), tool) / (1 + place / 2.0));
        }
      }
      for (String other : called) {
        together = other.equals(tool) ? together : Math.max(together, prior.together(other, tool));
      }
      more[i] = TOGETHER * together;
    }
    for (int i = 0; i < scores.length; i++) {
      scores[i] += more[i];
    }
  }
}

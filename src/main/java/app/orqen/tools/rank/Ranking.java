package app.orqen.tools.rank;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Tools ordered by fit.
 *
 * @param order indexes of the tools, the best first; equal scores stay in the request's order
 * @param scores each tool's score, by its index in the request
 * @param routing what the scores come from
 * @param oneTask whether the conversation has come to one task only so far
 */
public record Ranking(int[] order, double[] scores, Routing routing, boolean oneTask) {

  public static Ranking of(double[] scores, Routing routing, boolean oneTask) {
    return of(new int[0], scores, routing, oneTask);
  }

  /** Puts the tools of {@code first} in front, in that order, and all others behind them by score. */
  public static Ranking of(int[] first, double[] scores, Routing routing, boolean oneTask) {
    boolean[] placed = new boolean[scores.length];
    for (int index : first) {
      placed[index] = true;
    }
    IntStream others =
        IntStream.range(0, scores.length)
            .filter(i -> !placed[i])
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -scores[i]))
            .mapToInt(Integer::intValue);
    return new Ranking(IntStream.concat(IntStream.of(first), others).toArray(), scores, routing, oneTask);
  }
}

package app.orqen.tools;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Tools ordered by fit.
 *
 * @param order indexes of the tools, the best first; equal scores stay in the request's order
 * @param scores each tool's score, by its index in the request
 * @param routing what the scores come from
 */
record Ranking(int[] order, double[] scores, Routing routing) {

  static Ranking of(double[] scores, Routing routing) {
    int[] order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -scores[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    return new Ranking(order, scores, routing);
  }
}

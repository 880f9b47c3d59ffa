package app.orqen.tools.rank;

import java.util.Arrays;

/**
 * Orders tools one after the other, so that a request with several tasks gets the best tools of each and not eight
 * variants of the one that is easiest to recognise.
 */
public final class Coverage {

  /** How much a tool's fit to its own task counts compared with its fit to the whole. */
  private static final double PART = 1.2;

  /** How much a task counts for the next tool, once a tool has been taken for it. */
  private static final double SERVED = 0.6;

  /** Past the largest target by much, the order only has to be there. */
  private static final int CAREFUL = 12;

  private final double[] whole;
  private final double[][] parts;
  private final double[] partWeights;

  private Coverage(double[] whole, double[][] parts) {
    this.whole = whole;
    this.parts = parts;
    this.partWeights = new double[parts.length];
    Arrays.fill(partWeights, 1);
  }

  /** Ranks by {@code whole}, each tool's fit to the whole intent, and {@code parts}, its fit to each task. */
  public static Ranking rank(double[] whole, double[][] parts, Routing routing, boolean oneTask) {
    if (parts.length == 0) {
      return Ranking.of(whole, routing, oneTask);
    }
    return new Coverage(whole, parts).rank(routing);
  }

  private Ranking rank(Routing routing) {
    int careful = Math.min(CAREFUL, whole.length);
    double[] scores = new double[whole.length];
    boolean[] taken = new boolean[whole.length];
    int[] first = new int[careful];
    for (int place = 0; place < careful; place++) {
      int best = best(taken);
      taken[best] = true;
      first[place] = best;
      scores[best] = score(best);
      partWeights[bestPart(best)] *= SERVED;
    }
    for (int i = 0; i < whole.length; i++) {
      scores[i] = taken[i] ? scores[i] : score(i);
    }
    return Ranking.of(first, scores, routing, false);
  }

  private int best(boolean[] taken) {
    int best = -1;
    for (int i = 0; i < taken.length; i++) {
      if (!taken[i] && (best < 0 || score(i) > score(best))) {
        best = i;
      }
    }
    return best;
  }

  private double score(int tool) {
    int part = bestPart(tool);
    return whole[tool] + PART * partWeights[part] * parts[part][tool];
  }

  private int bestPart(int tool) {
    int best = 0;
    for (int part = 1; part < parts.length; part++) {
      if (partWeights[part] * parts[part][tool] > partWeights[best] * parts[best][tool]) {
        best = part;
      }
    }
    return best;
  }
}

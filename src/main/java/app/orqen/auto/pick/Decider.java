package app.orqen.auto.pick;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** Weighs the models of an account for one request. The weights are told in docs/routing.md. */
public final class Decider {

  private static final double COST = 0.55;
  private static final double SPEED = 0.25;
  private static final double SUCCESS = 0.2;
  /** A model of a tier below the one that a task asks for is worth so much of itself, for each tier. */
  private static final double TOO_SMALL = 0.15;
  private static final double UNPRICED = 1e-3;
  private static final double LEAST_USD = 1e-7;
  private static final double DECADE = 10;
  /** The time to the first token that is expected of models that were never seen to answer, by tier, in milliseconds. */
  private static final double[] USUAL_TTFT = {600, 1_000, 1_800};

  private static final Comparator<Judged> BEST_FIRST =
      (one, other) -> Double.compare(other.fits() ? other.score() : -1, one.fits() ? one.score() : -1);

  private Decider() {}

  /**
   * Looks at all models.
   *
   * @return those that fit, the best first, then the others
   */
  public static List<Judged> judge(Question question, List<Candidate> candidates, Function<Candidate, Observed> observations) {
    int count = candidates.size();
    Observed[] observed = new Observed[count];
    Lack[] lacks = new Lack[count];
    double[] usd = new double[count];
    boolean highEnough = false;
    for (int i = 0; i < count; i++) {
      Candidate candidate = candidates.get(i);
      observed[i] = observations.apply(candidate);
      lacks[i] = Fit.lack(question, candidate, observed[i]);
      lacks[i] = lacks[i] == null ? Fit.lackOfMoney(question, candidate) : lacks[i];
      usd[i] = lacks[i] == null ? Math.max(LEAST_USD, Fit.usd(question, candidate)) : Double.NaN;
      highEnough |= lacks[i] == null && candidate.tier() >= question.atLeast();
    }
    double cheapest = Double.MAX_VALUE;
    double quickest = Double.MAX_VALUE;
    for (int i = 0; i < count; i++) {
      if (lacks[i] == null && counts(question, candidates.get(i), highEnough)) {
        cheapest = Double.isNaN(usd[i]) ? cheapest : Math.min(cheapest, usd[i]);
        quickest = Math.min(quickest, ttft(candidates.get(i), observed[i]));
      }
    }
    List<Judged> all = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Candidate candidate = candidates.get(i);
      double score = lacks[i] == null ? score(question, candidate, observed[i], usd[i], cheapest, quickest) : 0;
      score *= highEnough && candidate.tier() < question.atLeast() ? TOO_SMALL : 1;
      all.add(new Judged(candidate, observed[i], score, usd[i], lacks[i]));
    }
    all.sort(BEST_FIRST);
    return all;
  }

  /** Returns whether a model is one that the others' price and speed are compared with. */
  private static boolean counts(Question question, Candidate one, boolean highEnough) {
    boolean capable = question.mode() != Mode.AUTO || one.tier() >= question.tier();
    return capable && (!highEnough || one.tier() >= question.atLeast());
  }

  private static double score(Question question, Candidate one, Observed observed, double usd, double cheapest, double quickest) {
    double success = observed.success() * observed.success();
    double cost = Double.isNaN(usd) ? UNPRICED : cheapest == Double.MAX_VALUE ? 1 : Math.min(1, cheapest / usd);
    double speed = quickest == Double.MAX_VALUE ? 1 : Math.min(1, quickest / ttft(one, observed));
    return switch (question.mode()) {
      case CHEAP -> (0.98 * cost + 0.02 * speed) * success;
      case FAST -> (0.95 * speed + 0.05 * cost) * success;
      case CAPABLE -> (0.7 * one.tier() / 3 + 0.1 * softened(cost) + 0.1 * speed + 0.1) * success;
      case AUTO -> {
        int missing = Math.max(0, question.tier() - one.tier());
        yield (COST * softened(cost) + SPEED * speed + SUCCESS) * success * Math.pow(TOO_SMALL, missing);
      }
    };
  }

  /** Returns a share so that what costs ten times as much is worth half: a price matters, but not only. */
  private static double softened(double share) {
    return 1 / (1 - Math.log10(Math.max(share, 1 / Math.pow(DECADE, DECADE))));
  }

  private static double ttft(Candidate one, Observed observed) {
    Double seen = observed.ttftMillis();
    return Math.max(1, seen == null ? USUAL_TTFT[one.tier() - 1] : seen);
  }
}

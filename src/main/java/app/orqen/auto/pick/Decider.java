package app.orqen.auto.pick;

import java.math.BigDecimal;
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

  private Decider() {}

  /**
   * Looks at all models.
   *
   * @return those that fit, the best first, then the others
   */
  public static List<Judged> judge(Question question, List<Candidate> candidates, Function<Candidate, Observed> observations) {
    List<Judged> all = new ArrayList<>(candidates.size());
    double cheapest = Double.MAX_VALUE;
    double quickest = Double.MAX_VALUE;
    boolean highEnough = false;
    for (Candidate candidate : candidates) {
      Observed observed = observations.apply(candidate);
      Lack lack = Fit.lack(question, candidate, observed);
      BigDecimal cost = lack == null ? Fit.cost(question, candidate) : null;
      lack = lack == null ? Fit.lackOfMoney(question, candidate, cost) : lack;
      Judged one = new Judged(candidate, observed, 0, cost, lack);
      all.add(one);
      highEnough |= one.fits() && candidate.tier() >= question.atLeast();
    }
    for (Judged one : all) {
      if (counts(question, one, highEnough)) {
        cheapest = Math.min(cheapest, one.cost() == null ? Double.MAX_VALUE : usd(one));
        quickest = Math.min(quickest, ttft(one));
      }
    }
    for (int i = 0; i < all.size(); i++) {
      Judged one = all.get(i);
      if (one.fits()) {
        double score = score(question, one, cheapest, quickest);
        score *= highEnough && one.candidate().tier() < question.atLeast() ? TOO_SMALL : 1;
        all.set(i, new Judged(one.candidate(), one.observed(), score, one.cost(), null));
      }
    }
    all.sort(Comparator.comparing(Judged::fits).thenComparingDouble(Judged::score).reversed());
    return all;
  }

  /** Returns whether a model is one that the others' price and speed are compared with. */
  private static boolean counts(Question question, Judged one, boolean highEnough) {
    boolean capable = question.mode() != Mode.AUTO || one.candidate().tier() >= question.tier();
    return one.fits() && capable && (!highEnough || one.candidate().tier() >= question.atLeast());
  }

  private static double score(Question question, Judged one, double cheapest, double quickest) {
    double success = one.observed().success() * one.observed().success();
    double cost = one.cost() == null ? UNPRICED : cheapest == Double.MAX_VALUE ? 1 : Math.min(1, cheapest / usd(one));
    double speed = quickest == Double.MAX_VALUE ? 1 : Math.min(1, quickest / ttft(one));
    return switch (question.mode()) {
      case CHEAP -> (0.98 * cost + 0.02 * speed) * success;
      case FAST -> (0.95 * speed + 0.05 * cost) * success;
      case CAPABLE -> (0.7 * one.candidate().tier() / 3 + 0.1 * softened(cost) + 0.1 * speed + 0.1) * success;
      case AUTO -> {
        int missing = Math.max(0, question.tier() - one.candidate().tier());
        yield (COST * softened(cost) + SPEED * speed + SUCCESS) * success * Math.pow(TOO_SMALL, missing);
      }
    };
  }

  /** Returns a share so that what costs ten times as much is worth half: a price matters, but not only. */
  private static double softened(double share) {
    return 1 / (1 - Math.log10(Math.max(share, 1 / Math.pow(DECADE, DECADE))));
  }

  private static double usd(Judged one) {
    return Math.max(LEAST_USD, one.cost().doubleValue());
  }

  private static double ttft(Judged one) {
    Double observed = one.observed().ttftMillis();
    return Math.max(1, observed == null ? USUAL_TTFT[one.candidate().tier() - 1] : observed);
  }
}

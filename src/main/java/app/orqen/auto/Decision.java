package app.orqen.auto;

import app.orqen.auto.pick.Candidate;
import app.orqen.auto.pick.Decider;
import app.orqen.auto.pick.Fit;
import app.orqen.auto.pick.Judged;
import app.orqen.auto.pick.Lack;
import app.orqen.auto.pick.Mode;
import app.orqen.auto.pick.Observed;
import app.orqen.auto.pick.Question;
import app.orqen.auto.task.Complexity;
import app.orqen.auto.task.Task;
import app.orqen.policy.Condition;
import app.orqen.policy.Plan;
import app.orqen.policy.WeightedTarget;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/**
 * A decision for one request. A conversation keeps its model while that fits, and leaves it for one of a higher tier only.
 *
 * @param order the models that may be called, the picked one first; empty when none fits
 * @param judged all models that were looked at, the best first
 * @param reason sentences for people, without text of the prompt
 * @param sticky whether the conversation kept its model
 * @param tier the tier that was sought
 */
record Decision(List<Judged> order, List<Judged> judged, String reason, boolean sticky, int tier) {

  /** The most models of a plan, and how many of them are taken by their score only. */
  private static final int MOST = 5;
  private static final int BY_SCORE = 3;
  private static final int LONGER = 2;
  /** A client that didn't name a model isn't at fault when its provider doesn't have it for this account. */
  private static final Set<Condition> ON = Set.copyOf(EnumSet.complementOf(EnumSet.of(Condition.CONTEXT)));

  /**
   * Decides.
   *
   * @param question for the tier of the task, without a least one
   * @param held what the conversation was given; null for a new one
   */
  static Decision make(Question question, Choice choice, Task task, Held held, Function<Candidate, Observed> observed) {
    if (held == null) {
      return first(question, choice, task, observed);
    }
    Held.Rise rise = held.rise(task, question.needs().inputTokens());
    Candidate before = choice.candidates().stream().filter(one -> one.id().equals(held.model())).findFirst().orElse(null);
    int tier = rise == null ? held.tier() : rise.tier();
    int least = rise == null ? before == null ? 1 : before.tier() : rise.tier();
    List<Judged> judged = Decider.judge(question.withTiers(tier, least), choice.candidates(), observed);
    Judged kept = judged.stream().filter(one -> one.candidate().equals(before)).findFirst().orElse(null);
    if (kept != null && kept.fits() && (rise == null || !judged.get(0).fits() || judged.get(0).candidate().tier() <= before.tier())) {
      String why = rise == null ? "" : " Although " + rise.why() + ", no model of a higher tier fits.";
      return new Decision(order(kept, judged), judged, "The conversation keeps its model." + why, true, tier);
    }
    String why = rise != null ? "A model of a higher tier goes on, because " + rise.why() + "."
        : kept == null ? "The conversation's model can't be picked any more."
        : "The conversation's model doesn't fit any more: " + kept.lack().why() + ".";
    return of(question.withTiers(tier, least), judged, why);
  }

  private static Decision first(Question question, Choice choice, Task task, Function<Candidate, Observed> observed) {
    List<Judged> judged = Decider.judge(question, choice.candidates(), observed);
    return of(question, judged, "The task looks " + words(task.complexity()) + ", which asks for tier " + question.tier() + ".");
  }

  private static String words(Complexity complexity) {
    return complexity.name().toLowerCase(Locale.ROOT);
  }

  private static Decision of(Question question, List<Judged> judged, String why) {
    int tier = question.tier();
    Mode mode = question.mode();
    long fitting = judged.stream().filter(Judged::fits).count();
    if (fitting == 0) {
      // A request that only a budget has no room for is refused by the step that reserves it, which says when the budget renews.
      List<Judged> tooDear = judged.stream().filter(one -> one.lack() == Lack.BUDGET)
          .sorted(Comparator.comparing(one -> one.cost(question))).limit(1).toList();
      return new Decision(tooDear, judged, why + " Nothing fits what is left of the budgets.", false, tier);
    }
    Judged best = judged.get(0);
    String chosen = switch (mode) {
      case AUTO -> "has the best balance of price, speed and success";
      case CHEAP -> "is the cheapest for this request";
      case FAST -> "is the quickest to its first token";
      case CAPABLE -> "is the most capable";
    };
    String small = mode == Mode.AUTO && best.candidate().tier() < tier ? " No model of that tier fits." : "";
    return new Decision(order(best, judged), judged, why + small + " Of " + fitting + (fitting == 1 ? " model that fits, " : " models that fit, ")
        + best.candidate().id() + " (tier " + best.candidate().tier() + ") " + chosen + ".", false, tier);
  }

  /** Returns the picked model and those behind it: the best ones, then the best of other providers, which don't fail with it. */
  private static List<Judged> order(Judged picked, List<Judged> judged) {
    List<Judged> order = new ArrayList<>(List.of(picked));
    for (Judged one : judged) {
      if (order.size() < BY_SCORE && one.fits() && one != picked) {
        order.add(one);
      }
    }
    for (Judged one : judged) {
      boolean other = !one.candidate().provider().equals(picked.candidate().provider());
      if (order.size() < MOST && one.fits() && other && !order.contains(one)) {
        order.add(one);
      }
    }
    return order;
  }

  /** Returns the picked model; null when none fits. */
  Judged picked() {
    return order.isEmpty() ? null : order.get(0);
  }

  /** Returns the plan for the models in their order. A request that is too long goes on to larger windows. */
  Plan plan(String asked) {
    long window = Fit.window(picked().candidate().facts());
    List<WeightedTarget> longer = judged.stream().filter(one -> one.fits() && Fit.window(one.candidate().facts()) > window)
        .limit(LONGER).map(Decision::target).toList();
    return new Plan(asked, order.stream().map(Decision::target).toList(), ON, 0, Plan.TOTAL, Plan.MAX_WAIT, longer);
  }

  private static WeightedTarget target(Judged one) {
    return new WeightedTarget(one.candidate().provider(), one.candidate().model(), 1);
  }
}

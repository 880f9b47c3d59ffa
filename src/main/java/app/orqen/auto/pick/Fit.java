package app.orqen.auto.pick;

import app.orqen.auto.task.Needs;
import app.orqen.catalogue.ModelFacts;
import app.orqen.catalogue.Prices;
import app.orqen.cost.Rates;
import app.orqen.translate.answer.Usage;
import java.math.BigDecimal;

/** Whether one model can do what is needed, and what it may cost. What a table doesn't say of a model counts as missing. */
public final class Fit {

  /** About how many tokens an answer has, by the tier that its task asks for. */
  private static final long[] OUTPUT = {300, 800, 2_500};
  /** What a model without a known window is taken to have, in tokens. */
  private static final int SHORT_WINDOW = 8_192;
  private static final double MILLION = 1e6;

  private Fit() {}

  /** Returns what a model lacks apart from money, or null. */
  static Lack lack(Question question, Candidate candidate, Observed observed) {
    ModelFacts facts = candidate.facts();
    Needs needs = question.needs();
    if (!question.allowed().test(candidate)) {
      return Lack.KEY;
    } else if (question.providers() != null && !question.providers().contains(candidate.provider())) {
      return Lack.PROVIDER;
    } else if (!candidate.enabled()) {
      return Lack.DISABLED;
    } else if (facts.deprecatedOn() != null && !facts.deprecatedOn().isAfter(question.today())) {
      return Lack.ENDED;
    } else if (candidate.deployment() && (observed.successRate() == null || observed.successRate() == 0)) {
      return Lack.UNPROVEN;
    } else if (needs.tools() && !Boolean.TRUE.equals(facts.tools())) {
      return Lack.TOOLS;
    } else if (needs.vision() && !Boolean.TRUE.equals(facts.vision())) {
      return Lack.VISION;
    } else if (needs.documents() && !Boolean.TRUE.equals(facts.pdf())) {
      return Lack.DOCUMENTS;
    } else if (needs.schema() && !Boolean.TRUE.equals(facts.responseSchema())) {
      return Lack.SCHEMA;
    }
    return needs.inputTokens() + answer(needs, facts) > window(facts) ? Lack.CONTEXT : null;
  }

  /** Returns what a model lacks for reasons of money, or null. A price that isn't known can't be promised to be within a bound. */
  static Lack lackOfMoney(Question question, Candidate candidate) {
    if (question.maxCost() != null) {
      BigDecimal cost = cost(question, candidate);
      if (cost == null || cost.compareTo(question.maxCost()) > 0) {
        return Lack.MAX_COST;
      }
    }
    if (question.budgetLeft() != null) {
      long output = Math.min(question.reservedOutput(), asked(question.needs(), candidate.facts()));
      BigDecimal reserved = cost(question, candidate, output, 0, false);
      return reserved != null && reserved.compareTo(question.budgetLeft()) > 0 ? Lack.BUDGET : null;
    }
    return null;
  }

  /** Returns about what the request costs at a model, in US dollars; null when a price isn't known. */
  static BigDecimal cost(Question question, Candidate candidate) {
    return cost(question, candidate, output(question), cached(question, candidate), question.cacheMarked());
  }

  /** Returns the same nearly, to compare models by; not a number when a price isn't known. Exact amounts take ten times as long. */
  static double usd(Question question, Candidate candidate) {
    Prices prices = candidate.prices();
    long input = question.needs().inputTokens();
    boolean usual = question.serviceTier() == null && (prices.tierAbove() == 0 || input <= prices.tierAbove());
    if (!usual || question.cacheMarked() || cached(question, candidate) > 0 || prices.input() == null || prices.output() == null) {
      BigDecimal exact = cost(question, candidate);
      return exact == null ? Double.NaN : exact.doubleValue();
    }
    return (input * prices.input().doubleValue() + output(question) * prices.output().doubleValue()) / MILLION;
  }

  private static long output(Question question) {
    long output = OUTPUT[question.tier() - 1];
    return question.needs().outputTokens() > 0 ? Math.min(output, question.needs().outputTokens()) : output;
  }

  private static long cached(Question question, Candidate candidate) {
    return candidate.is(question.held()) ? Math.min(question.cachedTokens(), question.needs().inputTokens()) : 0;
  }

  private static BigDecimal cost(Question question, Candidate candidate, long output, long cached, boolean written) {
    long input = question.needs().inputTokens();
    Integer least = candidate.facts().cacheMinTokens();
    long read = least != null && cached < least ? 0 : cached;
    long write = written && (least == null || input >= least) ? input - read : 0;
    return Rates.of(candidate.prices(), input, question.serviceTier()).cost(new Usage(input, output, read, write, 0, 0, null));
  }

  /** Returns the answer's tokens that have to fit beside the input: what is asked for, as far as the model gives it. */
  private static long answer(Needs needs, ModelFacts facts) {
    return needs.outputTokens() == 0 ? 0 : asked(needs, facts);
  }

  private static long asked(Needs needs, ModelFacts facts) {
    long most = facts.maxOutputTokens() == null ? Long.MAX_VALUE : facts.maxOutputTokens();
    return needs.outputTokens() == 0 ? most : Math.min(needs.outputTokens(), most);
  }

  /** Returns how many tokens a model's context has; a small number when it isn't known. */
  public static long window(ModelFacts facts) {
    return facts.maxInputTokens() == null ? SHORT_WINDOW : facts.maxInputTokens();
  }
}

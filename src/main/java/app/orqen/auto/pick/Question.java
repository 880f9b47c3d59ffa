package app.orqen.auto.pick;

import app.orqen.auto.task.Needs;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Predicate;

/**
 * What a model is sought for.
 *
 * @param tier the tier that the task asks for, 1 to 3
 * @param atLeast the least tier that may be picked while one fits; 1 for any
 * @param serviceTier the service tier that the request asks for, or null
 * @param held the model that the conversation has had so far; null for a new one
 * @param cachedTokens how many of the request's tokens that model's provider has in its cache, by an estimate
 * @param cacheMarked whether the rest of the input is written to a cache
 * @param reservedOutput the most output tokens for which a budget is reserved
 * @param providers the providers that the account allows; null for all
 * @param maxCost the most that the account lets one request cost by estimate, in US dollars; null for any
 * @param budgetLeft what is left of the caller's budgets, in US dollars; null for no bound
 * @param allowed whether the caller may use a model
 */
public record Question(Mode mode, Needs needs, int tier, int atLeast, String serviceTier, String held, long cachedTokens,
    boolean cacheMarked, long reservedOutput, List<String> providers, BigDecimal maxCost, BigDecimal budgetLeft, LocalDate today,
    Predicate<Candidate> allowed) {

  /** Returns the same for other tiers. */
  public Question withTiers(int sought, int least) {
    return new Question(mode, needs, sought, least, serviceTier, held, cachedTokens, cacheMarked, reservedOutput, providers, maxCost,
        budgetLeft, today, allowed);
  }
}

package app.orqen.cost;

import app.orqen.catalogue.ModelFacts;
import app.orqen.catalogue.ModelTable;
import app.orqen.catalogue.Prices;
import app.orqen.translate.answer.Usage;
import java.math.BigDecimal;

/**
 * What a call to one model of one provider is charged by.
 *
 * @param providers the provider that serves it, and the one that it serves for
 * @param prices those of the model's own row; {@link Prices#UNKNOWN} when the table has none
 * @param requestedTier the service tier that the request asks for, or null
 * @param inputTokens an estimate of the request's tokens, for a provider that does not tell them
 */
public record Tariff(ModelTable table, String[] providers, Prices prices, String requestedTier, long inputTokens) {

  /**
   * Finds the prices of a call.
   *
   * @param provider the id of the provider that serves it
   * @param knownAs the id of the provider that it serves for, which may be the same
   * @param model the provider's name of the model
   */
  public static Tariff of(ModelTable table, String provider, String knownAs, String model, String requestedTier,
      long inputTokens) {
    String[] providers = provider.equals(knownAs) ? new String[] {provider} : new String[] {provider, knownAs};
    return new Tariff(table, providers, find(table, providers, model), requestedTier, inputTokens);
  }

  /** Returns the same tariff for another estimate of the request's tokens. */
  public Tariff withInputTokens(long tokens) {
    return new Tariff(table, providers, prices, requestedTier, tokens);
  }

  private static Prices find(ModelTable table, String[] providers, String model) {
    for (String provider : providers) {
      ModelFacts facts = table.find(provider, model);
      if (facts.isKnown()) {
        return facts.prices();
      }
    }
    return Prices.UNKNOWN;
  }

  /** Returns whether the model has a price for its input. */
  public boolean isPriced() {
    return prices.input() != null;
  }

  /**
   * Returns the rates of a call.
   *
   * @param answering the model that the provider says has answered, whose prices count where the one asked for has no row; or null
   */
  public Rates rates(Usage usage, String answering) {
    Prices own = isPriced() || answering == null ? prices : find(table, providers, answering);
    return Rates.of(own, usage.input(), usage.serviceTier() == null ? requestedTier : usage.serviceTier());
  }

  /** Returns the most that a call can cost by an estimate, not rounded; 0 when no price is known. */
  public BigDecimal estimate(long outputTokens) {
    Usage usage = new Usage(inputTokens, outputTokens, 0, 0, 0, 0, null);
    BigDecimal cost = rates(usage, null).cost(usage);
    return cost == null ? BigDecimal.ZERO : cost;
  }
}

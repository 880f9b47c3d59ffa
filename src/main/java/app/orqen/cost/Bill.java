package app.orqen.cost;

import app.orqen.translate.answer.Usage;
import java.math.BigDecimal;

/**
 * What one request costs, over all of its calls to providers. Each call is charged by its own prices, exactly; the sum is rounded
 * once. Written by the thread that serves the request.
 */
public final class Bill {

  private Tariff tariff;
  private BigDecimal cost = BigDecimal.ZERO;
  private BigDecimal savedByCaching = BigDecimal.ZERO;
  private BigDecimal savedByPruning = BigDecimal.ZERO;
  private boolean unpriced;
  private boolean estimated;

  /** Begins a call, which {@link #used} charges. */
  public void calling(Tariff by) {
    tariff = by;
  }

  /** Returns what the current call is charged by; null before the first one. */
  public Tariff tariff() {
    return tariff;
  }

  /**
   * Charges what the current call used.
   *
   * @param answering the model that the provider says has answered, or null
   * @param tokensLeftOut tokens of tools that pruning left out of this call; those of the last call count as the request's saving
   */
  public void used(Usage usage, String answering, long tokensLeftOut) {
    if (tariff == null || usage.total() == 0) {
      return;
    }
    Rates rates = tariff.rates(usage, answering);
    BigDecimal exact = rates.cost(usage);
    if (exact == null) {
      unpriced = true;
      return;
    }
    cost = cost.add(exact);
    savedByCaching = savedByCaching.add(rates.savedByCaching(usage));
    savedByPruning = rates.savedByLeavingOut(tokensLeftOut);
  }

  /** Says that something was used whose provider tells no tokens, so that no price applies. */
  public void unpriced() {
    unpriced = true;
  }

  /**
   * Returns how much less a usage would have cost if so many tokens of its input had been read from a cache, with nine decimals. What
   * was read from one counts.
   *
   * @param answering the model that the provider says has answered, or null
   * @param wanted tokens that should have been read from a cache
   * @return null when a price is not known, or nothing was called
   */
  public BigDecimal costOfLost(Usage usage, String answering, long wanted) {
    if (tariff == null || unpriced) {
      return null;
    }
    Rates rates = tariff.rates(usage, answering);
    BigDecimal actual = rates.cost(usage);
    BigDecimal better = rates.cost(usage.cached(wanted));
    return actual == null || better == null ? null : Money.rounded(actual.subtract(better).max(BigDecimal.ZERO));
  }

  /** Says that a provider did not tell all that it billed, so that a part is estimated. */
  public void estimated() {
    estimated = true;
  }

  public boolean isEstimated() {
    return estimated;
  }

  /** Returns whether something was used that has no price. */
  public boolean isUnpriced() {
    return unpriced;
  }

  /** Returns the cost in US dollars, with nine decimals; null when a part of it has no price. */
  public BigDecimal usd() {
    return unpriced ? null : Money.rounded(cost);
  }

  /** Returns the part of the cost whose price is known, with nine decimals: what a budget counts. */
  public BigDecimal known() {
    return Money.rounded(cost);
  }

  /** Returns what pruning and caching saved in US dollars, with nine decimals. */
  public BigDecimal savedUsd() {
    return Money.rounded(savedByCaching.add(savedByPruning));
  }

  /** Returns the value of the header {@code x-orqen-cost-usd}. */
  public String header() {
    return unpriced ? "unpriced" : Money.text(usd());
  }
}

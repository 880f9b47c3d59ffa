package app.orqen.catalogue;

import java.math.BigDecimal;

/**
 * What a model costs, in US dollars a million tokens. A price is null when it is not known, which is never the same as 0.
 *
 * @param input input tokens that come from no cache
 * @param cacheRead input tokens that the provider read from its cache; null: they cost like input
 * @param cacheWrite5m input tokens that are written to a cache of five minutes
 * @param cacheWrite1h input tokens that are written to a cache of an hour
 * @param tierAbove tokens of input above which the whole request costs the {@code …Above} prices; 0 without such a tier
 * @param inputFlex with the service tier "flex"
 * @param inputPriority with the service tier "priority"
 */
public record Prices(
    BigDecimal input,
    BigDecimal output,
    BigDecimal cacheRead,
    BigDecimal cacheWrite5m,
    BigDecimal cacheWrite1h,
    long tierAbove,
    BigDecimal inputAbove,
    BigDecimal outputAbove,
    BigDecimal cacheReadAbove,
    BigDecimal inputFlex,
    BigDecimal outputFlex,
    BigDecimal inputPriority,
    BigDecimal outputPriority) {

  /** Nothing is known. */
  public static final Prices UNKNOWN =
      new Prices(null, null, null, null, null, 0, null, null, null, null, null, null, null);
}

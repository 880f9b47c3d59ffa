package app.orqen.cost;

import app.orqen.catalogue.Prices;
import app.orqen.translate.answer.Usage;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/**
 * The prices that hold for one call, in US dollars a million tokens: those of its length and its service tier. A price that is
 * not known is null.
 *
 * @param input tokens of the request that no cache is involved in
 * @param output tokens of the answer, reasoning included
 * @param cacheRead tokens that were read from a cache
 * @param cacheWrite5m tokens that were written to a cache of five minutes
 * @param cacheWrite1h tokens that were written to a cache of an hour
 */
public record Rates(
    BigDecimal input, BigDecimal output, BigDecimal cacheRead, BigDecimal cacheWrite5m, BigDecimal cacheWrite1h) {

  /** A write to a cache of an hour costs this much of one for five minutes, where the table has no price of its own. */
  private static final BigDecimal HOUR = new BigDecimal("1.6");

  private static final int MILLION = 6;

  /**
   * Returns the prices of a call.
   *
   * @param inputTokens all tokens of the request, with those of caches: above the table's length the whole call costs its tier
   * @param serviceTier the tier that served the call, in any case; null or any but "flex" and "priority" is the usual one
   */
  public static Rates of(Prices prices, long inputTokens, String serviceTier) {
    BigDecimal write5m = or(prices.cacheWrite5m(), prices.input());
    BigDecimal write1h = or(prices.cacheWrite1h(), write5m == null ? null : write5m.multiply(HOUR));
    Rates rates = new Rates(prices.input(), prices.output(), or(prices.cacheRead(), prices.input()), write5m, write1h);
    if (prices.tierAbove() > 0 && inputTokens > prices.tierAbove()) {
      rates = rates.scaled(prices, prices.inputAbove(), prices.outputAbove());
      rates = rates.withCacheRead(or(prices.cacheReadAbove(), rates.cacheRead));
    }
    return switch (serviceTier == null ? "" : serviceTier.toLowerCase(Locale.ROOT)) {
      case "flex" -> rates.scaled(prices, prices.inputFlex(), prices.outputFlex());
      case "priority" -> rates.scaled(prices, prices.inputPriority(), prices.outputPriority());
      default -> rates;
    };
  }

  private static BigDecimal or(BigDecimal price, BigDecimal otherwise) {
    return price == null ? otherwise : price;
  }

  private Rates withCacheRead(BigDecimal price) {
    return new Rates(input, output, price, cacheWrite5m, cacheWrite1h);
  }

  /** Scales by what another tier's prices are to the usual ones. A price that the tier lacks follows the one that it has. */
  private Rates scaled(Prices usual, BigDecimal otherInput, BigDecimal otherOutput) {
    Scale in = Scale.of(usual.input(), otherInput);
    Scale out = Scale.of(usual.output(), otherOutput);
    Scale forInput = in == null ? out : in;
    Scale forOutput = out == null ? in : out;
    if (forInput == null) {
      return this; // the table says nothing of this tier
    }
    return new Rates(forInput.of(input), forOutput.of(output), forInput.of(cacheRead), forInput.of(cacheWrite5m),
        forInput.of(cacheWrite1h));
  }

  /** A ratio that is never rounded by itself. */
  private record Scale(BigDecimal from, BigDecimal to) {

    static Scale of(BigDecimal from, BigDecimal to) {
      return from == null || to == null || from.signum() == 0 ? null : new Scale(from, to);
    }

    BigDecimal of(BigDecimal price) {
      return price == null ? null : price.multiply(to).divide(from, MathContext.DECIMAL128);
    }
  }

  /** Returns what a call cost, not rounded; null when a price that it needs is not known. */
  public BigDecimal cost(Usage usage) {
    BigDecimal sum = BigDecimal.ZERO;
    sum = plus(sum, usage.freshInput(), input);
    sum = plus(sum, usage.cached(), cacheRead);
    sum = plus(sum, usage.cacheWrite5m(), cacheWrite5m);
    sum = plus(sum, usage.cacheWrite1h(), cacheWrite1h);
    sum = plus(sum, usage.output(), output);
    return sum == null ? null : sum.movePointLeft(MILLION);
  }

  private static BigDecimal plus(BigDecimal sum, long tokens, BigDecimal price) {
    if (tokens == 0 || sum == null) {
      return sum;
    }
    return price == null ? null : sum.add(price.multiply(BigDecimal.valueOf(tokens)));
  }

  /**
   * Returns what caching saved on a call, less what its writes cost more than plain input, not rounded. It can be below 0; it is
   * 0 where the prices are not known.
   */
  public BigDecimal savedByCaching(Usage usage) {
    if (input == null) {
      return BigDecimal.ZERO;
    }
    return times(usage.cached(), input.subtract(cacheRead))
        .add(times(usage.cacheWrite5m(), input.subtract(cacheWrite5m)))
        .add(times(usage.cacheWrite1h(), input.subtract(cacheWrite1h)));
  }

  /** Returns what tokens of input would have cost that were not sent; 0 where the price is not known. */
  public BigDecimal savedByLeavingOut(long tokens) {
    return input == null ? BigDecimal.ZERO : times(tokens, input);
  }

  private static BigDecimal times(long tokens, BigDecimal price) {
    return price.multiply(BigDecimal.valueOf(tokens)).movePointLeft(MILLION);
  }
}

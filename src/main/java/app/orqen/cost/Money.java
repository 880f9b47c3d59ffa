package app.orqen.cost;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Rounds amounts of US dollars, and writes them as text. */
public final class Money {

  /** The most decimals that an amount has outside the arithmetic of one request. */
  public static final int DECIMALS = 9;

  private Money() {}

  /** Rounds an exact amount to nine decimals, a half to the even digit. */
  public static BigDecimal rounded(BigDecimal exact) {
    return exact.setScale(DECIMALS, RoundingMode.HALF_EVEN);
  }

  /** Returns an amount without zeros at its end, for JSON and for people; null stays null. */
  public static BigDecimal shown(BigDecimal amount) {
    if (amount == null) {
      return null;
    }
    BigDecimal bare = amount.stripTrailingZeros();
    return bare.scale() < 0 ? bare.setScale(0) : bare;
  }

  /** Returns an amount as digits without an exponent. */
  public static String text(BigDecimal amount) {
    return shown(amount).toPlainString();
  }
}

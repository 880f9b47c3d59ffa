package app.orqen.dashboard.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;

/** Writes numbers for people. */
public final class Amount {

  private static final double MILLIS_PER_SECOND = 1000;

  private Amount() {}

  /** Returns milliseconds as text, such as "0.85 ms", "340 ms" or "12.4 s", or a dash for null. */
  public static String millis(JsonNode value) {
    if (!value.isNumber()) {
      return "–";
    }
    double millis = value.asDouble();
    if (millis >= 10 * MILLIS_PER_SECOND) {
      return String.format(Locale.ROOT, "%.1f s", millis / MILLIS_PER_SECOND);
    }
    if (millis >= MILLIS_PER_SECOND) {
      return String.format(Locale.ROOT, "%.2f s", millis / MILLIS_PER_SECOND);
    }
    return String.format(Locale.ROOT, millis < 10 ? "%.2f ms" : "%.0f ms", millis);
  }

  /** Returns a whole number with commas. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** Returns a large number in few characters, such as "12.3 k" or "4.5 M". */
  public static String brief(long number) {
    if (number >= 1_000_000) {
      return String.format(Locale.ROOT, "%.1f M", number / 1e6);
    }
    return number >= 100_000 ? String.format(Locale.ROOT, "%.0f k", number / 1e3) : count(number);
  }

  /** Returns US dollars, such as "$12.34" or "$0.0007"; a dash where the amount isn't known. */
  public static String usd(JsonNode value) {
    if (!value.isNumber()) {
      return "–";
    }
    BigDecimal usd = value.decimalValue();
    boolean small = usd.abs().compareTo(BigDecimal.ONE) < 0;
    BigDecimal shown = small ? usd.round(new MathContext(2)).stripTrailingZeros() : usd.setScale(2, RoundingMode.HALF_EVEN);
    return (usd.signum() < 0 ? "−$" : "$") + String.format(Locale.ROOT, "%,." + Math.max(2, shown.scale()) + "f", shown.abs());
  }

  /** Returns a span in days, such as "90 days" or "1 day". */
  public static String days(Duration span) {
    return span.toDays() == 1 ? "1 day" : span.toDays() < 1 ? "less than a day" : count(span.toDays()) + " days";
  }

  /** Returns a share of a whole, such as "2.5 %". */
  public static String share(long part, long whole) {
    return whole == 0 ? "–" : String.format(Locale.ROOT, "%.1f %%", 100.0 * part / whole);
  }
}

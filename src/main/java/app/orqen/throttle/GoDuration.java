package app.orqen.throttle;

import java.math.BigDecimal;
import java.util.concurrent.TimeUnit;

/** Durations in the form of OpenAI's rate-limit headers, which is Go's: {@code 20ms}, {@code 1s}, {@code 6m0s}. */
final class GoDuration {

  private GoDuration() {}

  /** Returns a duration as text, rounded up to the millisecond. */
  static String format(long nanos) {
    long millis = (nanos + 999_999) / 1_000_000;
    if (millis <= 0) {
      return "0s";
    }
    if (millis < 1000) {
      return millis + "ms";
    }
    long hours = TimeUnit.MILLISECONDS.toHours(millis);
    long minutes = TimeUnit.MILLISECONDS.toMinutes(millis) % 60;
    String seconds = BigDecimal.valueOf(millis % 60_000, 3).stripTrailingZeros().toPlainString() + "s";
    return (hours > 0 ? hours + "h" : "") + (hours > 0 || minutes > 0 ? minutes + "m" : "") + seconds;
  }
}

package app.orqen.relay;

import app.orqen.translate.error.ProviderError;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.apache.camel.Message;

/** How long a provider's error asks to wait. */
final class RetryAfter {

  private RetryAfter() {}

  /**
   * Returns what the header {@code retry-after-ms} (OpenAI's) or {@code Retry-After} (RFC 9110, 10.2.3: seconds or a date) says, else
   * the body.
   *
   * @return null when none of them says it
   */
  static Duration of(Message answer, ProviderError error) {
    String millis = answer.getHeader("retry-after-ms", String.class);
    if (millis != null && millis.matches("\\d{1,12}(\\.\\d{1,6})?")) {
      return Duration.ofMillis((long) Double.parseDouble(millis));
    }
    String seconds = answer.getHeader("Retry-After", String.class);
    if (seconds != null && seconds.matches("\\d{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(seconds));
    }
    Duration until = seconds == null ? null : until(seconds, Clock.systemUTC().instant());
    return until != null || error.retryAfterMillis() == null ? until : Duration.ofMillis(error.retryAfterMillis());
  }

  private static Duration until(String date, Instant now) {
    try {
      Duration left = Duration.between(now, ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME));
      return left.isNegative() ? Duration.ZERO : left;
    } catch (DateTimeException e) {
      return null;
    }
  }
}

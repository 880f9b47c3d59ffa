package app.orqen.dashboard.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * A time for people: how long ago or ahead it is, and the exact time beside it.
 *
 * @param at ISO 8601; null for "never"
 * @param words such as "3 hours ago" or "in 2 days"
 * @param exact such as "2030-01-31 14:05 UTC"
 */
public record When(String at, String words, String exact) {

  private static final DateTimeFormatter EXACT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final long[] SECONDS = {60, 3600, 86_400, 30 * 86_400L, 365 * 86_400L};
  private static final String[] UNITS = {"minute", "hour", "day", "month", "year"};

  /** Returns the time in a field of an answer, or "never" where it is null. */
  public static When of(JsonNode time, Instant now) {
    return time.isTextual() ? of(Instant.parse(time.textValue()), now) : new When(null, "never", "");
  }

  /** Returns how far a time is from now. */
  public static When of(Instant time, Instant now) {
    long seconds = Duration.between(now, time).toSeconds();
    String span = span(Math.abs(seconds));
    String words = span == null ? (seconds > 0 ? "in a moment" : "just now") : seconds > 0 ? "in " + span : span + " ago";
    return new When(time.toString(), words, EXACT.format(time));
  }

  private static String span(long seconds) {
    for (int i = SECONDS.length - 1; i >= 0; i--) {
      long count = seconds / SECONDS[i];
      if (count > 0) {
        return count + " " + UNITS[i] + (count == 1 ? "" : "s");
      }
    }
    return null;
  }
}

package app.orqen.throttle;

import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.TimeUnit;

/**
 * The state of a key's bucket.
 *
 * @param granted whether the request may pass
 * @param limit the key's requests a minute
 * @param remaining whole tokens left
 * @param nanosToNext nanoseconds until one token is there, when the request was refused
 * @param nanosToFull nanoseconds until the bucket is full
 */
public record Quota(boolean granted, int limit, long remaining, long nanosToNext, long nanosToFull) {

  /** Returns the whole seconds until the next token, rounded up, at least 1. */
  public long retryAfterSeconds() {
    long second = TimeUnit.SECONDS.toNanos(1);
    return Math.max(1, (nanosToNext + second - 1) / second);
  }

  /** Returns the same state with another limit, of which this one is a share. */
  Quota ofLimit(int requestsPerMinute) {
    return new Quota(granted, requestsPerMinute, remaining, nanosToNext, nanosToFull);
  }

  /** Sets the three headers under OpenAI's names. */
  public void writeTo(HttpServletResponse response) {
    response.setHeader("x-ratelimit-limit-requests", Integer.toString(limit));
    response.setHeader("x-ratelimit-remaining-requests", Long.toString(remaining));
    response.setHeader("x-ratelimit-reset-requests", GoDuration.format(nanosToFull));
  }
}

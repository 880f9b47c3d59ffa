package app.orqen.throttle;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Counts failed authentications a minute by client address, so that guesses at keys cost the gateway little. */
public final class FailedAttempts {

  private static final int MAX_ADDRESSES = 100_000;

  private final int perMinute;
  private final TimeMeter clock;
  private final Cache<String, Bucket> buckets;

  public FailedAttempts(int perMinute, TimeMeter clock) {
    this.perMinute = perMinute;
    this.clock = clock;
    this.buckets = Caffeine.newBuilder()
        .maximumSize(MAX_ADDRESSES)
        .expireAfterAccess(Duration.ofMinutes(2))
        .ticker(clock::currentTimeNanos)
        .build();
  }

  /**
   * Counts one failed attempt.
   *
   * @return 0 within the limit, else the whole seconds until the next attempt is within it, at least 1
   */
  public long count(String address) {
    Bucket bucket = buckets.get(address, a -> LocalRateLimiter.bucketOf(perMinute, perMinute, clock));
    ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
    return probe.isConsumed() ? 0 : 1 + TimeUnit.NANOSECONDS.toSeconds(probe.getNanosToWaitForRefill());
  }

  /** Returns whether an address has used up its attempts. */
  public boolean isExhausted(String address) {
    Bucket bucket = buckets.getIfPresent(address);
    return bucket != null && bucket.getAvailableTokens() == 0;
  }
}

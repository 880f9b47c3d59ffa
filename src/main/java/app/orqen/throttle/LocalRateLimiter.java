package app.orqen.throttle;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;

/** A rate limiter with buckets in this process's memory. */
public final class LocalRateLimiter implements RateLimiter {

  /** A bucket that was not used for over a minute is full again, so it may be forgotten. */
  static final Duration FORGET_AFTER = Duration.ofMinutes(2);

  private final TimeMeter clock;
  private final Cache<String, Limited> buckets;

  public LocalRateLimiter(TimeMeter clock) {
    this.clock = clock;
    this.buckets = Caffeine.newBuilder()
        .expireAfterAccess(FORGET_AFTER)
        .ticker(clock::currentTimeNanos)
        .executor(Runnable::run)
        .build();
  }

  private record Limited(int requestsPerMinute, Bucket bucket) {}

  @Override
  public Quota consume(String keyId, int requestsPerMinute) {
    ConsumptionProbe probe = bucket(keyId, requestsPerMinute).tryConsumeAndReturnRemaining(1);
    return new Quota(probe.isConsumed(), requestsPerMinute, probe.getRemainingTokens(),
        probe.getNanosToWaitForRefill(), probe.getNanosToWaitForReset());
  }

  @Override
  public Quota peek(String keyId, int requestsPerMinute) {
    var tokens = bucket(keyId, requestsPerMinute).asVerbose().getAvailableTokens();
    return new Quota(true, requestsPerMinute, tokens.getValue(), 0,
        tokens.getDiagnostics().calculateFullRefillingTime());
  }

  private Bucket bucket(String keyId, int requestsPerMinute) {
    Limited limited = buckets.getIfPresent(keyId);
    if (limited == null || limited.requestsPerMinute != requestsPerMinute) {
      limited = buckets.asMap().compute(keyId, (id, old) -> limit(old, requestsPerMinute));
    }
    return limited.bucket;
  }

  /** Changes a limit. The difference in tokens is added or removed at once, never below zero. */
  private Limited limit(Limited old, int requestsPerMinute) {
    if (old != null && old.requestsPerMinute == requestsPerMinute) {
      return old;
    }
    long tokens = old == null
        ? requestsPerMinute
        : Math.max(0, old.bucket.getAvailableTokens() + requestsPerMinute - old.requestsPerMinute);
    return new Limited(requestsPerMinute, bucketOf(requestsPerMinute, tokens, clock));
  }

  static Bucket bucketOf(int requestsPerMinute, long tokens, TimeMeter clock) {
    return Bucket.builder()
        .addLimit(limit(requestsPerMinute, tokens))
        .withCustomTimePrecision(clock)
        .build();
  }

  static Bandwidth limit(int requestsPerMinute, long tokens) {
    return Bandwidth.builder()
        .capacity(requestsPerMinute)
        .refillGreedy(requestsPerMinute, Duration.ofMinutes(1))
        .initialTokens(tokens)
        .build();
  }
}

package app.orqen.throttle;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.CompletableFuture;

/**
 * Limits the tokens a minute of keys and accounts. What a request may use is taken before it goes out; at its end what it did not use
 * is given back, and what it used beyond that is taken too. The buckets refill evenly. With Redis they hold over all replicas; without
 * it, or while it is away, each replica grants its share.
 */
public final class TokenLimiter {

  private static final String PREFIX = "orqen:tokens:";

  private final TimeMeter clock;
  private final int replicas;
  private final RedisAccess redis;
  private final Cache<String, Bucket> own;

  TokenLimiter(TimeMeter clock, int replicas, RedisAccess redis) {
    this.clock = clock;
    this.replicas = replicas;
    this.redis = redis;
    this.own = Caffeine.newBuilder().expireAfterAccess(LocalRateLimiter.FORGET_AFTER).ticker(clock::currentTimeNanos)
        .executor(Runnable::run).build();
  }

  /**
   * What a bucket said.
   *
   * @param granted whether the tokens were taken
   * @param limit tokens a minute
   * @param remaining whole tokens left
   * @param nanosToNext nanoseconds until the tokens are there, when they were refused
   * @param nanosToFull nanoseconds until the bucket is full
   */
  public record Taken(boolean granted, int limit, long remaining, long nanosToNext, long nanosToFull) {

    /** Sets the three headers under OpenAI's names. */
    public void writeTo(HttpServletResponse response) {
      response.setHeader("x-ratelimit-limit-tokens", Integer.toString(limit));
      response.setHeader("x-ratelimit-remaining-tokens", Long.toString(remaining));
      response.setHeader("x-ratelimit-reset-tokens", GoDuration.format(nanosToFull));
    }

    /** Returns the whole seconds until the tokens are there, rounded up, at least 1. */
    public long retryAfterSeconds() {
      return new Quota(granted, limit, remaining, nanosToNext, nanosToFull).retryAfterSeconds();
    }
  }

  /**
   * Takes tokens of a bucket if it has so many; a refusal takes none.
   *
   * @param id whose bucket it is
   * @param tokens 1 or more, at most the limit
   */
  public Taken take(String id, int limit, long tokens) {
    if (redis.isUp()) {
      try {
        return taken(limit, redis.link().withBuckets(buckets ->
            buckets.builder().build(key(id, limit), () -> configuration(limit)).tryConsumeAndReturnRemaining(tokens)));
      } catch (RuntimeException e) {
        // The link has said so in the log. This replica limits by itself.
      }
    }
    int share = share(limit);
    return taken(limit, own(id, limit).tryConsumeAndReturnRemaining(Math.min(share, tokens)));
  }

  /** Gives back what a request did not use, or takes what it used beyond what was taken. */
  public void settle(String id, int limit, long taken, long used) {
    if (redis.isUp()) {
      try {
        redis.link().withBuckets(buckets -> {
          var bucket = buckets.asAsync().builder().build(key(id, limit),
              () -> CompletableFuture.completedFuture(configuration(limit)));
          return used < taken ? bucket.addTokens(taken - used)
              : used > taken ? bucket.consumeIgnoringRateLimits(used - taken) : null;
        });
        return;
      } catch (RuntimeException e) {
        // It refills within a minute.
      }
    }
    long takenHere = Math.min(share(limit), taken);
    if (used < takenHere) {
      own(id, limit).addTokens(takenHere - used);
    } else if (used > takenHere) {
      own(id, limit).consumeIgnoringRateLimits(used - takenHere);
    }
  }

  private static Taken taken(int limit, ConsumptionProbe probe) {
    return new Taken(probe.isConsumed(), limit, Math.max(0, probe.getRemainingTokens()), probe.getNanosToWaitForRefill(),
        probe.getNanosToWaitForReset());
  }

  /** Returns the name of a bucket. A changed limit has another bucket, which begins full. */
  private static String key(String id, int limit) {
    return PREFIX + id + ":" + limit;
  }

  private static BucketConfiguration configuration(int limit) {
    return BucketConfiguration.builder().addLimit(LocalRateLimiter.limit(limit, limit)).build();
  }

  private Bucket own(String id, int limit) {
    int share = share(limit);
    return own.get(key(id, limit), any -> LocalRateLimiter.bucketOf(share, share, clock));
  }

  private int share(int limit) {
    return Math.max(1, limit / replicas);
  }
}

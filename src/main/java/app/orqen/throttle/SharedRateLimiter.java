package app.orqen.throttle;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.function.Function;

/** Buckets in Redis: one limit over all replicas. While Redis is away, this replica limits by itself. */
final class SharedRateLimiter implements RateLimiter, AutoCloseable {

  private final RedisLink redis;
  private final RateLimiter alone;
  private final Cache<String, SharedBucket> buckets =
      Caffeine.newBuilder().expireAfterAccess(LocalRateLimiter.FORGET_AFTER).build();

  SharedRateLimiter(RedisLink redis, RateLimiter alone) {
    this.redis = redis;
    this.alone = alone;
  }

  @Override
  public Quota consume(String keyId, int requestsPerMinute) {
    Quota quota = ask(keyId, bucket -> bucket.take(requestsPerMinute));
    return quota == null ? alone.consume(keyId, requestsPerMinute) : quota;
  }

  @Override
  public Quota peek(String keyId, int requestsPerMinute) {
    Quota quota = ask(keyId, bucket -> bucket.look(requestsPerMinute));
    return quota == null ? alone.peek(keyId, requestsPerMinute) : quota;
  }

  /** Returns the answer, or null when Redis can't be asked. */
  private Quota ask(String keyId, Function<SharedBucket, Quota> question) {
    if (!redis.isUp()) {
      return null;
    }
    try {
      return question.apply(buckets.get(keyId, id -> new SharedBucket(id, redis)));
    } catch (RuntimeException e) {
      // The link has said so in the log.
      return null;
    }
  }

  @Override
  public void close() {
    redis.close();
  }
}

package app.orqen.throttle;

import io.github.bucket4j.util.concurrent.batch.BatchHelper;
import java.util.List;

/**
 * A key's bucket in Redis. Requests of one key that come while Redis is being asked are joined in the next command, so a replica
 * competes for the bucket only once at a time, however many requests it has.
 */
final class SharedBucket {

  private final String keyId;
  private final RedisLink redis;
  private final BatchHelper<Integer, Quota, TakeTokens, List<Quota>> questions =
      BatchHelper.create(this::together, this::ask, (command, quotas) -> quotas);
  /** The limit that this replica last set or found in the bucket; 0 before the first time. */
  private volatile int limit;

  SharedBucket(String keyId, RedisLink redis) {
    this.keyId = keyId;
    this.redis = redis;
  }

  /** Takes a token if there is one. Throws when Redis can't be asked. */
  Quota take(int requestsPerMinute) {
    return questions.execute(requestsPerMinute);
  }

  /** Returns the state of the bucket. Throws when Redis can't be asked. */
  Quota look(int requestsPerMinute) {
    return redis.execute(keyId, new TakeTokens(requestsPerMinute, limit != requestsPerMinute, 0)).get(0);
  }

  /** Joins requests. The last one knows the limit best. */
  private TakeTokens together(List<Integer> limits) {
    int newest = limits.get(limits.size() - 1);
    return new TakeTokens(newest, limit != newest, limits.size());
  }

  private List<Quota> ask(TakeTokens command) {
    List<Quota> quotas = redis.execute(keyId, command);
    limit = command.requestsPerMinute();
    return quotas;
  }
}

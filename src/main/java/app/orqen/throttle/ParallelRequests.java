package app.orqen.throttle;

import app.orqen.inbound.Inbound;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts the requests of each key that run at the same time. With Redis one count holds over all replicas: each request has a place
 * with an end, which its replica moves on, so that the places of a replica that died become free by themselves. Without Redis, or
 * while it is away, each replica grants its share, at least one request.
 */
final class ParallelRequests {

  /** How often the places of running requests are renewed, in seconds. */
  static final int RENEW_SECONDS = 15;

  private static final long LEASE_MILLIS = 60_000;
  private static final String PREFIX = "orqen:parallel:";

  /** Takes a place if there is one. Returns whether it did. */
  private static final String TAKE = """
      redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[1])
      if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[3]) then return {0} end
      redis.call('ZADD', KEYS[1], ARGV[2], ARGV[4])
      redis.call('PEXPIRE', KEYS[1], ARGV[5])
      return {1}""";
  /** Moves the end of a place on; one that Redis has lost is taken again. */
  private static final String RENEW = """
      redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])
      redis.call('PEXPIRE', KEYS[1], ARGV[3])
      return {1}""";
  private static final String LEAVE = "return {redis.call('ZREM', KEYS[1], ARGV[1])}";

  private final RedisAccess redis;
  private final int replicas;
  /** How many requests of each key have a place of this replica's own. */
  private final Map<String, Integer> own = new ConcurrentHashMap<>();
  /** The places in Redis of requests that run here: the request's id and its key's. */
  private final Map<String, String> shared = new ConcurrentHashMap<>();

  ParallelRequests(RedisAccess redis, int replicas) {
    this.redis = redis;
    this.replicas = replicas;
  }

  /**
   * Takes a place for a request, until its answer is complete or the request ends.
   *
   * @throws GatewayException 429 when the key has as many requests running as it may
   */
  void begin(String keyId, int most, Inbound inbound) {
    if (!take(keyId, most, inbound)) {
      throw GatewayException.of(ErrorCode.TOO_MANY_PARALLEL_REQUESTS, "This key already has " + most
          + " requests running, which is its limit. Retry when one of them has ended, or raise the limit of the key.")
          .header("Retry-After", "1");
    }
  }

  private boolean take(String keyId, int most, Inbound inbound) {
    if (redis.isUp()) {
      String place = inbound.requestId();
      // Before the question: a place that Redis gave although its answer got lost is given back too.
      inbound.onComplete(() -> leave(keyId, place));
      try {
        long now = System.currentTimeMillis();
        boolean taken = redis.run(TAKE, new String[] {PREFIX + keyId}, Long.toString(now), Long.toString(now + LEASE_MILLIS),
            Integer.toString(most), place, Long.toString(2 * LEASE_MILLIS)).get(0).equals(1L);
        if (taken) {
          shared.put(place, keyId);
        }
        return taken;
      } catch (RuntimeException e) {
        // The link has said so in the log. This replica counts by itself.
      }
    }
    int share = Math.max(1, most / replicas);
    boolean[] taken = new boolean[1];
    own.compute(keyId, (id, running) -> {
      int before = running == null ? 0 : running;
      taken[0] = before < share;
      return taken[0] ? Integer.valueOf(before + 1) : running;
    });
    if (taken[0]) {
      inbound.onComplete(() -> own.computeIfPresent(keyId, (id, running) -> running <= 1 ? null : running - 1));
    }
    return taken[0];
  }

  private void leave(String keyId, String place) {
    shared.remove(place);
    redis.send(LEAVE, new String[] {PREFIX + keyId}, place);
  }

  /** Renews the places of all requests that run here. Never throws: a schedule would end with it. */
  void renew() {
    long end = System.currentTimeMillis() + LEASE_MILLIS;
    shared.forEach((place, keyId) -> {
      redis.send(RENEW, new String[] {PREFIX + keyId}, Long.toString(end), place, Long.toString(2 * LEASE_MILLIS));
      if (!shared.containsKey(place)) {
        leave(keyId, place); // it ended meanwhile
      }
    });
  }
}

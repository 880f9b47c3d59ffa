package app.orqen.throttle;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * Limits the tokens a minute of keys and accounts. What a request may use is taken before it goes out; at its end what it did not use
 * is given back, and what it used beyond that is taken too. The buckets refill evenly. With Redis they hold over all replicas; without
 * it, or while it is away, each replica grants its share.
 */
public final class TokenLimiter {

  private static final String PREFIX = "orqen:tpm:";
  private static final long NANOS_OF_MINUTE = Duration.ofMinutes(1).toNanos();

  /** Refills a bucket. KEYS: bucket. ARGV: limit, now in milliseconds. Replicas' clocks may differ: time never runs back. */
  private static final String REFILL = """
      local limit = tonumber(ARGV[1])
      local now = tonumber(ARGV[2])
      local bucket = redis.call('HMGET', KEYS[1], 'tokens', 'at')
      local tokens = tonumber(bucket[1] or limit)
      local at = tonumber(bucket[2] or now)
      if now > at then
        tokens = math.min(limit, tokens + (now - at) * limit / 60000)
        at = now
      end
      """;
  /** Keeps a bucket only until it is full, because a missing bucket counts as full. */
  private static final String KEEP = """
      redis.call('HSET', KEYS[1], 'tokens', string.format('%.6f', tokens), 'at', string.format('%.0f', at))
      redis.call('PEXPIRE', KEYS[1], string.format('%.0f', (limit - tokens) * 60000 / limit + 10000))
      """;
  /** Takes tokens. ARGV are those of {@link #REFILL}, then the tokens. Returns whether they were taken, and how many are left. */
  private static final String TAKE = REFILL + """
      local taken = 0
      if tokens >= tonumber(ARGV[3]) then
        tokens = tokens - tonumber(ARGV[3])
        taken = 1
      end
      """ + KEEP + "return {taken, string.format('%.6f', tokens)}";
  /** Gives tokens back. ARGV are those of {@link #REFILL}, then the tokens; a number below 0 takes more, even more than are left. */
  private static final String SETTLE = REFILL + "tokens = math.min(limit, tokens + tonumber(ARGV[3]))\n" + KEEP + "return {1}";

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
        List<Object> answer = redis.run(TAKE, keys(id, limit), Integer.toString(limit), now(), Long.toString(tokens));
        return taken(limit, answer.get(0).equals(1L), Double.parseDouble(new String((byte[]) answer.get(1), StandardCharsets.US_ASCII)), tokens);
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
      if (taken != used) { // Nobody waits for it: what gets lost refills within a minute.
        redis.send(SETTLE, keys(id, limit), Integer.toString(limit), now(), Long.toString(taken - used));
      }
      return;
    }
    long takenHere = Math.min(share(limit), taken);
    if (used < takenHere) {
      own(id, limit).addTokens(takenHere - used);
    } else if (used > takenHere) {
      own(id, limit).consumeIgnoringRateLimits(used - takenHere);
    }
  }

  /** Returns the name of a bucket. A changed limit has another bucket, which begins full. */
  private static String key(String id, int limit) {
    return PREFIX + id + ":" + limit;
  }

  private static String[] keys(String id, int limit) {
    return new String[] {key(id, limit)};
  }

  private static String now() {
    return Long.toString(System.currentTimeMillis());
  }

  private static Taken taken(int limit, ConsumptionProbe probe) {
    return new Taken(probe.isConsumed(), limit, Math.max(0, probe.getRemainingTokens()), probe.getNanosToWaitForRefill(),
        probe.getNanosToWaitForReset());
  }

  private static Taken taken(int limit, boolean granted, double left, long wanted) {
    double nanos = NANOS_OF_MINUTE / (double) limit;
    return new Taken(granted, limit, (long) Math.max(0, Math.floor(left)), granted ? 0 : (long) Math.ceil((wanted - left) * nanos),
        (long) ((limit - left) * nanos));
  }

  private Bucket own(String id, int limit) {
    int share = share(limit);
    return own.get(key(id, limit), any -> LocalRateLimiter.bucketOf(share, share, clock));
  }

  private int share(int limit) {
    return Math.max(1, limit / replicas);
  }
}

package app.orqen.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Redis;
import io.github.bucket4j.TimeMeter;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Limiters of several replicas on one real Redis. */
class ITSharedRateLimiter {

  private static final int REPLICAS = 3;

  private final Redis redis = new Redis();
  private final List<SharedRateLimiter> replicas = new ArrayList<>();

  @AfterEach
  void close() {
    replicas.forEach(SharedRateLimiter::close);
    redis.close();
  }

  private SharedRateLimiter replica(Duration timeout) throws Exception {
    RedisLink link = new RedisLink(RedisURI.create(redis.url()), timeout);
    SharedRateLimiter limiter =
        new SharedRateLimiter(link, new ReplicaRateLimiter(new LocalRateLimiter(TimeMeter.SYSTEM_NANOTIME), REPLICAS));
    replicas.add(limiter);
    Eventually.holds(link::isUp);
    return limiter;
  }

  @Test
  void oneLimitHoldsToTheRequestHoweverManyCompete() throws Exception {
    for (int i = 0; i < REPLICAS; i++) {
      replica(Duration.ofSeconds(20));
    }
    // One token a minute comes back of so many; the test takes less than the time of one.
    int limit = 1000;
    AtomicInteger granted = new AtomicInteger();
    List<Long> remaining = new ArrayList<>();
    long start = System.nanoTime();
    inParallel(60, () -> {
      for (int i = 0; i < 30; i++) {
        Quota quota = replicas.get(i % REPLICAS).consume("hot", limit);
        if (quota.granted()) {
          granted.incrementAndGet();
          synchronized (remaining) {
            remaining.add(quota.remaining());
          }
        }
      }
      return null;
    });
    long back = 1 + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) * limit / 60_000;
    assertThat(granted.get()).as("of 1,800 requests").isBetween(limit, (int) (limit + back));
    assertThat(remaining.stream().filter(left -> left == 0).count()).as("requests that took the last token")
        .isLessThanOrEqualTo(1 + back);
  }

  @Test
  void itCountsAsTheLocalOneDoes() throws Exception {
    SharedRateLimiter one = replica(Duration.ofSeconds(5));
    SharedRateLimiter other = replica(Duration.ofSeconds(5));
    assertThat(one.peek("k", 3).remaining()).isEqualTo(3);
    assertThat(one.consume("k", 3).remaining()).isEqualTo(2);
    Quota seen = other.peek("k", 3);
    assertThat(seen.remaining()).as("the other's look").isEqualTo(2);
    assertThat(seen.nanosToFull()).isBetween(TimeUnit.SECONDS.toNanos(10), TimeUnit.SECONDS.toNanos(20));
    assertThat(other.consume("k", 3).granted()).isTrue();
    assertThat(one.consume("k", 3).granted()).isTrue();
    Quota refused = other.consume("k", 3);
    assertThat(refused.granted()).isFalse();
    assertThat(refused.remaining()).isZero();
    assertThat(refused.retryAfterSeconds()).isBetween(1L, 20L);
    assertThat(one.consume("other", 1).granted()).isTrue();
  }

  @Test
  void aChangedLimitAddsOrRemovesTheDifferenceOnceForAll() throws Exception {
    SharedRateLimiter one = replica(Duration.ofSeconds(5));
    SharedRateLimiter other = replica(Duration.ofSeconds(5));
    for (int i = 0; i < 10; i++) {
      assertThat((i % 2 == 0 ? one : other).consume("k", 10).granted()).isTrue();
    }
    assertThat(one.consume("k", 15).remaining()).as("raised").isEqualTo(4);
    assertThat(other.consume("k", 10).remaining()).as("one that has not heard yet").isEqualTo(3);
    assertThat(other.consume("k", 15).remaining()).as("and then has").isEqualTo(2);
    assertThat(one.consume("k", 14).remaining()).as("lowered by one, one taken").isZero();
    assertThat(other.consume("k", 14).granted()).isFalse();
    assertThat(one.consume("k", 2).granted()).as("never below zero").isFalse();
    assertThat(one.peek("k", 2).nanosToFull()).isLessThanOrEqualTo(TimeUnit.MINUTES.toNanos(1));
  }

  @Test
  void bucketsExpire() throws Exception {
    replica(Duration.ofSeconds(5)).consume("k", 60);
    RedisClient client = RedisClient.create(redis.url());
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      assertThat(connection.sync().keys("*")).contains("orqen:rate:k");
      assertThat(connection.sync().pttl("orqen:rate:k")).isBetween(1L, 12_000L);
    } finally {
      client.shutdown();
    }
  }

  @Test
  void aSilentRedisCostsAFewRequestsTheirPatienceAndTheRestNothing() throws Exception {
    Duration timeout = Duration.ofSeconds(2);
    SharedRateLimiter limiter = replica(timeout);
    limiter.consume("warm", 1_000_000);
    redis.freeze();
    AtomicInteger granted = new AtomicInteger();
    AtomicInteger waited = new AtomicInteger();
    inParallel(40, () -> {
      for (int i = 0; i < 50; i++) {
        long start = System.nanoTime();
        granted.addAndGet(limiter.consume("k", 300).granted() ? 1 : 0);
        if (System.nanoTime() - start > timeout.toNanos() / 2) {
          waited.incrementAndGet();
        }
      }
      return null;
    });
    assertThat(granted.get()).as("its share, neither all nor none").isBetween(100, 150);
    assertThat(waited.get()).as("who was asking at that moment").isLessThanOrEqualTo(40);
    redis.thaw();
    awaitShared(limiter);
  }

  /** Until a token that this replica takes is missing in Redis. */
  private void awaitShared(SharedRateLimiter limiter) throws Exception {
    SharedRateLimiter other = replica(Duration.ofSeconds(5));
    AtomicInteger round = new AtomicInteger();
    Eventually.holds(() -> {
      String key = "back" + round.incrementAndGet();
      limiter.consume(key, 10);
      return other.peek(key, 10).remaining() == 9;
    });
  }

  private static void inParallel(int threads, Callable<Void> work) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Void>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        all.add(pool.submit(work));
      }
      for (Future<Void> one : all) {
        one.get(60, TimeUnit.SECONDS);
      }
    } finally {
      pool.shutdownNow();
    }
  }
}

package app.orqen.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Redis;
import io.github.bucket4j.TimeMeter;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Limiters of tokens of several replicas on one real Redis. */
class ITTokenLimiter {

  private static final int REPLICAS = 3;

  private final Redis redis = new Redis();
  private final List<RedisAccess> links = new ArrayList<>();

  @AfterEach
  void close() {
    links.forEach(RedisAccess::close);
    redis.close();
  }

  private TokenLimiter replica() throws Exception {
    RedisAccess access = new RedisAccess(new RedisLink(RedisURI.create(redis.url()), Duration.ofSeconds(10)));
    links.add(access);
    Eventually.holds(access::isUp);
    return new TokenLimiter(TimeMeter.SYSTEM_NANOTIME, REPLICAS, access);
  }

  @Test
  void oneBucketHoldsOverReplicasHoweverManyCompete() throws Exception {
    List<TokenLimiter> replicas = List.of(replica(), replica(), replica());
    int limit = 30_000;
    AtomicLong granted = new AtomicLong();
    long start = System.nanoTime();
    ExecutorService threads = Executors.newFixedThreadPool(60);
    List<Future<Object>> calls = new ArrayList<>();
    for (int thread = 0; thread < 60; thread++) {
      TokenLimiter limiter = replicas.get(thread % REPLICAS);
      calls.add(threads.submit((Callable<Object>) () -> {
        for (int i = 0; i < 50; i++) {
          granted.addAndGet(limiter.take("hot", limit, 17).granted() ? 17 : 0);
        }
        return null;
      }));
    }
    for (Future<Object> call : calls) {
      call.get(60, TimeUnit.SECONDS);
    }
    threads.shutdown();
    long back = 1 + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) * limit / 60_000;

    assertThat(granted.get()).as("of 51,000 tokens").isBetween(limit - 17L, limit + back);
    assertThat(links).as("Redis is not away for anybody").allMatch(RedisAccess::isUp);
  }

  @Test
  void whatWasNotUsedIsGivenBackAndWhatWasUsedBeyondIsTaken() throws Exception {
    TokenLimiter one = replica();
    TokenLimiter other = replica();
    TokenLimiter.Taken first = one.take("k", 600, 500);
    assertThat(first.granted()).isTrue();
    assertThat(first.remaining()).isBetween(100L, 101L);
    TokenLimiter.Taken refused = other.take("k", 600, 200);
    assertThat(refused.granted()).isFalse();
    assertThat(refused.retryAfterSeconds()).isBetween(9L, 10L);
    assertThat(TimeUnit.NANOSECONDS.toSeconds(refused.nanosToFull())).isBetween(48L, 50L);

    one.settle("k", 600, 500, 100);
    Eventually.holds(() -> other.take("k", 600, 450).granted());
    other.settle("k", 600, 450, 1_650);
    Eventually.holds(() -> one.take("k", 600, 1).nanosToNext() > TimeUnit.SECONDS.toNanos(90));
    assertThat(one.take("other", 600, 600).granted()).isTrue();
  }
}

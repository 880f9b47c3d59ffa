package app.orqen.throttle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bucket4j.TimeMeter;
import io.lettuce.core.RedisURI;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThrottleConfigurationTest {

  private static RateLimiter limiter(int replicas, String url) {
    ThrottleConfiguration throttle = new ThrottleConfiguration();
    return throttle.rateLimiter(TimeMeter.SYSTEM_NANOTIME, replicas,
        throttle.redisAccess(url, Duration.ofMillis(100), new SimpleMeterRegistry()));
  }

  @Test
  void withoutRedisNothingOfItRuns() {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    assertThat(limiter(1, "")).isInstanceOf(LocalRateLimiter.class);
    Set<Thread> after = new HashSet<>(Thread.getAllStackTraces().keySet());
    after.removeAll(before);
    assertThat(after).extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("lettuce") || name.startsWith("orqen-redis"));
  }

  @Test
  void addressesAreRead() {
    RedisURI direct = RedisAddress.of(" redis://someone:p%40ss@[::1]:6380/2 ");
    assertThat(direct.getHost()).contains("::1");
    assertThat(direct.getPort()).isEqualTo(6380);
    assertThat(direct.getDatabase()).isEqualTo(2);
    assertThat(RedisAddress.of("rediss://redis.prod.svc").isSsl()).isTrue();
    assertThat(RedisAddress.of("redis-sentinel://:x@a:26379,b:26379/0#main").getSentinels()).hasSize(2);
  }

  @Test
  void aReplicaByItselfGrantsItsShareAndAtLeastOne() {
    RateLimiter share = limiter(3, "");
    assertThat(share.peek("k", 100)).extracting(Quota::remaining, Quota::limit).containsExactly(33L, 100);
    assertThat(share.consume("few", 2).granted()).isTrue();
    Quota refused = share.consume("few", 2);
    assertThat(refused.granted()).isFalse();
    assertThat(refused.limit()).isEqualTo(2);
    assertThatThrownBy(() -> limiter(0, "")).hasMessageContaining("ORQEN_REPLICAS");
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "http://:secret-canary@redis", "redis://:secret-canary@", "redis://:secret-canary@host:port", "secret-canary",
    "redis://:secret'canary@host:99999999", "redis://:canary#x@host", "redis://u:canary/x@host",
    "redis://:canary?x@host"})
  void aMalformedAddressIsNotPrinted(String url) {
    assertThatThrownBy(() -> limiter(1, url)).isInstanceOf(IllegalArgumentException.class).hasNoCause()
        .hasMessageContaining("ORQEN_REDIS_URL").hasMessageNotContaining("canary");
  }
}

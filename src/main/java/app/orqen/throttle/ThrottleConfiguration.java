package app.orqen.throttle;

import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ThrottleConfiguration {

  @Bean
  @ConditionalOnMissingBean
  TimeMeter timeMeter() {
    return TimeMeter.SYSTEM_NANOTIME;
  }

  /** Makes the limiter. Without a Redis to connect to, none of its threads start. */
  @Bean
  @ConditionalOnMissingBean
  RateLimiter rateLimiter(TimeMeter clock, @Value("${orqen.replicas}") int replicas, @Value("${orqen.redis-url}") String url,
      @Value("${orqen.redis-timeout}") Duration timeout, MeterRegistry meters) {
    if (replicas < 1) {
      throw new IllegalArgumentException("ORQEN_REPLICAS must be 1 or more");
    }
    RateLimiter local = new LocalRateLimiter(clock);
    RateLimiter alone = replicas == 1 ? local : new ShareRateLimiter(local, replicas);
    RedisLink redis = url.isBlank() ? null : new RedisLink(RedisAddress.of(url), timeout);
    Gauge.builder("orqen.ratelimit.degraded", () -> redis == null || redis.isUp() ? 0 : 1)
        .description("1 while Redis is away and this replica limits by itself").register(meters);
    return redis == null ? alone : new SharedRateLimiter(redis, alone);
  }

  @Bean
  FailedAttempts failedAttempts(@Value("${orqen.failed-attempts-per-minute}") int perMinute, TimeMeter clock) {
    return new FailedAttempts(perMinute, clock);
  }

  @Bean
  Throttle throttle(RateLimiter limiter) {
    return new Throttle(limiter, "");
  }

  @Bean
  Throttle throttleCounts(RateLimiter limiter) {
    return new Throttle(limiter, "/count_tokens");
  }
}

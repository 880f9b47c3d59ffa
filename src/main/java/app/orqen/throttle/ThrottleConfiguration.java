package app.orqen.throttle;

import app.orqen.inbound.Inbound;
import app.orqen.inbound.RequestListener;
import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

@Configuration(proxyBeanMethods = false)
class ThrottleConfiguration {

  @Bean
  @ConditionalOnMissingBean
  TimeMeter timeMeter() {
    return TimeMeter.SYSTEM_NANOTIME;
  }

  /** Connects to Redis. Without one, none of its threads start. */
  @Bean
  RedisAccess redisAccess(@Value("${orqen.redis-url}") String url, @Value("${orqen.redis-timeout}") Duration timeout,
      MeterRegistry meters) {
    RedisAccess redis = new RedisAccess(url.isBlank() ? null : new RedisLink(RedisAddress.of(url), timeout));
    Gauge.builder("orqen.ratelimit.degraded", () -> !redis.isConfigured() || redis.isUp() ? 0 : 1)
        .description("1 while Redis is away and this replica limits by itself").register(meters);
    if (redis.isConfigured()) {
      Gauge.builder("orqen.redis.up", redis, link -> link.isUp() ? 1 : 0).description("1 while Redis answers").register(meters);
    }
    return redis;
  }

  @Bean
  @ConditionalOnMissingBean
  RateLimiter rateLimiter(TimeMeter clock, @Value("${orqen.replicas}") int replicas, RedisAccess redis) {
    if (replicas < 1) {
      throw new IllegalArgumentException("ORQEN_REPLICAS must be 1 or more");
    }
    RateLimiter local = new LocalRateLimiter(clock);
    RateLimiter alone = replicas == 1 ? local : new ReplicaRateLimiter(local, replicas);
    return redis.isConfigured() ? new SharedRateLimiter(redis.link(), alone) : alone;
  }

  @Bean
  ParallelRequests parallelRequests(RedisAccess redis, @Value("${orqen.replicas}") int replicas, ScheduledExecutorService background) {
    ParallelRequests parallel = new ParallelRequests(redis, replicas);
    background.scheduleWithFixedDelay(parallel::renew, ParallelRequests.RENEW_SECONDS, ParallelRequests.RENEW_SECONDS,
        TimeUnit.SECONDS);
    return parallel;
  }

  @Bean
  TokenLimiter tokenLimiter(TimeMeter clock, @Value("${orqen.replicas}") int replicas, RedisAccess redis) {
    return new TokenLimiter(clock, replicas, redis);
  }

  /** Ends what belongs to a request when it ends; before all other listeners, so that none of them can prevent it. */
  @Bean
  @Order(Ordered.HIGHEST_PRECEDENCE)
  RequestListener requestEnd() {
    return Inbound::end;
  }

  @Bean
  FailedAttempts failedAttempts(@Value("${orqen.failed-attempts-per-minute}") int perMinute, TimeMeter clock) {
    return new FailedAttempts(perMinute, clock);
  }

  @Bean
  Throttle throttle(RateLimiter limiter, ParallelRequests parallel) {
    return new Throttle(limiter, "", parallel);
  }

  @Bean
  Throttle throttleCounts(RateLimiter limiter) {
    return new Throttle(limiter, "/count_tokens", null);
  }
}

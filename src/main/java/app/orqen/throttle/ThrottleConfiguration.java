package app.orqen.throttle;

import io.github.bucket4j.TimeMeter;
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

  @Bean
  @ConditionalOnMissingBean
  RateLimiter rateLimiter(TimeMeter clock) {
    return new LocalRateLimiter(clock);
  }

  @Bean
  FailedAttempts failedAttempts(@Value("${orqen.failed-attempts-per-minute}") int perMinute, TimeMeter clock) {
    return new FailedAttempts(perMinute, clock);
  }

  @Bean
  Throttle throttle(RateLimiter limiter) {
    return new Throttle(limiter);
  }
}

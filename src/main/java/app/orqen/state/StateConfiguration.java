package app.orqen.state;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class StateConfiguration {

  private static final long EXPIRY_MINUTES = 60;

  @Bean
  Owners responseOwners(JdbcClient jdbc, @Value("${orqen.responses.keep}") Duration keep, Clock clock) {
    return new Owners(jdbc, keep, clock);
  }

  @Bean
  OwnerExpiry ownerExpiry(JdbcOperations jdbc, @Value("${orqen.responses.most}") int most, Clock clock, ScheduledExecutorService background) {
    OwnerExpiry expiry = new OwnerExpiry(jdbc, most, clock);
    background.scheduleWithFixedDelay(expiry::expire, EXPIRY_MINUTES, EXPIRY_MINUTES, TimeUnit.MINUTES);
    return expiry;
  }

  @Bean
  ReadResponseRequest readResponseRequest(Owners owners) {
    return new ReadResponseRequest(owners);
  }

  @Bean
  PinResponse pinResponse(Owners owners) {
    return new PinResponse(owners);
  }
}

package app.orqen.lookup;

import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class LookupConfiguration {

  @Bean
  Remembered.Staleness staleness(@Value("${orqen.memory.refresh-after}") Duration refreshAfter,
      @Value("${orqen.memory.refuse-after}") Duration refuseAfter) {
    return new Remembered.Staleness(refreshAfter, refuseAfter);
  }
}

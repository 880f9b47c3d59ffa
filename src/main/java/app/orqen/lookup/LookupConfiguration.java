package app.orqen.lookup;

import app.orqen.admission.OutOfMemory;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
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

  /** Makes the executor for work outside of requests. It has one thread, and no request waits for it. */
  @Bean(destroyMethod = "shutdown")
  ScheduledExecutorService background() {
    return OutOfMemory.scheduler("orqen-background");
  }
}

package app.orqen.runtime;

import app.orqen.admission.OutOfMemory;
import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RuntimeConfiguration {

  @Bean
  @ConditionalOnMissingBean
  Clock clock() {
    return Clock.systemUTC();
  }

  /**
   * Makes the thread for work outside of requests, such as flushing usage rows and reading what changed. It is never on a hot
   * path.
   */
  @Bean(destroyMethod = "shutdown")
  ScheduledExecutorService background() {
    return OutOfMemory.scheduler("orqen-background");
  }
}

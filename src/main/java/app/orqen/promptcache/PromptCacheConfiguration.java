package app.orqen.promptcache;

import com.github.benmanes.caffeine.cache.Ticker;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class PromptCacheConfiguration {

  @Bean
  CacheLedger cacheLedger() {
    return new CacheLedger(Ticker.systemTicker());
  }

  @Bean
  Affinity affinity() {
    return new Affinity(Ticker.systemTicker());
  }
}

package app.orqen.tokens;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class TokensConfiguration {

  private static final long PATIENCE_MILLIS = 5000;

  @Bean
  Vocabulary vocabulary() {
    return new Vocabulary(Runtime.getRuntime().maxMemory(), PATIENCE_MILLIS);
  }
}

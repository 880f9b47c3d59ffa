package app.orqen.dispatch;

import app.orqen.vault.CredentialStore;
import java.util.concurrent.Executor;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.spi.ComponentCustomizer;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class DispatchConfiguration {

  @Bean
  Watchdog watchdog(@Qualifier("applicationTaskExecutor") Executor writers) {
    return new Watchdog(writers);
  }

  @Bean
  Breakers breakers(Breakers.Settings settings) {
    return new Breakers(settings);
  }

  @Bean
  ApiBase apiBase(@Value("${orqen.api-base-allowed-hosts}") String allowedHosts) {
    return new ApiBase(allowedHosts);
  }

  @Bean
  InjectCredentials injectCredentials(CredentialStore store, ApiBase apiBase) {
    return new InjectCredentials(store, apiBase);
  }

  @Bean
  OpenCall openCall(Breakers breakers, Timeouts timeouts, Watchdog watchdog) {
    return new OpenCall(breakers, timeouts, watchdog);
  }

  @Bean
  UpstreamFailure upstreamFailure() {
    return new UpstreamFailure();
  }

  @Bean
  UpstreamBodyConverter upstreamBodyConverter() {
    return new UpstreamBodyConverter();
  }

  /** Settings of the HTTP component that Camel's own properties have no unit for; the rest is in application.yaml. */
  @Bean
  ComponentCustomizer providerHttp(Timeouts timeouts) {
    return ComponentCustomizer.builder(HttpComponent.class).build((name, component) -> {
      component.setConnectTimeout(timeouts.connect().toMillis());
      component.setHttpClientConfigurer(new ProviderClient("orqen"));
    });
  }
}

package app.orqen.dispatch;

import app.orqen.provider.Catalogue;
import app.orqen.trace.Tracing;
import app.orqen.vault.CredentialStore;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Ordered;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.spi.CamelContextCustomizer;
import org.apache.camel.spi.ComponentCustomizer;
import org.apache.camel.spi.ComponentResolver;
import org.apache.camel.support.PluginHelper;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.util.Timeout;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.thread.Threading;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({Timeouts.class, Breakers.Settings.class})
class DispatchConfiguration {

  @Bean
  Watchdog watchdog(Environment environment, @Qualifier("applicationTaskExecutor") Executor virtual,
      @Value("${server.tomcat.threads.max}") int requests) {
    return new Watchdog(Threading.VIRTUAL.isActive(environment) ? virtual : writers(requests));
  }

  /**
   * As many as there are requests: a client that takes nothing holds its writer up for as long as it may pause, and the signs
   * of life of all others must not wait for it. Almost always there is none.
   */
  static Executor writers(int requests) {
    return new ThreadPoolExecutor(0, requests, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
      Thread thread = new Thread(task, "orqen-keep-alive");
      thread.setDaemon(true);
      return thread;
    });
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
  EstimateTokens estimateTokens() {
    return new EstimateTokens();
  }

  @Bean
  ApiBaseUrl apiBaseUrl() {
    return new ApiBaseUrl();
  }

  /** Connections to base URLs that callers name: {@link ApiBase} looks at each address before one is opened. */
  @Bean
  PoolingHttpClientConnectionManager apiBaseConnections(ApiBase apiBase, Timeouts timeouts,
      @Value("${camel.component.http.connections-per-route}") int perHost,
      @Value("${camel.component.http.max-total-connections}") int total) {
    return PoolingHttpClientConnectionManagerBuilder.create()
        .setDnsResolver(apiBase)
        .setMaxConnPerRoute(perHost)
        .setMaxConnTotal(total)
        .setConnectionFactory(socket -> new ProviderConnection())
        .setDefaultConnectionConfig(ProviderHttp.connection(timeouts))
        .setDefaultSocketConfig(SocketConfig.custom().setSoTimeout(Timeout.DISABLED).build())
        .build();
  }

  /** Camel would make its own component; one that is made here, when it is asked for, gets its settings all the same. */
  @Bean
  CamelContextCustomizer providerHttpComponents(Timeouts timeouts) {
    return camel -> {
      ComponentResolver others = PluginHelper.getComponentResolver(camel);
      camel.getCamelContextExtension().addContextPlugin(ComponentResolver.class, (name, context) ->
          Set.of("http", "https").contains(name) ? new ProviderHttp(timeouts) : others.resolveComponent(name, context));
    };
  }

  @Bean
  GoogleTokens googleTokens(ProducerTemplate camel) {
    return new GoogleTokens(camel);
  }

  @Bean
  InjectCredentials injectCredentials(CredentialStore store, ApiBase apiBase, GoogleTokens googleTokens) {
    return new InjectCredentials(store, apiBase, googleTokens);
  }

  @Bean
  OpenCall openCall(Breakers breakers, Timeouts timeouts, Watchdog watchdog, Catalogue catalogue) {
    return new OpenCall(breakers, timeouts, watchdog, catalogue);
  }

  @Bean
  UpstreamFailure upstreamFailure() {
    return new UpstreamFailure();
  }

  @Bean
  CamelContextCustomizer upstreamBodyConverter() {
    return camel -> camel.getTypeConverterRegistry().addTypeConverters(new UpstreamBodyConverter());
  }

  /**
   * Settings of the HTTP component that Camel's own properties have no unit for; the rest is in application.yaml. Comes last:
   * the starter sets its defaults too, three minutes to connect among them.
   */
  @Bean
  ComponentCustomizer providerHttp(Timeouts timeouts, ObjectProvider<Tracing> tracing) {
    return ComponentCustomizer.builder(HttpComponent.class).withOrder(Ordered.LOWEST).build((name, component) -> {
      component.setConnectTimeout(timeouts.connect().toMillis());
      component.setHttpClientConfigurer(new ProviderClient("orqen", tracing.getIfAvailable()));
    });
  }
}

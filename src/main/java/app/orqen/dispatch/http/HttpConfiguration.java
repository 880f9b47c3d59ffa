package app.orqen.dispatch.http;

import app.orqen.dispatch.address.ApiBase;
import app.orqen.dispatch.call.Timeouts;
import app.orqen.trace.Tracing;
import java.util.Set;
import org.apache.camel.Ordered;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.spi.CamelContextCustomizer;
import org.apache.camel.spi.ComponentCustomizer;
import org.apache.camel.spi.ComponentResolver;
import org.apache.camel.support.PluginHelper;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.util.Timeout;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class HttpConfiguration {

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

  /**
   * Makes the HTTP component, so that Camel doesn't make its own. It is made when Camel asks for it, so that it gets its
   * settings.
   */
  @Bean
  CamelContextCustomizer providerHttpComponents(Timeouts timeouts) {
    return camel -> {
      ComponentResolver others = PluginHelper.getComponentResolver(camel);
      camel.getCamelContextExtension().addContextPlugin(ComponentResolver.class, (name, context) ->
          Set.of("http", "https").contains(name) ? new ProviderHttp(timeouts) : others.resolveComponent(name, context));
    };
  }

  /**
   * Makes the settings of the HTTP component for which Camel's own properties have no unit. The others are in application.yaml.
   * They come last, since the starter sets its defaults too, such as three minutes to connect.
   */
  @Bean
  ComponentCustomizer providerHttp(Timeouts timeouts, ObjectProvider<Tracing> tracing,
      ObjectProvider<ExecChainHandler> transport) {
    return ComponentCustomizer.builder(HttpComponent.class).withOrder(Ordered.LOWEST).build((name, component) -> {
      component.setConnectTimeout(timeouts.connect().toMillis());
      component.setHttpClientConfigurer(new ProviderClient("orqen", tracing.getIfAvailable(), transport.getIfAvailable()));
    });
  }
}

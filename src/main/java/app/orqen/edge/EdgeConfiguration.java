package app.orqen.edge;

import app.orqen.admission.HeapShares;
import app.orqen.admission.MemoryBudget;
import app.orqen.inbound.RequestListener;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.servlet.DispatcherType;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executor;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.component.platform.http.springboot.CamelRequestHandlerMapping;
import org.apache.catalina.core.StandardHost;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.thread.Threading;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.util.unit.DataSize;

/** The HTTP side of the gateway's own port. */
@Configuration(proxyBeanMethods = false)
class EdgeConfiguration {

  /** How many requests may run on platform threads (JDK 17): as many as application.yaml gives Tomcat threads. */
  private static final int PLATFORM_THREADS_LIMIT = 512;
  /** How many requests may run on virtual threads. */
  private static final int VIRTUAL_THREADS_LIMIT = 8000;
  /** How many of Tomcat's processors are kept for later requests, with 60 KiB each. Tomcat's default is 200. */
  private static final int IDLE_PROCESSORS = 64;

  @Bean
  FilterRegistrationBean<EdgeFilter> edgeFilter(Environment environment, MemoryBudget memory, DirectRoutes routes,
      List<RequestListener> listeners, @Value("${orqen.max-concurrent-requests}") int configured,
      @Value("${orqen.timeout.body}") Duration bodyTime) {
    int fitting = Threading.VIRTUAL.isActive(environment) ? VIRTUAL_THREADS_LIMIT : PLATFORM_THREADS_LIMIT;
    var registration = new FilterRegistrationBean<>(
        new EdgeFilter(configured > 0 ? configured : fitting, bodyTime, memory, routes, listeners));
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
    registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ERROR);
    return registration;
  }

  @Bean
  DirectRoutes directRoutes() {
    return new DirectRoutes();
  }

  /** Looks for the direct routes once the component has its settings, and before there are routes. */
  @Bean
  SmartInitializingSingleton directRoutesListen(CamelContext context, DirectRoutes routes,
      ObjectProvider<CamelRequestHandlerMapping> mappings) {
    return () -> {
      PlatformHttpComponent component = context.getComponent("platform-http", PlatformHttpComponent.class);
      component.addPlatformHttpListener(routes);
      component.addPlatformHttpListener(new MappingRemoval(context, mappings));
    };
  }

  @Bean
  ApplicationListener<ApplicationStartedEvent> routesAreThere(FilterRegistrationBean<EdgeFilter> edge) {
    return event -> edge.getFilter().serve(true);
  }

  /** Begins the drain: new requests are for another replica, while the running ones go on. */
  @Bean
  ApplicationListener<ContextClosedEvent> drainBegins(FilterRegistrationBean<EdgeFilter> edge, PortHealth port) {
    return event -> {
      edge.getFilter().serve(false);
      port.drains();
    };
  }

  /** Makes the indicator. The name of this method is the name in the health endpoint. */
  @Bean
  PortHealth port(@Value("${server.address:}") InetAddress address) {
    return new PortHealth(address);
  }

  /** Makes the engine. Camel finds it by this method's name. */
  @Bean("platform-http-engine")
  PlatformHttpEngine platformHttpEngine(@Value("${server.port}") int port) {
    return new DirectPlatformHttpEngine(port);
  }

  @Bean
  ContainerRefusal containerRefusal(List<RequestListener> listeners) {
    return new ContainerRefusal(listeners);
  }

  @Bean
  Connections connections(MemoryBudget memory, @Value("${orqen.admission.memory}") DataSize memoryConfigured,
      @Value("${server.tomcat.max-connections}") int configured, @Value("${orqen.timeout.head}") Duration headTime) {
    Connections connections = new Connections(configured, HeapShares.ofThisProcess(), headTime);
    if (memoryConfigured.toBytes() <= 0) { // else the operator's limit holds
      memory.lend(connections::spare);
    }
    return connections;
  }

  @Bean
  MeterBinder connectionMetrics(Connections connections) {
    return meters -> {
      Gauge.builder("orqen.connections", connections, Connections::open)
          .description("Connections of clients that are open").register(meters);
      Gauge.builder("orqen.connections.limit", connections, Connections::most)
          .description("Connections of clients that may be open").register(meters);
      for (Connections.Reason reason : Connections.Reason.values()) {
        FunctionCounter.builder("orqen.connections.closed", connections, all -> all.count(reason))
            .tag("reason", reason.name().toLowerCase(Locale.ROOT))
            .description("Connections without a request being served that the gateway closed").register(meters);
      }
    };
  }

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> tomcat(Environment environment, ContainerRefusal refusal,
      Connections connections,
      @Value("${server.tomcat.max-swallow-size}") DataSize swallow,
      @Value("${orqen.timeout.client}") Duration readingPause) {
    return new BeforeHttps(factory -> {
      factory.setProtocol(EdgeProtocol.class.getName());
      factory.addEngineValves(new BodyDrain(swallow.toBytes()), new ClientProbe());
      factory.addContextCustomizers(context -> reportErrorsAsJson((StandardHost) context.getParent(), refusal));
      if (Threading.VIRTUAL.isActive(environment)) {
        // Spring's, after Spring Boot's choice of Tomcat's own, which starts each thread by reflection.
        Executor threads = new VirtualThreadTaskExecutor("tomcat-handler-");
        factory.addProtocolHandlerCustomizers(protocol -> protocol.setExecutor(threads));
      }
      factory.addConnectorCustomizers(connector -> {
        // A step refuses TRACE like any other method, after the key, and nothing answers it by repeating the request.
        connector.setAllowTrace(true);
        // Model ids hold slashes and come with %2F too.
        connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
        if (connector.getProtocolHandler() instanceof EdgeProtocol http) {
          // "100 Continue" goes out only when the key is valid and the body is wanted.
          http.setContinueResponseTiming("onRead");
          http.setReadingPause(readingPause);
          http.bound(connections, factory.getSsl() != null && factory.getSsl().isEnabled());
          http.setProcessorCache(IDLE_PROCESSORS);
        }
      });
    });
  }

  private static void reportErrorsAsJson(StandardHost host, ContainerRefusal refusal) {
    host.getPipeline().addValve(new JsonErrorReportValve(refusal));
    // The host makes none of its own when it has one of this class.
    host.setErrorReportValveClass(JsonErrorReportValve.class.getName());
  }

  /** Settings that come last but for the connector for https, which takes over all that there are. */
  private record BeforeHttps(WebServerFactoryCustomizer<TomcatServletWebServerFactory> settings)
      implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, Ordered {

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
      settings.customize(factory);
    }

    @Override
    public int getOrder() {
      return Ordered.LOWEST_PRECEDENCE - 1;
    }
  }
}

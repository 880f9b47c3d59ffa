package app.orqen.dashboard;

import app.orqen.dashboard.api.GatewayApi;
import app.orqen.dashboard.page.KeyNames;
import app.orqen.dashboard.session.SessionFilter;
import app.orqen.dashboard.session.Sessions;
import app.orqen.endpoint.EndpointRoutes;
import app.orqen.inbound.RequestListener;
import app.orqen.key.Principal;
import app.orqen.lookup.Remembered;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.util.function.SingletonSupplier;

/** The pages for people at the gateway's own port. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("orqen.dashboard.enabled")
class DashboardConfiguration {

  @Bean
  Sessions dashboardSessions(JdbcClient jdbc, TransactionOperations transaction, Remembered<Principal> keys, Clock clock,
      ScheduledExecutorService background, @Value("${orqen.dashboard.session}") Duration lifetime) {
    Sessions sessions = new Sessions(jdbc, transaction, keys, clock, lifetime);
    background.scheduleWithFixedDelay(sessions::expire, 1, 60, TimeUnit.MINUTES);
    return sessions;
  }

  @Bean
  GatewayApi gatewayApi(CamelContext camel, List<EndpointRoutes> endpoints, List<RequestListener> listeners) {
    return new GatewayApi(camel, camel.createProducerTemplate(), endpoints, listeners);
  }

  @Bean
  KeyNames keyNames(GatewayApi gateway) {
    return new KeyNames(gateway);
  }

  /**
   * Registers the filter behind the edge's own. The server starts before there is a database, so sessions are looked for at the
   * first page.
   */
  @Bean
  FilterRegistrationBean<SessionFilter> sessionFilter(ObjectProvider<Sessions> sessions) {
    FilterRegistrationBean<SessionFilter> registration =
        new FilterRegistrationBean<>(new SessionFilter(SingletonSupplier.of(sessions::getObject)));
    registration.addUrlPatterns("/", "/ui/*");
    registration.setOrder(Ordered.LOWEST_PRECEDENCE);
    return registration;
  }
}

package app.orqen.toolhealth;

import app.orqen.endpoint.EndpointRoutes;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
class ToolHealthConfiguration {

  private static final long FLUSH_MILLIS = 2_000;

  @Bean
  ToolHealth toolHealth() {
    return new ToolHealth();
  }

  @Bean(destroyMethod = "flush")
  ToolHealthWriter toolHealthWriter(ToolHealth health, JdbcOperations jdbc, TransactionTemplate transaction, Clock clock,
      ScheduledExecutorService background, @Value("${orqen.usage.keep}") Duration keep) {
    ToolHealthWriter writer = new ToolHealthWriter(health, jdbc, transaction, clock, keep);
    background.scheduleWithFixedDelay(writer::flush, FLUSH_MILLIS, FLUSH_MILLIS, TimeUnit.MILLISECONDS);
    background.scheduleWithFixedDelay(writer::expire, 3, 60, TimeUnit.MINUTES);
    return writer;
  }

  @Bean
  EndpointRoutes toolHealthRoutes(JdbcClient jdbc) {
    ToolHealthEndpoints endpoints = new ToolHealthEndpoints(jdbc);
    return EndpointRoutes.ofAccount()
        .on("GET", "/v1/account/tools/health", endpoints::health, "limit", "after")
        .on("GET", "/v1/account/tools/suggestions", endpoints::suggestions, "limit");
  }
}

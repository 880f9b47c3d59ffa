package app.orqen.usage;

import app.orqen.endpoint.EndpointRoutes;
import app.orqen.provider.ProviderRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.jdbc.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.function.SingletonSupplier;

@Configuration(proxyBeanMethods = false)
class UsageConfiguration {

  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(15);

  @Bean
  Metrics requestMetrics(MeterRegistry meters, ProviderRegistry providers) {
    return new Metrics(meters, providers);
  }

  @Bean
  UsageQueue usageQueue(JdbcOperations jdbc, PlatformTransactionManager transactions, JdbcConnectionDetails database,
      Metrics metrics, @Value("${orqen.usage.queue}") int capacity) {
    UsageQueue queue = new UsageQueue(jdbc, new TransactionTemplate(transactions), UsageQueue.Pace.of(database.getJdbcUrl()),
        capacity, metrics::dropped, System::nanoTime);
    metrics.watch(queue);
    return queue;
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  UsageWriter usageWriter(UsageQueue queue) {
    return new UsageWriter(queue, CLOSE_WITHIN);
  }

  @Bean
  UsageExpiry usageExpiry(JdbcOperations jdbc, ScheduledExecutorService background, Clock clock,
      @Value("${orqen.usage.keep}") Duration keep) {
    UsageExpiry expiry = new UsageExpiry(jdbc, keep, clock);
    background.scheduleWithFixedDelay(expiry::expire, 1, 60, TimeUnit.MINUTES);
    return expiry;
  }

  /** Made with the web server, before there are routes and a database: it asks for the others at the first request. */
  @Bean
  UsageListener usageListener(ObjectProvider<UsageQueue> queue, ObjectProvider<Metrics> metrics) {
    return new UsageListener(SingletonSupplier.of(queue::getObject), SingletonSupplier.of(metrics::getObject));
  }

  @Bean
  UsageQueries usageQueries(JdbcClient jdbc, Clock clock) {
    return new UsageQueries(jdbc, clock);
  }

  @Bean
  EndpointRoutes usageRoutes(UsageQueries usage) {
    return EndpointRoutes.ofAccount()
        .on("GET", "/v1/account/usage/summary", usage::summary)
        .on("GET", "/v1/account/usage/daily", usage::daily)
        .on("GET", "/v1/account/usage/by-key", usage::byKey)
        .on("GET", "/v1/account/usage/errors", usage::errors)
        .on("GET", "/v1/account/requests", usage::requests)
        .on("GET", "/v1/account/requests/{id}", usage::request)
        .on("GET", "/v1/account/sessions", usage::sessions);
  }
}

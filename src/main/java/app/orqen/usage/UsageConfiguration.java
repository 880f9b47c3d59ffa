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

  private static final int FLUSH_MILLIS = 100;

  @Bean
  Metrics requestMetrics(MeterRegistry meters, ProviderRegistry providers) {
    return new Metrics(meters, providers);
  }

  @Bean(destroyMethod = "close")
  UsageQueue usageQueue(JdbcOperations jdbc, PlatformTransactionManager transactions, JdbcConnectionDetails database,
      ScheduledExecutorService background, Metrics metrics, Clock clock, @Value("${orqen.usage.queue}") int capacity,
      @Value("${orqen.usage.keep}") Duration keep) {
    UsageQueue queue = new UsageQueue(jdbc, new TransactionTemplate(transactions), UsageQueue.Pace.of(database.getJdbcUrl()), capacity, keep, clock,
        metrics::dropped);
    background.scheduleWithFixedDelay(queue::flush, FLUSH_MILLIS, FLUSH_MILLIS, TimeUnit.MILLISECONDS);
    background.scheduleWithFixedDelay(queue::expire, 1, 60, TimeUnit.MINUTES);
    return queue;
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

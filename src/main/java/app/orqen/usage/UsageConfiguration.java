package app.orqen.usage;

import app.orqen.endpoint.EndpointRoutes;
import app.orqen.provider.ProviderRegistry;
import app.orqen.store.DatabaseKind;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
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
  UsageSums usageSums(JdbcOperations jdbc, JdbcConnectionDetails database) {
    return new UsageSums(jdbc, isEmbedded(database));
  }

  private static boolean isEmbedded(JdbcConnectionDetails database) {
    return DatabaseKind.of(database.getJdbcUrl()) == DatabaseKind.H2;
  }

  private static boolean isPostgres(JdbcConnectionDetails database) {
    return DatabaseKind.of(database.getJdbcUrl()) == DatabaseKind.POSTGRESQL;
  }

  @Bean
  RequestPartitions requestPartitions(JdbcOperations jdbc, PlatformTransactionManager transactions, JdbcConnectionDetails database,
      ScheduledExecutorService background, Clock clock) {
    RequestPartitions partitions = new RequestPartitions(jdbc, new TransactionTemplate(transactions), clock);
    if (isPostgres(database)) {
      partitions.makeAhead(); // Before the first row is written.
      background.scheduleWithFixedDelay(partitions::makeAhead, 60, 60, TimeUnit.MINUTES);
    }
    return partitions;
  }

  @Bean
  UsageQueue usageQueue(JdbcOperations jdbc, UsageSums sums, RequestPartitions partitions, PlatformTransactionManager transactions,
      JdbcConnectionDetails database, Metrics metrics, @Value("${orqen.usage.queue}") int capacity) {
    UsageQueue queue = new UsageQueue(jdbc, sums::add, new TransactionTemplate(transactions), UsageQueue.Pace.of(database.getJdbcUrl()),
        capacity, metrics::dropped, System::nanoTime);
    metrics.watch(queue);
    return queue;
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  SumsCatchUp sumsCatchUp(UsageSums sums, PlatformTransactionManager transactions, JdbcConnectionDetails database, Clock clock) {
    TransactionTemplate pieces = new TransactionTemplate(transactions);
    return new SumsCatchUp(sums.backlog(pieces, clock), isPostgres(database) ? sums.unsummed(pieces) : null);
  }

  @Bean
  DayTimes dayTimes(JdbcClient jdbc) {
    return new DayTimes(jdbc);
  }

  @Bean
  Figures figures(JdbcClient jdbc, DayTimes days) {
    return new SummedFigures(jdbc, days);
  }

  @Bean
  RequestRows requestRows(JdbcClient jdbc, JdbcConnectionDetails database, @Value("${orqen.usage.keep}") Duration keep, Clock clock) {
    return new RequestRows(jdbc, isPostgres(database), keep, clock);
  }

  @Bean
  ModelHistory modelHistory(JdbcClient jdbc, DayTimes days, RequestRows rows, Clock clock) {
    return new ModelHistory(jdbc, days, rows, clock);
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  UsageWriter usageWriter(UsageQueue queue) {
    return new UsageWriter(queue, CLOSE_WITHIN);
  }

  @Bean
  UsageExpiry usageExpiry(JdbcOperations jdbc, PlatformTransactionManager transactions, RequestPartitions partitions,
      JdbcConnectionDetails database, ScheduledExecutorService background, Clock clock, @Value("${orqen.usage.keep}") Duration keep,
      @Value("${orqen.usage.keep-sums}") Duration keepSums) {
    UsageExpiry expiry = new UsageExpiry(jdbc, keep, clock, isPostgres(database) ? partitions::dropBefore : null);
    SumsExpiry sums = new SumsExpiry(jdbc, new TransactionTemplate(transactions), isPostgres(database), keep, keepSums, clock);
    background.scheduleWithFixedDelay(expiry::expire, 1, 60, TimeUnit.MINUTES);
    background.scheduleWithFixedDelay(sums::expire, 2, 60, TimeUnit.MINUTES);
    return expiry;
  }

  /**
   * Makes the listener. It comes with the web server, before there are routes and a database, so it asks for the queue and the
   * metrics at the first request.
   */
  @Bean
  UsageListener usageListener(ObjectProvider<UsageQueue> queue, ObjectProvider<Metrics> metrics) {
    return new UsageListener(SingletonSupplier.of(queue::getObject), SingletonSupplier.of(metrics::getObject));
  }

  @Bean
  UsageQueries usageQueries(Figures figures, Clock clock) {
    return new UsageQueries(figures, clock);
  }

  @Bean
  EndpointRoutes usageRoutes(UsageQueries usage, Figures figures, JdbcClient jdbc, RequestRows rows, Clock clock) {
    RequestQueries requests = new RequestQueries(jdbc, rows);
    RecallAlerts alerts = new RecallAlerts(rows);
    UsageAnalytics analytics = new UsageAnalytics(figures, clock);
    return EndpointRoutes.ofAccount()
        .get(paths("usage/summary"), usage::summary, "from", "to")
        .get(paths("usage/daily"), usage::daily, "from", "to", "limit", "after")
        .get(paths("usage/by-key"), usage::byKey, "from", "to", "limit", "after")
        .get(paths("usage/by-model"), usage::byModel, "from", "to", "limit", "after")
        .get(paths("usage/by-provider"), usage::byProvider, "from", "to", "limit", "after")
        .get(paths("usage/by-tag"), usage::byTag, "from", "to", "limit", "after")
        .get(paths("usage/hourly"), usage::hourly, "date")
        .get(paths("usage/errors"), usage::errors, "from", "to")
        .get(paths("usage/analytics/daily"), analytics::daily, "days")
        .get(paths("usage/analytics/savings"), analytics::savings, "days")
        .get(paths("usage/analytics/latency"), analytics::latency, "days")
        .get(paths("requests"), requests::list, RequestFilter.PARAMETERS)
        .get(paths("requests/{id}"), requests::one)
        .on("GET", "/v1/account/tools/recall-alerts", alerts::list, "limit")
        .on("GET", "/v1/account/sessions", requests::sessions, "limit", "after", "offset")
        .on("GET", "/v1/account/sessions/{id}/requests", requests::ofSession, "limit", "after", "offset");
  }

  /** Returns the paths of an endpoint of usage. The second is an alias of the first. */
  private static List<String> paths(String tail) {
    return List.of("/v1/account/" + tail, "/v1/" + tail);
  }
}

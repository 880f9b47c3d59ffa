package app.orqen.auto;

import app.orqen.audit.Audit;
import app.orqen.auto.observe.Observations;
import app.orqen.budget.BudgetLeft;
import app.orqen.catalogue.ModelTable;
import app.orqen.change.ChangeListener;
import app.orqen.change.Changes;
import app.orqen.endpoint.EndpointRoutes;
import app.orqen.lookup.Remembered;
import app.orqen.models.ConnectedModels;
import app.orqen.models.ModelNames;
import app.orqen.provider.Catalogue;
import app.orqen.provider.ModelProperties;
import app.orqen.provider.ModelRouter;
import app.orqen.provider.ProviderRegistry;
import app.orqen.reply.GatewayException;
import app.orqen.usage.ModelHistory;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.function.SingletonSupplier;

@Configuration(proxyBeanMethods = false)
class RoutingConfiguration {

  private static final int DAYS = 7;
  private static final long FLUSH_MILLIS = 1_000;

  @Bean
  RoutingStore routingStore(JdbcClient jdbc, Changes changes, Clock clock) {
    return new RoutingStore(jdbc, changes, clock);
  }

  @Bean
  Remembered<Choice> routingChoices(ConnectedModels connected, ModelRouter router, ModelTable table,
      ObjectProvider<RoutingStore> store, Remembered.Staleness staleness, @Value("${orqen.prices.require}") boolean requirePrice,
      @Qualifier("applicationTaskExecutor") Executor refresher) {
    SingletonSupplier<Choices> loader =
        SingletonSupplier.of(() -> new Choices(connected, router, table, store.getObject(), requirePrice));
    return new Remembered<>("models of accounts", account -> loader.obtain().load(account), staleness, refresher, Ticker.systemTicker());
  }

  @Bean
  ChangeListener routingChanges(ObjectProvider<Remembered<Choice>> choices) {
    return new ChoiceChanges(choices::getIfAvailable);
  }

  @Bean
  Observations observations(ObjectProvider<ModelHistory> history, @Qualifier("applicationTaskExecutor") ObjectProvider<Executor> background) {
    return new Observations(account -> history.getObject().of(account, DAYS), work -> background.getObject().execute(work), System::nanoTime);
  }

  @Bean(destroyMethod = "flush")
  Traces routingTraces(JdbcOperations jdbc, Clock clock, ScheduledExecutorService background,
      @Value("${orqen.routing.keep-traces}") Duration keep) {
    Traces traces = new Traces(jdbc, clock, keep);
    background.scheduleWithFixedDelay(traces::flush, FLUSH_MILLIS, FLUSH_MILLIS, TimeUnit.MILLISECONDS);
    background.scheduleWithFixedDelay(traces::expire, 4, 20, TimeUnit.MINUTES);
    return traces;
  }

  @Bean
  @Order(300)
  AutoPlanner autoPlanner(Remembered<Choice> routingChoices, Observations observations, BudgetLeft budgets,
      @Value("${orqen.budgets.reserve-output}") long reservedOutput, Traces traces, Clock clock, ModelProperties models) {
    return new AutoPlanner(routingChoices, observations, budgets, reservedOutput, traces, clock, models.aliases().keySet());
  }

  @Bean
  ModelNames routingNames(AutoPlanner planner) {
    return planner::names;
  }

  @Bean
  EndpointRoutes routingRoutes(RoutingStore store, ProviderRegistry providers, Catalogue catalogue, Remembered<Choice> routingChoices,
      Observations observations, ModelHistory history, Audit audit, JdbcClient jdbc) {
    Function<String, Choice> choices = account -> find(routingChoices, account);
    RoutingEndpoints endpoints = new RoutingEndpoints(store, providers, catalogue, choices, audit);
    RoutingReports reports = new RoutingReports(choices, observations, history);
    TraceQueries traces = new TraceQueries(jdbc);
    return EndpointRoutes.ofAccount()
        .on("GET", "/v1/account/routing/preferences", endpoints::preferences)
        .on("PUT", "/v1/account/routing/preferences", endpoints::putPreferences)
        .on("GET", "/v1/account/routing/models", reports::models, "limit", "after")
        .on("GET", "/v1/account/routing/models/status", reports::models, "limit", "after")
        .on("POST", "/v1/account/routing/models/toggle", endpoints::toggle)
        .on("GET", "/v1/account/routing/traces", traces::list, "limit", "after")
        .on("GET", "/v1/account/routing/insights", reports::insights)
        .on("GET", "/v1/account/routing/calibration", reports::calibration);
  }

  private static Choice find(Remembered<Choice> choices, String account) {
    try {
      return choices.find(account).orElseThrow();
    } catch (Remembered.UnavailableException e) {
      throw GatewayException.authUnavailable();
    }
  }
}

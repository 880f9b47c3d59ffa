package app.orqen.budget;

import app.orqen.audit.Audit;
import app.orqen.catalogue.ModelTable;
import app.orqen.endpoint.Ids;
import app.orqen.secret.Secret;
import app.orqen.throttle.RedisAccess;
import app.orqen.throttle.TokenLimiter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
class BudgetConfiguration {

  @Bean
  Tariffs tariffs(ModelTable table) {
    return new Tariffs(table);
  }

  @Bean
  Spending spending(JdbcClient jdbc) {
    return new Spending(jdbc);
  }

  @Bean
  Webhook webhook(@Value("${orqen.webhook.url}") String url, @Value("${orqen.webhook.secret}") String secret,
      @Value("${orqen.webhook.pause}") Duration pause, ScheduledExecutorService background) {
    if (!url.isBlank() && !url.strip().matches("https?://[^/\\s].*")) {
      throw new IllegalArgumentException("orqen.webhook.url (ORQEN_WEBHOOK_URL) must be an address such as https://example.org/hook");
    }
    return new Webhook(url.isBlank() ? null : URI.create(url.strip()), secret.isBlank() ? null : Secret.of(secret), pause, background);
  }

  @Bean
  BudgetEvents budgetEvents(Audit audit, MeterRegistry metrics, Webhook webhook, RedisAccess redis,
      ScheduledExecutorService background, Clock clock) {
    return new BudgetEvents(audit, metrics, webhook, redis, background, clock);
  }

  @Bean
  ReservedAmounts reservedAmounts(JdbcOperations jdbc, TransactionTemplate transaction, Clock clock) {
    return new ReservedAmounts(jdbc, transaction, Ids.random("rep_"), clock);
  }

  @Bean
  LocalLedger localLedger(Spending spending, BudgetEvents events, ReservedAmounts reserved, @Value("${orqen.replicas}") int replicas,
      Clock clock) {
    return new LocalLedger(spending::of, replicas, events, reserved, clock);
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  ReservedWriter reservedWriter(ReservedAmounts reserved, LocalLedger alone) {
    return new ReservedWriter(reserved, alone::reserved);
  }

  @Bean
  @Primary
  Ledger ledger(LocalLedger alone, Spending spending, BudgetEvents events, RedisAccess redis, ScheduledExecutorService background,
      Clock clock) {
    if (!redis.isConfigured()) {
      return alone;
    }
    SharedLedger shared = new SharedLedger(redis, alone, spending::of, events, clock);
    background.scheduleWithFixedDelay(shared::renew, SharedLedger.RENEW_SECONDS, SharedLedger.RENEW_SECONDS, TimeUnit.SECONDS);
    return shared;
  }

  @Bean
  BudgetLeft budgetLeft(Ledger ledger, Clock clock) {
    return new BudgetLeft(ledger, clock);
  }

  @Bean
  PriceRule priceRule(Tariffs tariffs, @Value("${orqen.prices.require}") boolean required) {
    return new PriceRule(tariffs, required);
  }

  @Bean
  ReserveBudget reserveBudget(Tariffs tariffs, Ledger ledger, TokenLimiter limiter, BudgetEvents events, Clock clock,
      @Value("${orqen.budgets.reserve-output}") long mostOutput, PriceRule prices) {
    return new ReserveBudget(tariffs, ledger, limiter, events, clock, mostOutput, prices);
  }
}

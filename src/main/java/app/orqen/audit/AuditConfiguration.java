package app.orqen.audit;

import app.orqen.endpoint.EndpointRoutes;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
class AuditConfiguration {

  @Bean
  Audit audit(JdbcClient jdbc, TransactionTemplate transaction, Clock clock,
      ScheduledExecutorService background, @Value("${orqen.audit.keep}") Duration keep) {
    Audit audit = new Audit(jdbc, transaction, clock, keep);
    background.scheduleWithFixedDelay(audit::expire, 2, 60, TimeUnit.MINUTES);
    return audit;
  }

  @Bean
  AuditQueries auditQueries(JdbcClient jdbc) {
    return new AuditQueries(jdbc);
  }

  @Bean
  EndpointRoutes auditRoutes(AuditQueries queries) {
    return EndpointRoutes.ofAccount().on("GET", "/v1/account/audit", queries::ofAccount,
        "action", "limit", "after", "offset");
  }

  @Bean
  EndpointRoutes adminAuditRoutes(AuditQueries queries) {
    return EndpointRoutes.ofOperator().on("GET", "/v1/admin/audit", queries::ofAll,
        "account_id", "action", "limit", "after", "offset");
  }
}

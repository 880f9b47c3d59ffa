package app.orqen.start;

import app.orqen.account.AccountRepository;
import app.orqen.account.KeyRepository;
import app.orqen.audit.Audit;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.actuate.health.HealthComponent;
import org.springframework.boot.actuate.health.HealthEndpoint;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.transaction.support.TransactionOperations;

@Configuration(proxyBeanMethods = false)
class StartConfiguration {

  @Bean
  @Profile("!check")
  Bootstrap bootstrap(AccountRepository accounts, KeyRepository keys, Audit audit, TransactionOperations transaction,
      @Value("${orqen.bootstrap-key}") String key) {
    return new Bootstrap(accounts, keys, audit, transaction, key);
  }

  /** Shows which version a replica is, and whether it takes requests. */
  @Bean
  MeterBinder replica(ObjectProvider<BuildProperties> build, ObjectProvider<HealthEndpoint> health) {
    BuildProperties known = build.getIfAvailable();
    return meters -> {
      Gauge.builder("orqen.info", () -> 1).description("Always 1; the labels say what runs")
          .tag("version", known == null ? "unknown" : known.getVersion()).tag("java", Runtime.version().toString()).register(meters);
      Gauge.builder("orqen.ready", health, endpoint -> isReady(endpoint.getIfAvailable()) ? 1 : 0)
          .description("1 while readiness is up, which is when Kubernetes sends requests here").register(meters);
    };
  }

  private static boolean isReady(HealthEndpoint health) {
    HealthComponent readiness = health == null ? null : health.healthForPath("readiness");
    return readiness != null && Status.UP.equals(readiness.getStatus());
  }

  @Bean
  Addresses addresses(@Value("${orqen.dashboard.enabled}") boolean dashboard) {
    return new Addresses(dashboard);
  }
}

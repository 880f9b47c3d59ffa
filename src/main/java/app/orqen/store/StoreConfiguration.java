package app.orqen.store;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.flyway.FlywayMigrationStrategy;
import org.springframework.boot.autoconfigure.jdbc.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
class StoreConfiguration {

  private static final int LOOK_SECONDS = 1;
  private static final Duration SCHEMA_LOOK = Duration.ofSeconds(1);
  /** Ten minutes, as long as a start waits for another that migrates; the pods' startup probe is a little longer. */
  private static final int SCHEMA_LOOKS = 600;

  @Bean
  static BeanPostProcessor poolDefaults(Environment settings) {
    return new PoolDefaults(settings);
  }

  /** Says how a start comes to its schema: it makes it, or waits for a Job that does. */
  @Bean
  FlywayMigrationStrategy schema(@Value("${orqen.database.migrate}") boolean migrate) {
    return migrate ? Flyway::migrate : new SchemaWait(SCHEMA_LOOK, SCHEMA_LOOKS);
  }

  @Bean
  StoreConnections storeConnections(JdbcConnectionDetails database, DataSource source) throws SQLException {
    HikariDataSource pool = source.unwrap(HikariDataSource.class);
    return new StoreConnections(database, pool, PoolDefaults.embedded(pool));
  }

  /** Makes the template for changes that a caller is told of. They are on the disk when it returns. */
  @Bean
  TransactionTemplate transaction(PlatformTransactionManager transactions, JdbcOperations jdbc, JdbcConnectionDetails database) {
    return DatabaseKind.of(database.getJdbcUrl()) == DatabaseKind.H2
        ? new DurableTransaction(transactions, jdbc)
        : new TransactionTemplate(transactions);
  }

  /** Makes the indicator. The name of this method is the one in the readiness group of application.yaml. */
  @Bean
  StoreHealth store(StoreConnections connections, DataSource source, ScheduledExecutorService background) throws SQLException {
    background.scheduleWithFixedDelay(connections::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    return new StoreHealth(PoolDefaults.embedded(source.unwrap(HikariDataSource.class)));
  }
}

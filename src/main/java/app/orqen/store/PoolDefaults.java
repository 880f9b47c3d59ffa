package app.orqen.store;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.env.Environment;

/** Prepares the pool before its first connection is made: limits for those to PostgreSQL, a watch over a database in this process. */
final class PoolDefaults implements BeanPostProcessor {

  private static final Duration ANSWER = Duration.ofSeconds(10);

  private final Environment settings;

  PoolDefaults(Environment settings) {
    this.settings = settings;
  }

  @Override
  public Object postProcessBeforeInitialization(Object bean, String name) {
    if (bean instanceof HikariDataSource pool && pool.getJdbcUrl() != null) {
      switch (DatabaseKind.of(pool.getJdbcUrl())) {
        case POSTGRESQL -> limit(pool);
        case H2 -> watch(pool);
        default -> { }
      }
    }
    return bean;
  }

  private void limit(HikariDataSource pool) {
    Duration answer = settings.getProperty("orqen.database.socket-timeout", Duration.class, ANSWER);
    // Those of spring.datasource.hikari.data-source-properties are the operator's.
    PostgresConnection.properties(answer).forEach(pool.getDataSourceProperties()::putIfAbsent);
  }

  private static void watch(HikariDataSource pool) {
    EmbeddedStore store =
        new EmbeddedStore(pool.getJdbcUrl(), pool.getUsername(), pool.getPassword(), () -> System.exit(1));
    store.warnIfEmpty();
    pool.setDataSource(store);
    pool.setExceptionOverride(store);
  }

  /** Returns the database in this process that a pool leads to, or null when it is elsewhere. */
  static EmbeddedStore embedded(HikariDataSource pool) {
    return pool.getDataSource() instanceof EmbeddedStore store ? store : null;
  }
}

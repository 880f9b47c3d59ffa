package app.orqen.store;

import java.time.Duration;
import java.util.Properties;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.springframework.boot.autoconfigure.flyway.FlywayConfigurationCustomizer;
import org.springframework.boot.autoconfigure.jdbc.JdbcConnectionDetails;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Gives migrations connections of their own: a statement on a large table may take longer than one of a request. */
@Configuration(proxyBeanMethods = false)
public class MigrationConnection implements FlywayConfigurationCustomizer {

  private static final Duration ANSWER = Duration.ofHours(1);

  private final JdbcConnectionDetails database;
  private final Environment settings;

  MigrationConnection(JdbcConnectionDetails database, Environment settings) {
    this.database = database;
    this.settings = settings;
  }

  @Override
  public void customize(FluentConfiguration flyway) {
    boolean givenOwn = settings.containsProperty("spring.flyway.url") || settings.containsProperty("spring.flyway.user");
    if (givenOwn || DatabaseKind.of(database.getJdbcUrl()) != DatabaseKind.POSTGRESQL) {
      return;
    }
    Properties properties = new Properties();
    properties.putAll(PostgresConnection.properties(ANSWER));
    DriverManagerDataSource source =
        new DriverManagerDataSource(database.getJdbcUrl(), database.getUsername(), database.getPassword());
    source.setConnectionProperties(properties);
    flyway.dataSource(source);
  }
}

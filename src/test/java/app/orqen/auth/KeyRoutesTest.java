package app.orqen.auth;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.impl.DefaultCamelContext;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class KeyRoutesTest {

  /** Two rows with one hash must not be, and must not keep everybody who presents that secret out either. */
  @Test
  void aKeysOwnSecretComesBeforeAnOlderOne() throws Exception {
    DriverManagerDataSource source = new DriverManagerDataSource("jdbc:h2:mem:routes;DB_CLOSE_DELAY=-1", "sa", "");
    Flyway.configure().dataSource(source).locations("db/migration", "db/h2").load().migrate();
    JdbcTemplate jdbc = new JdbcTemplate(source);
    jdbc.update("insert into account (id, name, active, created_at) values ('a', 'a', true, now())");
    key(jdbc, "rotated", "new", "secret");
    key(jdbc, "own", "secret", null);
    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      camel.getRegistry().bind("dataSource", source);
      camel.start();
      KeyRoutes routes = new KeyRoutes(camel.createProducerTemplate());
      camel.addRoutes(routes);

      assertThat(routes.find("secret").keyId()).isEqualTo("own");
      assertThat(routes.find("new").keyId()).isEqualTo("rotated");
      assertThat(routes.find("another")).isNull();
    }
  }

  private static void key(JdbcTemplate jdbc, String id, String hash, String old) {
    jdbc.update("""
        insert into api_key (id, account_id, name, key_hash, old_key_hash, preview, rate_limit_rpm, prune_shadow, prune_recovery, active,
          created_at)
        values (?, 'a', 'k', ?, ?, 'p', 1, false, false, true, now())""", id, hash, old);
  }
}

package app.orqen.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import app.orqen.change.Changes;
import java.time.Clock;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class KeyHashesTest {

  @Test
  void aSecretBeforeARotationExistsAndAGivenOneIsRemembered() {
    DriverManagerDataSource source = new DriverManagerDataSource("jdbc:h2:mem:hashes;DB_CLOSE_DELAY=-1", "sa", "");
    Flyway.configure().dataSource(source).locations("db/migration", "db/h2").load().migrate();
    JdbcClient jdbc = JdbcClient.create(source);
    jdbc.sql("insert into account (id, name, active, created_at) values ('a', 'a', true, now())").update();
    jdbc.sql("""
        insert into api_key (id, account_id, name, key_hash, old_key_hash, preview, rate_limit_rpm, prune_shadow, prune_recovery, active,
          created_at)
        values ('k', 'a', 'k', 'new', 'old', 'p', 1, false, false, true, now())""").update();
    KeyRepository keys = new KeyRepository(jdbc, mock(Changes.class), Clock.systemUTC());

    assertThat(keys.exists("new")).isTrue();
    assertThat(keys.exists("old")).isTrue();
    assertThat(keys.exists("other")).isFalse();
    keys.given("old");
    keys.given("old");
    assertThat(keys.wasGiven("old")).isTrue();
    assertThat(keys.wasGiven("new")).isFalse();
  }
}

package app.orqen.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Old rows go, however many there are, and no others. */
class UsageExpiryTest {

  @Test
  void oldRowsGoInPieces() {
    DriverManagerDataSource source = new DriverManagerDataSource("jdbc:h2:mem:expiry;DB_CLOSE_DELAY=-1", "sa", "");
    Flyway.configure().dataSource(source).locations("db/migration", "db/h2").load().migrate();
    JdbcTemplate jdbc = new JdbcTemplate(source);
    jdbc.update("insert into account (id, name, active, created_at) values ('a', 'a', true, now())");
    Instant now = Instant.now();
    rows(jdbc, now.minus(Duration.ofDays(91)), 12_003);
    rows(jdbc, now.minus(Duration.ofDays(89)), 7);
    new UsageExpiry(jdbc, Duration.ofDays(90), Clock.systemUTC(), null).expire();
    assertThat(jdbc.queryForObject("select count(*) from request_log", Long.class)).isEqualTo(7);
  }

  private static void rows(JdbcTemplate jdbc, Instant at, int count) {
    jdbc.update("""
        insert into request_log (id, account_id, key_id, created_at, surface, operation, stream, status, input_tokens,
          output_tokens, cached_tokens, tools_in, tools_out, tokens_saved, tools_called, tools_missed, prune_shadow,
          duration_ms, overhead_ms)
        select random_uuid(), 'a', 'k', dateadd(millisecond, -x / 10, cast(? as timestamp with time zone)), 'openai', 'chat', false, 200, 0, 0,
          0, 0, 0, 0, 0, 0, false, 1, 1
        from system_range(1, ?)""", at.atOffset(ZoneOffset.UTC), count);
  }
}

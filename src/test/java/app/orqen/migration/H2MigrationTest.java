package app.orqen.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What an older release has written into its H2 is there after the update. */
class H2MigrationTest {

  private static final String ROWS = """
      insert into request_log (id, account_id, key_id, created_at, surface, operation, provider, model, session_id, stream,
        status, error_code, error_source, input_tokens, output_tokens, cached_tokens, tools_in, tools_out, tokens_saved,
        tools_called, tools_missed, prune_shadow, ttft_ms, duration_ms, overhead_ms, tools_kept, tools_dropped)
      select 'req_' || x, 'a', 'key', dateadd(second, -x, now()), 'openai', 'chat', 'groq', 'm', 's', true, 200 + x, 'code', 'gateway',
        x + 1, x + 2, x + 3, x + 4, x + 5, x + 6, x + 7, x + 8, true, x + 0.1, x + 0.2, x + 0.3, 'kept', 'dropped'
      from system_range(1, 3)""";

  /** Columns that came later and are null in these rows. */
  private static final List<String> LATER = List.of("tools_recovered", "cost_usd", "saved_usd", "cache_write_tokens",
      "reasoning_tokens", "usage_estimated", "tags", "tools_refused", "summed", "cache_break_reason", "cache_break_usd", "runaway",
      "provider_said", "tools_late", "summed_too", "attempts");

  private final DriverManagerDataSource source = new DriverManagerDataSource(
      "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
  private final JdbcTemplate jdbc = new JdbcTemplate(source);

  private void migrate(MigrationVersion target) {
    Flyway.configure().dataSource(source).locations("db/migration", "db/h2").target(target).load().migrate();
  }

  private List<Map<String, Object>> rows() {
    List<Map<String, Object>> rows = jdbc.queryForList("select * from request_log order by id");
    rows.forEach(row -> {
      row.remove("number");
      LATER.forEach(row::remove);
    });
    return rows;
  }

  @Test
  void usageRowsStay() {
    migrate(MigrationVersion.fromVersion("5"));
    jdbc.update("insert into account (id, name, active, created_at) values ('a', 'a', true, now())");
    jdbc.update(ROWS);
    List<Map<String, Object>> before = rows();
    migrate(MigrationVersion.LATEST);
    assertThat(before).hasSize(3);
    assertThat(rows()).isEqualTo(before);

    jdbc.update("delete from account where id = 'a'");
    assertThat(rows()).isEmpty();
  }

  /** A row that a release without marks has written is in an hour that nobody knows. */
  @Test
  void daysOfOlderReleasesMayHaveEveryMark() {
    migrate(MigrationVersion.fromVersion("28"));
    jdbc.update("insert into account (id, name, active, created_at) values ('a', 'a', true, now())");
    List<String> columns = jdbc.queryForList("select column_name from information_schema.columns where table_name ilike 'usage_day' "
        + "and is_nullable = 'NO' and column_name not ilike 'account_id'", String.class);
    jdbc.update("insert into usage_day (account_id, " + String.join(", ", columns) + ") values ('a', "
        + String.join(", ", columns.stream().map(column -> "7").toList()) + ")");
    migrate(MigrationVersion.LATEST);
    long today = Instant.now().getEpochSecond() / 86_400;
    assertThat(jdbc.queryForList("select epoch_day from usage_mark where account_id = 'a' and mark = '*' order by 1", Long.class))
        .startsWith(7L).contains(today).hasSize(3);
  }

  /** The copy of a large log takes its time, in which a start may be killed; H2 keeps what was done before. */
  @Test
  void anUpdateThatWasKilledBeginsAgain() throws Exception {
    migrate(MigrationVersion.fromVersion("5"));
    jdbc.update("insert into account (id, name, active, created_at) values ('a', 'a', true, now())");
    jdbc.update(ROWS);
    List<Map<String, Object>> before = rows();
    String update = Files.readString(Path.of("src/main/resources/db/h2/V6__request_log_by_number.sql"));
    List<String> statements = List.of(update.split(";\n"));
    for (int done : new int[] {1, 2}) {
      statements.subList(0, done).forEach(jdbc::execute);
    }
    migrate(MigrationVersion.LATEST);
    assertThat(rows()).isEqualTo(before);
  }

  /** H2 commits each statement, so that the next start finds what a killed one did and runs the file from its beginning. */
  @Test
  void aStartThatWasKilledAfterAnyStatementBeginsAgain() throws Exception {
    migrate(MigrationVersion.fromVersion("14"));
    jdbc.update("insert into account (id, name, active, created_at) values ('a', 'a', true, now())");
    TreeMap<Integer, Path> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(Path.of("src/main/resources/db/migration"))) {
      all.forEach(file -> files.put(Integer.parseInt(file.getFileName().toString().replaceAll("V(\\d+)__.*", "$1")), file));
    }
    for (Map.Entry<Integer, Path> file : files.tailMap(15).entrySet()) {
      List<String> statements = List.of(Files.readString(file.getValue()).split(";\\s*(\\n|$)"));
      for (int done = 1; done <= statements.size(); done++) {
        statements.subList(0, done).forEach(jdbc::execute);
      }
      migrate(MigrationVersion.fromVersion(file.getKey().toString()));
    }

    assertThat(jdbc.queryForObject("select count(*) from sums_backlog", Long.class)).isEqualTo(1);
    DriverManagerDataSource fresh = new DriverManagerDataSource("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
    Flyway.configure().dataSource(fresh).locations("db/migration", "db/h2").load().migrate();
    assertThat(schema(jdbc)).isEqualTo(schema(new JdbcTemplate(fresh))).hasSizeGreaterThan(100);
  }

  private static List<Map<String, Object>> schema(JdbcTemplate database) {
    List<Map<String, Object>> parts = new ArrayList<>(database.queryForList("select table_name, column_name, data_type, is_nullable, "
        + "column_default from information_schema.columns where table_schema = 'PUBLIC' and not is_identity = 'YES' order by 1, 2"));
    parts.addAll(database.queryForList("select table_name, column_name, ordinal_position from information_schema.index_columns "
        + "where table_schema = 'PUBLIC' order by 1, 2, 3"));
    return parts;
  }
}

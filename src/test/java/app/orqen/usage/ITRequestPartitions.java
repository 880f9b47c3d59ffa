package app.orqen.usage;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Ports;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;

/** Rows of requests on PostgreSQL: the old table becomes a partition as it is, days are made ahead, and old ones are dropped. */
class ITRequestPartitions {

  private static final String ROWS = """
      insert into request_log (id, account_id, key_id, created_at, surface, operation, stream, status, input_tokens, output_tokens,
        cached_tokens, tools_in, tools_out, tokens_saved, tools_called, tools_missed, prune_shadow, duration_ms, overhead_ms)
      select ? || i, 'a', 'k', ?::timestamptz + i * interval '1 second', 'openai', 'chat', false, 200, 1, 1, 0, 0, 0, 0, 0, 0, false, 1, 1
      from generate_series(1, ?) i""";

  private EmbeddedPostgres postgres;
  private DriverManagerDataSource source;
  private JdbcTemplate jdbc;

  @BeforeEach
  void start() throws Exception {
    int port = Ports.free();
    postgres = EmbeddedPostgres.builder().setPort(port).start();
    source = new DriverManagerDataSource("jdbc:postgresql://127.0.0.1:" + port + "/postgres", "postgres", "postgres");
    jdbc = new JdbcTemplate(source);
  }

  @AfterEach
  void stop() throws Exception {
    postgres.close();
  }

  private void migrate(String target) {
    Flyway.configure().dataSource(source).locations("db/migration", "db/postgresql").target(target).load().migrate();
  }

  private void account() {
    jdbc.update("insert into account (id, name, active, created_at) values ('a', 'a', true, now())");
  }

  private void rows(String prefix, Instant from, int count) {
    jdbc.update(ROWS, prefix, from.toString(), count);
  }

  private long count(String table) {
    return jdbc.queryForObject("select count(*) from " + table, Long.class);
  }

  private RequestPartitions partitions(Instant now) {
    return new RequestPartitions(jdbc, new TransactionTemplate(new DataSourceTransactionManager(source)), Clock.fixed(now, ZoneOffset.UTC));
  }

  private List<String> names() {
    return jdbc.queryForList("select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid "
        + "where i.inhparent = 'request_log'::regclass order by 1", String.class);
  }

  @Test
  void anExistingTableBecomesTheFirstPartitionAsItIs() {
    migrate("19");
    account();
    Instant now = Instant.now();
    rows("old_", now.minus(Duration.ofDays(100)), 3_000);
    rows("new_", now, 5);
    Object file = jdbc.queryForObject("select pg_relation_filenode('request_log')", Object.class);
    migrate("latest");

    assertThat(jdbc.queryForObject("select pg_relation_filenode('request_log_before')", Object.class)).as("the table's file").isEqualTo(file);
    assertThat(count("request_log")).isEqualTo(3_005);
    rows("today_", now, 7);
    rows("later_", now.plus(Duration.ofDays(5)), 9);
    assertThat(count("request_log_before")).as("the bound is 30 days away").isEqualTo(3_021);
    assertThat(count("request_log_other")).isZero();
    assertThat(jdbc.queryForList("select added_to < now() - interval '10 years' and flagged_from < now() and until > now() from sums_backlog "
        + "where account_id = 'a'", Boolean.class)).containsExactly(true);

    partitions(now).makeAhead();
    new UsageExpiry(jdbc, Duration.ofDays(90), Clock.fixed(now, ZoneOffset.UTC), partitions(now)::dropBefore).expire();
    assertThat(count("request_log")).as("old rows of the first partition are deleted").isEqualTo(21);
    jdbc.update("delete from account where id = 'a'");
    assertThat(count("request_log")).isZero();
  }

  @Test
  void anEmptyTableHasOnlyDays() {
    migrate("latest");
    account();
    Instant now = Instant.now();
    rows("r", now.minus(Duration.ofDays(1)), 3);
    rows("s", now.plus(Duration.ofDays(6)), 3);

    assertThat(names()).hasSizeGreaterThanOrEqualTo(9).doesNotContain("request_log_before");
    assertThat(count("request_log")).isEqualTo(6);
    assertThat(count("request_log_other")).isZero();
    rows("t", now.plus(Duration.ofDays(20)), 3);
    assertThat(count("request_log_other")).isEqualTo(3);
  }

  @Test
  void replicasMakeDaysTogetherAndDropOldOnes() throws Exception {
    migrate("latest");
    account();
    Instant now = Instant.now();
    Instant later = now.plus(Duration.ofDays(30));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Callable<Void>> replicas = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      replicas.add(() -> {
        partitions(later).makeAhead();
        return null;
      });
    }
    for (Future<Void> replica : threads.invokeAll(replicas)) {
      replica.get();
    }
    threads.shutdown();
    List<String> made = names();
    LocalDate day = LocalDate.ofInstant(later, ZoneOffset.UTC);
    for (int ahead = 0; ahead <= 7; ahead++) {
      assertThat(made).contains("request_log_" + day.plusDays(ahead).toString().replace("-", ""));
    }

    rows("old", now, 10);
    rows("new", later, 10);
    new UsageExpiry(jdbc, Duration.ofDays(20), Clock.fixed(later, ZoneOffset.UTC), partitions(later)::dropBefore).expire();

    assertThat(count("request_log")).isEqualTo(10);
    assertThat(names()).noneMatch(name -> name.matches("request_log_\\d{8}")
        && name.compareTo("request_log_" + day.minusDays(20).toString().replace("-", "")) < 0).contains("request_log_other");
  }

  /** Returns the row of a request with nothing but an id and a time. */
  private static UsageRow row(String id, Instant at) {
    PeriodSums.Share share = new PeriodSums.Share("a", at.getEpochSecond(), "k", "", "", 200, "", "", new TimeCounts(), 1L, 1L, 1L, 0L, 0L, 0L, 0L,
        0L, 0L, 0L, 0L, BigDecimal.ONE, BigDecimal.ZERO, 0L, 0L, 0L);
    Object[] values = new Object[41];
    Object[] first = {id, "a", "k", at.atOffset(ZoneOffset.UTC), "openai", "chat", null, null, null, false, 200, null, null,
        1L, 1L, 0L, 0, 0, 0L, 0, 0, false, null, null, null, null, 1.0, 1.0};
    System.arraycopy(first, 0, values, 0, first.length);
    return new UsageRow(share, null, List.of(), List.of(), 0, values);
  }

  /** Rows of every kind of partition: one that the migration made, one that was made ahead, and the one of all other rows. */
  @Test
  void rowsWhoseCommitWasNotConfirmedCountOnce() {
    migrate("latest");
    account();
    Instant now = Instant.now();
    Instant later = now.plus(Duration.ofDays(30));
    partitions(later).makeAhead();
    TransactionTemplate transactions = new TransactionTemplate(new DataSourceTransactionManager(source));
    AtomicBoolean cut = new AtomicBoolean(true);
    TransactionOperations unconfirmed = new TransactionOperations() {
      @Override
      public <T> T execute(TransactionCallback<T> action) {
        T result = transactions.execute(action);
        if (cut.getAndSet(false)) {
          throw new DataAccessResourceFailureException("the connection ended before the commit was confirmed");
        }
        return result;
      }
    };
    AtomicInteger dropped = new AtomicInteger();
    UsageQueue queue = new UsageQueue(jdbc, new UsageSums(jdbc, false)::add, unconfirmed, UsageQueue.Pace.of("jdbc:postgresql:x"), 10,
        dropped::addAndGet, System::nanoTime);
    queue.offer(row("r1", now));
    queue.offer(row("r2", later));
    queue.offer(row("r3", now.plus(Duration.ofDays(90))));
    queue.flushNow();
    assertThat(queue.size()).isEqualTo(3);
    queue.offer(row("r4", now)); // It comes with the others into the next batch, and must not suffer.
    queue.flushNow();

    assertThat(queue.size()).isZero();
    assertThat(jdbc.queryForList("select id from request_log order by id", String.class)).containsExactly("r1", "r2", "r3", "r4");
    assertThat(count("request_log_other")).isEqualTo(1);
    assertThat(jdbc.queryForObject("select sum(requests) from usage_day", Long.class)).isEqualTo(4);
    assertThat(dropped).hasValue(0);
  }
}

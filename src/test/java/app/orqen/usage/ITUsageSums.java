package app.orqen.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.Ports;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The sums by hour and day say the same as the rows, whichever release wrote those and however often they are added. */
class ITUsageSums {

  private static final String CHAT = "{\"model\":\"echo/x\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";
  private static final List<String> PERCENTILES = List.of("p50_ttft_ms", "p95_ttft_ms", "p99_overhead_ms", "p50_duration_ms");
  /** More than one piece has. */
  private static final String OLD_ROWS = """
      insert into request_log (id, account_id, key_id, created_at, surface, operation, provider, model, session_id, stream, status,
        error_code, error_source, input_tokens, output_tokens, cached_tokens, tools_in, tools_out, tokens_saved, tools_called, tools_missed,
        prune_shadow, ttft_ms, duration_ms, overhead_ms, cost_usd, saved_usd, tags)
      select :prefix || i, 'acc_first', 'key_' || i % 7, now() - (i % 500000) * interval '3 second', 'openai', 'chat',
        case when i % 11 > 0 then 'openai' end, case when i % 11 > 0 then 'model-' || i % 5 end, 's', true,
        case when i % 13 = 0 then 429 else 200 end, case when i % 13 = 0 then 'rate_limit_exceeded' end,
        case when i % 13 = 0 then 'provider' end, i, i % 77, i % 9, 20, 7, 100, 2, i % 2, i % 3 = 0, exp(random() * 8), exp(random() * 9),
        0.5 + i % 3, case when i % 19 > 0 then 0.000000001 * i end, 0.01,
        case i % 4 when 0 then '["team a","user:1"]' when 1 then '["team a"]' end
      from generate_series(1, :rows) i""";

  static EmbeddedPostgres postgres;
  static Gateway gateway;
  static JdbcClient jdbc;

  @BeforeAll
  static void start() throws Exception {
    int port = Ports.free();
    postgres = EmbeddedPostgres.builder().setPort(port).start();
    gateway = Gateway.start("spring.datasource.url=jdbc:postgresql://127.0.0.1:" + port + "/postgres",
        "spring.datasource.username=postgres", "spring.datasource.password=postgres",
        "orqen.vault.keys=b3JxZW4taW50ZWdyYXRpb24tdGVzdC1rZXktMzItYnk=");
    jdbc = gateway.bean(JdbcClient.class);
    jdbc.sql(OLD_ROWS).param("prefix", "old_").param("rows", 17_000)
        .update();
    List<Callable<Integer>> calls = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      calls.add(() -> gateway.post("/v1/chat/completions", CHAT).statusCode());
    }
    ExecutorService threads = Executors.newFixedThreadPool(8);
    for (Future<Integer> answer : threads.invokeAll(calls)) {
      assertThat(answer.get()).isEqualTo(200);
    }
    threads.shutdown();
    Eventually.holds(() -> jdbc.sql("select count(*) from request_log").query(Long.class).single() == 17_200);
    gateway.bean(SumsCatchUp.class).addAll(); // It does so by itself too, but once a minute only.
    Eventually.holds(() -> !jdbc.sql("select exists (select 1 from request_log where not summed)").query(Boolean.class).single());
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    postgres.close();
  }

  private static Period period() {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    return new Period(today.minusDays(40), today);
  }

  private static Map<List<Object>, Map<String, Object>> by(List<Map<String, Object>> figures, List<String> by) {
    Map<List<Object>, Map<String, Object>> map = new HashMap<>();
    figures.forEach(figure -> map.put(by.stream().map(column -> (Object) String.valueOf(figure.get(column))).toList(), figure));
    return map;
  }

  private static void assertTheSame(String groups) {
    List<String> by = groups.isEmpty() ? List.of() : List.of(groups.split(","));
    Map<List<Object>, Map<String, Object>> rows = by(new RowFigures(jdbc).of("acc_first", period(), by, PERCENTILES), by);
    Map<List<Object>, Map<String, Object>> sums = by(gateway.bean(Figures.class).of("acc_first", period(), by, PERCENTILES), by);

    assertThat(sums.keySet()).isEqualTo(rows.keySet()).isNotEmpty();
    rows.forEach((group, row) -> {
      Map<String, Object> sum = sums.get(group);
      Figures.COUNTS.forEach(count -> assertThat(sum.get(count)).as(group + " " + count).isEqualTo(row.get(count)));
      for (String money : List.of("cost_usd", "saved_usd")) {
        assertThat((BigDecimal) sum.get(money)).as(group + " " + money).isEqualByComparingTo((BigDecimal) row.get(money));
      }
      for (String percentile : PERCENTILES) {
        if (row.get(percentile) == null) {
          assertThat(sum.get(percentile)).isNull();
        } else {
          assertThat((Double) sum.get(percentile)).as(group + " " + percentile).isCloseTo((Double) row.get(percentile), withPercentage(1));
        }
      }
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "epoch_day", "epoch_hour", "key_id", "provider", "provider,model"})
  void everyFigureIsTheRows(String groups) {
    assertThat(gateway.bean(Figures.class)).isInstanceOf(SummedFigures.class);
    assertTheSame(groups);
  }

  @Test
  void errorsAreTheRowsToo() {
    assertThat(gateway.bean(Figures.class).errors("acc_first", period(), 100))
        .isEqualTo(new RowFigures(jdbc).errors("acc_first", period(), 100)).isNotEmpty();
  }

  @Test
  void tagsAndSessionsAreTheRowsToo() {
    OldRows.sumUp(gateway);
    OldRows.sumUp(gateway); // A second time adds nothing.

    Map<String, Map<String, Object>> rows = new RowFigures(jdbc).byTag("acc_first", period());
    Map<String, Map<String, Object>> sums = gateway.bean(Figures.class).byTag("acc_first", period());
    assertThat(sums.keySet()).isEqualTo(rows.keySet()).contains("team a", "user:1");
    rows.forEach((tag, row) -> {
      Figures.COUNTS.forEach(count -> assertThat(sums.get(tag).get(count)).as(tag + " " + count).isEqualTo(row.get(count)));
      assertThat((BigDecimal) sums.get(tag).get("cost_usd")).isEqualByComparingTo((BigDecimal) row.get("cost_usd"));
    });
    assertThat(jdbc.sql("select account_id, session_id, first_at, last_at, requests, errors, input_tokens, output_tokens, cached_tokens, tools_called, "
            + "cost_usd from session_usage order by session_id").query().listOfRows())
        .isEqualTo(jdbc.sql("select account_id, session_id, min(created_at) as first_at, max(created_at) as last_at, count(*) as requests, "
            + "sum(case when status >= 400 or error_code is not null then 1 else 0 end) as errors, "
            + "cast(sum(input_tokens) as bigint) as input_tokens, cast(sum(output_tokens) as bigint) as output_tokens, "
            + "cast(sum(cached_tokens) as bigint) as cached_tokens, cast(sum(tools_called) as bigint) as tools_called, "
            + "sum(cost_usd) as cost_usd from request_log where session_id is not null group by account_id, session_id order by session_id")
            .query().listOfRows()).isNotEmpty();
  }

  /** What a replica of the release before writes meanwhile is added once, however many replicas add it at the same time. */
  @Test
  void rowsOfAnEarlierReleaseAreAddedOnce() throws Exception {
    jdbc.sql(OLD_ROWS).param("prefix", "later_").param("rows", 9000)
        .update();
    ExecutorService threads = Executors.newFixedThreadPool(6);
    List<Callable<Void>> replicas = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      replicas.add(() -> {
        unsummed().addAll(() -> true);
        return null;
      });
    }
    for (Future<Void> replica : threads.invokeAll(replicas)) {
      replica.get();
    }
    threads.shutdown();
    unsummed().addAll(() -> true); // A replica gives up when two wait for each other.
    assertTheSame("");
    assertTheSame("epoch_hour");
  }

  private static UnsummedRows unsummed() {
    return gateway.bean(UsageSums.class).unsummed(new TransactionTemplate(gateway.bean(PlatformTransactionManager.class)));
  }

  /** A row that is being added, or can't be added at all, keeps no page waiting. */
  @Test
  void aPageWaitsForNoRow() throws Exception {
    jdbc.sql(OLD_ROWS).param("prefix", "locked_").param("rows", 1)
        .update();
    TransactionTemplate holding = new TransactionTemplate(gateway.bean(PlatformTransactionManager.class));
    holding.executeWithoutResult(status -> {
      jdbc.sql("select id from request_log where id = 'locked_1' for update").query(String.class).single();
      assertThat(summary()).isEqualTo(200);
    });
    unsummed().addAll(() -> true);
    assertTheSame("");
  }

  private static int summary() {
    try {
      return gateway.get("/v1/account/usage/summary").statusCode();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}

package app.orqen.auto;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.auto.pick.Mode;
import app.orqen.auto.pick.Question;
import app.orqen.auto.task.Complexity;
import app.orqen.auto.task.Needs;
import app.orqen.auto.task.Task;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.Ports;
import app.orqen.it.support.Postgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** Decisions are kept, but never without bound. */
class ITRoutingTraces {

  private static final Task TASK = new Task(1, 1, Complexity.SIMPLE, 0, false, false, false, false);
  private static final Question QUESTION = new Question(Mode.AUTO, new Needs(true, false, false, false, 100, 50), 1, 1, null, null, 0,
      false, 4096, null, null, null, LocalDate.EPOCH, one -> true);

  static Gateway gateway;
  static JdbcTemplate sql;
  static Traces traces;
  static String account;

  @BeforeAll
  static void start() {
    gateway = Gateway.start();
    sql = gateway.bean(JdbcTemplate.class);
    traces = gateway.bean(Traces.class);
    account = sql.queryForObject("select account_id from api_key", String.class);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @BeforeEach
  void empty() {
    sql.update("delete from routing_trace");
  }

  private static Trace trace(String of, int number, Instant at) {
    return new Trace(of, at, "req_" + number, null, "auto", "a/m", "Because.", TASK, QUESTION, List.of(), false);
  }

  private static long stored() {
    return sql.queryForObject("select count(*) from routing_trace", Long.class);
  }

  @Test
  void oneAccountCannotFillTheTable() {
    Instant now = Instant.now();
    synchronized (traces) { // The schedule's own turn waits.
      for (int i = 0; i < 80; i++) {
        traces.accept(trace(account, i, now.plusMillis(i)));
      }
      traces.accept(trace("acc_gone", 0, now));
      traces.flush();
    }
    assertThat(stored()).isEqualTo(50);
    assertThat(sql.queryForList("select request_id from routing_trace", String.class)).contains("req_79", "req_30").doesNotContain("req_29");
    assertThat(gateway.get("/v1/account/routing/traces?limit=1").body()).contains("req_79").contains("\"context:150\"")
        .contains("\"has_more\":true");
  }

  @Test
  void whatIsOldOrTooMuchIsDeleted() {
    Instant now = Instant.now();
    for (int i = 0; i < Traces.KEPT + 20; i += 50) {
      synchronized (traces) {
        for (int j = i; j < i + 50; j++) {
          traces.accept(trace(account, j, now.minus(Duration.ofMinutes(j))));
        }
        traces.flush();
      }
    }
    traces.accept(trace(account, 9_999, now.minus(Duration.ofDays(8))));
    traces.flush();
    traces.expire();
    assertThat(stored()).isEqualTo(Traces.KEPT);
    assertThat(sql.queryForList("select request_id from routing_trace", String.class)).contains("req_0", "req_999").doesNotContain("req_1000");
  }

  @Test
  @SuppressWarnings("try") // It only has to run.
  void postgresKeepsTheSame() throws Exception {
    int port = Ports.free();
    try (EmbeddedPostgres postgres = Postgres.start(Files.createTempDirectory("orqen-routing"), port);
        Gateway other = Gateway.start("spring.datasource.url=jdbc:postgresql://127.0.0.1:" + port + "/postgres",
            "spring.datasource.username=postgres", "spring.datasource.password=postgres",
            "orqen.vault.keys=b3JxZW4taW50ZWdyYXRpb24tdGVzdC1rZXktMzItYnk=")) {
      Traces its = other.bean(Traces.class);
      String owner = other.bean(JdbcTemplate.class).queryForObject("select account_id from api_key", String.class);
      its.accept(trace(owner, 7, Instant.now()));
      its.flush();
      its.expire();
      assertThat(other.get("/v1/account/routing/traces").body()).contains("req_7");
      for (String preferences : new String[] {"{}", "{\"mode\":\"fast\",\"allowed_providers\":[\"openai\"],\"max_cost_usd\":0.5}", "{}"}) {
        assertThat(other.put("/v1/account/routing/preferences", preferences).statusCode()).isEqualTo(200);
      }
      for (boolean on : new boolean[] {false, false, true, true}) {
        assertThat(other.post("/v1/account/routing/models/toggle",
            "{\"provider\":\"openai\",\"model_id\":\"gpt-4o\",\"is_enabled\":" + on + "}").statusCode()).isEqualTo(200);
      }
      for (String what : new String[] {"preferences", "models", "insights", "calibration"}) {
        assertThat(other.get("/v1/account/routing/" + what).statusCode()).as(what).isEqualTo(200);
      }
    }
  }
}

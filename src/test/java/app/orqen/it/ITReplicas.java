package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Three gateway processes: what is changed at the first holds at all of them within a second. The second hears of it by
 * NOTIFY alone, the third hears no NOTIFY and looks. One limit holds over all, and neither store takes them down with it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ITReplicas {

  private static final Duration A_SECOND = Duration.ofSeconds(1);

  /** A busy machine is no dead Redis. */
  private static final Map<String, String> PATIENT = Map.of("ORQEN_REDIS_TIMEOUT", "5s");

  private Replicas replicas;

  private static Map<String, String> with(String name, String value) {
    Map<String, String> environment = new HashMap<>(PATIENT);
    environment.put(name, value);
    return environment;
  }

  @BeforeAll
  void start() throws Exception {
    replicas = new Replicas(List.of(PATIENT, with("ORQEN_CHANGES_POLL", "10m"), with("ORQEN_CHANGES_LISTEN", "false")));
  }

  @AfterAll
  void stop() throws Exception {
    replicas.close();
  }

  private static Function<GatewayProcess, HttpResponse<String>> chatWith(String key) {
    return gateway -> Replicas.chat(gateway, key);
  }

  /** Every replica has it in memory. */
  private void warm(String key) throws Exception {
    for (GatewayProcess gateway : replicas.all) {
      assertThat(Replicas.chat(gateway, key).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void oneMigratedAndTheOthersWaited() throws Exception {
    try (Connection connection = replicas.postgres().getPostgresDatabase().getConnection();
        ResultSet twice = connection.createStatement().executeQuery(
            "select count(*) - count(distinct version), (select count(*) from account), (select count(*) from api_key) "
                + "from flyway_schema_history")) {
      twice.next();
      assertThat(twice.getInt(1)).as("migrations done twice").isZero();
      assertThat(twice.getInt(2)).as("first accounts").isEqualTo(1);
      assertThat(twice.getInt(3)).as("keys").isPositive();
    }
  }

  @RepeatedTest(5)
  void aKeyHoldsAtOnceAndIsRevokedWithinASecond() throws Exception {
    Replicas.MadeKey made = replicas.makeKey(100_000);
    warm(made.key());
    assertThat(replicas.get(0).send("DELETE", "/v1/account/keys/" + made.id(), Gateway.KEY, "").statusCode()).isEqualTo(200);
    assertThat(replicas.until(chatWith(made.key()), answer -> answer.statusCode() == 401)).isLessThan(A_SECOND);
  }

  @Test
  void aLimitAndToolListsAreChangedWithinASecond() throws Exception {
    Replicas.MadeKey made = replicas.makeKey(1_000_000);
    warm(made.key());
    Replicas.json(replicas.get(0).send("PATCH", "/v1/account/keys/" + made.id(), Gateway.KEY, "{\"rate_limit_rpm\":900000}"));
    assertThat(replicas.until(chatWith(made.key()),
        answer -> answer.headers().firstValue("x-ratelimit-limit-requests").orElseThrow().equals("900000")))
        .isLessThan(A_SECOND);

    String tools = "{\"model\":\"echo/x\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"functions\":[]}";
    Replicas.json(replicas.get(0).send("PUT", "/v1/account/keys/" + made.id() + "/toollist", Gateway.KEY,
        "{\"denied_tools\":[\"rm\"]}"));
    assertThat(replicas.until(gateway -> gateway.send("POST", "/v1/chat/completions", made.key(), tools),
        answer -> answer.statusCode() == 400)).isLessThan(A_SECOND);
  }

  @Test
  void anAccountIsDeactivatedActivatedAndDeletedWithinASecond() throws Exception {
    JsonNode account = Replicas.json(replicas.get(0).send("POST", "/v1/admin/accounts", Gateway.ADMIN_TOKEN, "{\"name\":\"a\"}"));
    String key = account.get("key").asText();
    String path = "/v1/admin/accounts/" + account.get("id").asText();
    Function<GatewayProcess, HttpResponse<String>> profile = gateway -> gateway.get("/v1/models", key);
    assertThat(replicas.until(profile, answer -> answer.statusCode() == 200)).as("at once").isLessThan(A_SECOND);
    Replicas.json(replicas.get(0).send("PATCH", path, Gateway.ADMIN_TOKEN, "{\"active\":false}"));
    assertThat(replicas.until(profile, answer -> answer.statusCode() == 403)).isLessThan(A_SECOND);
    Replicas.json(replicas.get(0).send("PATCH", path, Gateway.ADMIN_TOKEN, "{\"active\":true}"));
    assertThat(replicas.until(profile, answer -> answer.statusCode() == 200)).isLessThan(A_SECOND);
    Replicas.json(replicas.get(0).send("DELETE", "/v1/account/me", key, ""));
    assertThat(replicas.until(profile, answer -> answer.statusCode() == 401)).isLessThan(A_SECOND);
  }

  @Test
  void aCredentialIsReplacedAndRemovedWithinASecond() throws Exception {
    Replicas.MadeKey made = replicas.makeKey(1_000_000);
    String chat = Replicas.CHAT.replace("echo/x", "openai/gpt-4o");
    replicas.provider.script((request, wire) -> wire.json(200, OpenAi.COMPLETION.replace("Hello there",
        "key " + request.header("authorization").replaceAll(".*(?=....$)", ""))));
    Function<GatewayProcess, HttpResponse<String>> call =
        gateway -> gateway.send("POST", "/v1/chat/completions", made.key(), chat);
    for (String end : List.of("0001", "0002", "0003")) {
      Replicas.json(replicas.get(0).send("PUT", "/v1/account/providers", Gateway.KEY,
          "{\"provider\":\"openai\",\"api_key\":\"sk-replaced-" + end + "\"}"));
      assertThat(replicas.until(call, answer -> answer.body().contains("key " + end))).isLessThan(A_SECOND);
    }
    Replicas.json(replicas.get(0).send("DELETE", "/v1/account/providers/openai", Gateway.KEY, ""));
    assertThat(replicas.until(call, answer -> answer.body().contains("provider_credentials_missing"))).isLessThan(A_SECOND);
  }

  private static int granted(Map<String, Integer> answers) {
    assertThat(answers.keySet()).as("nothing but granted and refused").isSubsetOf("200", "429");
    return answers.getOrDefault("200", 0);
  }

  /** Runs load over all for a while. */
  private int grantedByAll(String key, Duration time) throws Exception {
    try (Load load = new Load(replicas.all, key)) {
      Thread.sleep(time.toMillis());
      return load.take().stream().mapToInt(ITReplicas::granted).sum();
    }
  }

  @Test
  void oneLimitHoldsOverAllToTheRequest() throws Exception {
    int limit = 120;
    Replicas.MadeKey made = replicas.makeKey(limit);
    long start = System.nanoTime();
    int granted = grantedByAll(made.key(), Duration.ofSeconds(5));
    long seconds = 1 + (System.nanoTime() - start) / 1_000_000_000;
    assertThat(granted).as("two tokens a second come back").isBetween(limit, (int) (limit + seconds * limit / 60));
    for (GatewayProcess gateway : replicas.all) {
      HttpResponse<String> look = gateway.get("/v1/models", made.key());
      assertThat(look.headers().firstValue("x-ratelimit-limit-requests")).contains("120");
      assertThat(Integer.parseInt(look.headers().firstValue("x-ratelimit-remaining-requests").orElseThrow()))
          .as("a look shows what all have used").isLessThan(30);
    }
  }

  private void awaitDegraded(String value) throws Exception {
    for (GatewayProcess gateway : replicas.all) {
      for (int i = 0; !gateway.management("/actuator/prometheus").body().contains("orqen_ratelimit_degraded " + value); i++) {
        assertThat(i).as("looks until degraded is " + value).isLessThan(400);
        Thread.sleep(50);
      }
    }
  }

  @Test
  void redisStopsAndStartsUnderLoad() throws Exception {
    Replicas.MadeKey made = replicas.makeKey(90);
    awaitDegraded("0.0");
    try (Load load = new Load(replicas.all, made.key())) {
      Thread.sleep(3000);
      assertThat(load.take().stream().mapToInt(ITReplicas::granted).sum()).as("while it is there").isBetween(90, 100);

      replicas.redis.stop();
      awaitDegraded("1.0");
      Thread.sleep(3000);
      List<Map<String, Integer>> away = load.take();
      assertThat(away).as("each its share of 30, neither none nor all: " + away)
          .allSatisfy(answers -> assertThat(granted(answers)).isBetween(10, 40))
          .allSatisfy(answers -> assertThat(answers.get("429")).isPositive());

      replicas.redis.start();
      awaitDegraded("0.0");
      assertThat(grantedByAll(replicas.makeKey(60).key(), Duration.ofSeconds(2))).as("and again").isBetween(60, 65);
      load.take().forEach(ITReplicas::granted);
    }
    for (GatewayProcess gateway : replicas.all) {
      long away = gateway.logLines().stream().filter(line -> line.contains("Redis does not answer")).count();
      long back = gateway.logLines().stream().filter(line -> line.contains("Redis answers")).count();
      assertThat(away).as("a line for each change, none for each request").isBetween(1L, 3L).isEqualTo(back - 1);
      assertThat(gateway.log()).doesNotContain(Redis.PASSWORD);
    }
  }

  @Test
  void postgresStopsAndStartsUnderLoad() throws Exception {
    Replicas.MadeKey made = replicas.makeKey(1_000_000);
    String unknown = Gateway.KEY.replace('0', 'f');
    try (Load load = new Load(replicas.all, made.key())) {
      // In memory means: since all have heard of the new key.
      Thread.sleep(2000);
      load.take();
      replicas.stopPostgres();
      Thread.sleep(2000);
      for (GatewayProcess gateway : replicas.all) {
        HttpResponse<String> cold = Replicas.chat(gateway, unknown);
        assertThat(cold.statusCode()).isEqualTo(503);
        assertThat(cold.headers().firstValue("retry-after")).contains("30");
        assertThat(gateway.management("/actuator/health/readiness").statusCode()).isEqualTo(200);
      }
      assertThat(load.take()).as("a key in memory").allSatisfy(answers -> assertThat(answers).containsOnlyKeys("200"));
    } finally {
      replicas.startPostgres();
    }
    try (Load load = new Load(replicas.all, made.key())) {
      for (GatewayProcess gateway : replicas.all) {
        for (int i = 0; !gateway.log().contains("are followed again") || Replicas.chat(gateway, unknown).statusCode() == 503; i++) {
          assertThat(i).as("looks until it is back").isLessThan(400);
          Thread.sleep(50);
        }
      }
      assertThat(load.take()).allSatisfy(answers -> assertThat(answers).containsOnlyKeys("200"));
      Replicas.json(replicas.get(0).send("DELETE", "/v1/account/keys/" + made.id(), Gateway.KEY, ""));
      assertThat(replicas.until(chatWith(made.key()), answer -> answer.statusCode() == 401)).isLessThan(A_SECOND);
    }
  }
}

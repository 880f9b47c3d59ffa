package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.GatewayProcess;
import app.orqen.it.support.Load;
import app.orqen.it.support.OpenAi;
import app.orqen.it.support.Redis;
import app.orqen.it.support.Replicas;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Three gateway processes: what is changed at the first holds at all of them within a second. The second hears of it by
 * only NOTIFY, the third hears no NOTIFY and looks. One limit holds over all, and neither store takes them down with it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ITReplicas {

  private static final Duration A_SECOND = Duration.ofSeconds(1);

  /** On a busy machine Redis is slow, but not away. */
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

  /** Whether each has refused that many. */
  private static Predicate<List<Map<String, Integer>>> eachRefused(int count) {
    return all -> all.stream().allMatch(answers -> answers.getOrDefault("429", 0) >= count);
  }

  private static int grantedByAll(List<Map<String, Integer>> answers) {
    return answers.stream().mapToInt(ITReplicas::granted).sum();
  }

  /** A limit, and what came back of it since then. */
  private static int atMost(int limit, long start) {
    return limit + 1 + (int) ((System.nanoTime() - start) / 1e9 * limit / 60);
  }

  private void assertOneLimit(int limit) throws Exception {
    Replicas.MadeKey made = replicas.makeKey(limit);
    long start = System.nanoTime();
    try (Load load = new Load(replicas.all, made.key())) {
      Eventually.holds(() -> load.has(eachRefused(20)));
      assertThat(grantedByAll(load.finish())).as("of all").isBetween(limit, atMost(limit, start));
    }
    for (GatewayProcess gateway : replicas.all) {
      HttpResponse<String> look = gateway.get("/v1/models", made.key());
      assertThat(look.headers().firstValue("x-ratelimit-limit-requests")).contains(Integer.toString(limit));
      assertThat(Integer.parseInt(look.headers().firstValue("x-ratelimit-remaining-requests").orElseThrow()))
          .as("a look shows what all have used").isLessThan(limit / 4);
    }
  }

  @Test
  void oneLimitHoldsOverAllToTheRequest() throws Exception {
    assertOneLimit(120);
  }

  private void awaitDegraded(String value) throws Exception {
    for (GatewayProcess gateway : replicas.all) {
      Eventually.holds(() -> gateway.management("/actuator/prometheus").body().contains("orqen_ratelimit_degraded " + value));
    }
  }

  @Test
  void redisStopsAndStartsUnderLoad() throws Exception {
    Replicas.MadeKey made = replicas.makeKey(90);
    awaitDegraded("0.0");
    long start = System.nanoTime();
    try (Load load = new Load(replicas.all, made.key())) {
      assertThat(grantedByAll(load.takeWhen(all -> grantedByAll(all) >= 90 && eachRefused(20).test(all))))
          .as("while it is there").isBetween(90, atMost(90, start));
      long stopped = System.nanoTime();
      replicas.redis.stop();
      awaitDegraded("1.0");
      List<Map<String, Integer>> away = load.takeWhen(all -> eachRefused(1).test(all)
          && all.stream().allMatch(answers -> granted(answers) >= 10));
      assertThat(away).as("each its share of 30, neither none nor all: " + away)
          .allSatisfy(answers -> assertThat(granted(answers)).isBetween(10, 30 + atMost(90, stopped) - 90))
          .allSatisfy(answers -> assertThat(answers.get("429")).isPositive());
      replicas.redis.start();
      awaitDegraded("0.0");
      assertOneLimit(60);
      load.take().forEach(ITReplicas::granted);
    }
    for (GatewayProcess gateway : replicas.all) {
      Eventually.holds(() -> lines(gateway, "Redis does not answer") == lines(gateway, "Redis answers") - 1);
      assertThat(lines(gateway, "Redis does not answer")).as("a line for each change, none for each request").isBetween(1L, 3L);
      assertThat(gateway.log()).doesNotContain(Redis.PASSWORD);
    }
  }

  private static boolean allHaveServed(List<Map<String, Integer>> all) {
    return all.stream().allMatch(answers -> answers.getOrDefault("200", 0) >= 50);
  }

  private static long lines(GatewayProcess gateway, String with) {
    return gateway.logLines().stream().filter(line -> line.contains(with)).count();
  }

  @Test
  void postgresStopsAndStartsUnderLoad() throws Exception {
    Replicas.MadeKey made = replicas.makeKey(1_000_000);
    String unknown = Gateway.KEY.replace('0', 'f');
    try (Load load = new Load(replicas.all, made.key())) {
      replicas.until(chatWith(made.key()), answer -> answer.statusCode() == 200);
      load.take();
      load.takeWhen(ITReplicas::allHaveServed); // Each gateway has heard of the key and keeps it in memory.
      replicas.stopPostgres();
      load.takeWhen(ITReplicas::allHaveServed);
      for (GatewayProcess gateway : replicas.all) {
        HttpResponse<String> cold = Replicas.chat(gateway, unknown);
        assertThat(cold.statusCode()).isEqualTo(503);
        assertThat(cold.headers().firstValue("retry-after")).contains("30");
        assertThat(gateway.management("/actuator/health/readiness").statusCode()).isEqualTo(200);
      }
      assertThat(load.takeWhen(all -> all.stream().noneMatch(Map::isEmpty))).as("a key in memory")
          .allSatisfy(answers -> assertThat(answers).containsOnlyKeys("200"));
    } finally {
      replicas.startPostgres();
    }
    try (Load load = new Load(replicas.all, made.key())) {
      for (GatewayProcess gateway : replicas.all) {
        Eventually.holds(() -> gateway.log().contains("are followed again")
            && Replicas.chat(gateway, unknown).statusCode() != 503);
      }
      assertThat(load.takeWhen(all -> all.stream().noneMatch(Map::isEmpty)))
          .allSatisfy(answers -> assertThat(answers).containsOnlyKeys("200"));
      Replicas.json(replicas.get(0).send("DELETE", "/v1/account/keys/" + made.id(), Gateway.KEY, ""));
      assertThat(replicas.until(chatWith(made.key()), answer -> answer.statusCode() == 401)).isLessThan(A_SECOND);
    }
  }
}

package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.OpenAi;
import app.orqen.it.support.Ports;
import app.orqen.it.support.Postgres;
import app.orqen.it.support.Redis;
import app.orqen.it.support.StandIn;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Budgets hold to the request: on H2 and PostgreSQL, with and without Redis, on every surface, plain and streamed. */
class ITBudgets {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final int OUTPUT = 10;
  /** What the stand-in says that a request used: as much as is set aside for it. */
  private static final String CHAT = "{\"model\":\"openai/gpt-4o\",\"api_key\":\"sk-own-canary-777777\",\"max_tokens\":" + OUTPUT
      + ",\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";
  private static final String CONVERSE = "{\"api_key\":\"sk-own-canary-777777\",\"inferenceConfig\":{\"maxTokens\":" + OUTPUT
      + "},\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"x\"}]}]}";
  private static final long INPUT = (CHAT.formatted("false").length() + 3) / 4;

  static StandIn provider;
  static StandIn hook;
  static Redis redis;
  static EmbeddedPostgres postgres;
  /** By itself, on H2. */
  static Gateway local;
  /** Two on one PostgreSQL and one Redis. */
  static Gateway first;
  static Gateway second;

  @BeforeAll
  static void start() throws Exception {
    provider = new StandIn();
    hook = new StandIn();
    hook.script((request, wire) -> wire.json(200, "{}"));
    redis = new Redis();
    int port = Ports.free();
    postgres = Postgres.start(Files.createTempDirectory("orqen-budgets"), port);
    String base = "orqen.providers.openai.base-url=" + provider.url() + "/v1";
    local = Gateway.start(base, "orqen.webhook.url=" + hook.url() + "/hook", "orqen.webhook.secret=hook-canary-11", "orqen.webhook.pause=10ms");
    String[] replica = {base, "orqen.redis-url=" + redis.url(), "orqen.redis-timeout=10s", "orqen.replicas=2",
        "spring.datasource.url=jdbc:postgresql://127.0.0.1:" + port + "/postgres", "spring.datasource.username=postgres",
        "spring.datasource.password=postgres", "orqen.vault.keys=b3JxZW4taW50ZWdyYXRpb24tdGVzdC1rZXktMzItYnk="};
    first = Gateway.start(replica);
    second = Gateway.start(replica);
  }

  @AfterAll
  static void stop() throws Exception {
    local.close();
    first.close();
    second.close();
    postgres.close();
    redis.close();
    hook.close();
    provider.close();
  }

  private static Gateway gateway(String which) {
    return which.equals("local") ? local : first;
  }

  private record Key(String id, String secret) {}

  private static Key key(Gateway gateway, String rules) throws Exception {
    HttpResponse<String> made = gateway.post("/v1/account/keys", "{\"name\":\"k\",\"rate_limit_rpm\":1000000," + rules + "}");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    JsonNode json = JSON.readTree(made.body());
    return new Key(json.get("id").asText(), json.get("key").asText());
  }

  private static HttpRequest.Builder request(Gateway gateway, Key key, String path, String body) {
    return HttpRequest.newBuilder(URI.create(gateway.url() + path)).header("Authorization", "Bearer " + key.secret)
        .header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
  }

  private static HttpResponse<String> chat(Gateway gateway, Key key) {
    return Gateway.send(request(gateway, key, "/v1/chat/completions", CHAT.formatted("false")));
  }

  private static JsonNode shown(Gateway gateway, Key key) throws Exception {
    return JSON.readTree(gateway.get("/v1/account/keys/" + key.id).body());
  }

  private static String completion(long input, long output) {
    return OpenAi.COMPLETION.replace(":9,", ":" + input + ",").replace(":2,", ":" + output + ",");
  }

  private static void answers(AtomicInteger calls) {
    provider.script((request, wire) -> {
      calls.incrementAndGet();
      wire.json(200, completion(INPUT, OUTPUT));
    });
  }

  private static BigDecimal cost(long requests) {
    return new BigDecimal("2.5").multiply(BigDecimal.valueOf(INPUT)).add(new BigDecimal("10").multiply(BigDecimal.valueOf(OUTPUT)))
        .multiply(BigDecimal.valueOf(requests)).movePointLeft(6);
  }

  private static List<HttpResponse<String>> together(int number, List<Gateway> gateways, Key key) {
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      answers.add(HTTP.sendAsync(request(gateways.get(i % gateways.size()), key, "/v1/chat/completions", CHAT.formatted("false")).build(),
          HttpResponse.BodyHandlers.ofString()));
    }
    return answers.stream().map(CompletableFuture::join).toList();
  }

  @ParameterizedTest
  @CsvSource({"local, money", "local, tokens", "shared, money", "shared, tokens"})
  void neverOneRequestMore(String which, String unit) throws Exception {
    List<Gateway> gateways = which.equals("local") ? List.of(local) : List.of(first, second);
    AtomicInteger calls = new AtomicInteger();
    answers(calls);
    Key key = key(gateways.get(0), unit.equals("money") ? "\"max_budget_usd\":" + cost(50)
        : "\"daily_token_budget\":" + 50 * (INPUT + OUTPUT));

    List<HttpResponse<String>> answers = together(200, gateways, key);

    assertThat(calls).hasValue(50);
    assertThat(answers).filteredOn(answer -> answer.statusCode() == 200).hasSize(50);
    assertThat(answers).filteredOn(answer -> answer.statusCode() == 402).hasSize(150).allSatisfy(answer -> {
      assertThat(answer.body()).contains("budget_exceeded", "invalid_request_error", "renews at");
      assertThat(answer.headers().firstValue("x-should-retry")).contains("false");
    });
    if (unit.equals("money")) {
      Eventually.holds(() -> shown(gateways.get(0), key).get("spent_usd").decimalValue().compareTo(cost(50)) == 0);
      assertThat(shown(gateways.get(0), key).get("budget_left_usd").decimalValue()).isEqualByComparingTo("0");
      assertThat(shown(gateways.get(0), key).get("budget_renews_at").asText()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "shared"})
  void whatFailsCostsNothing(String which) throws Exception {
    Gateway gateway = gateway(which);
    Key key = key(gateway, "\"max_budget_usd\":" + cost(1));
    provider.script((request, wire) -> wire.json(500, "{}"));
    assertThat(status(gateway, key, "false")).isEqualTo(500);
    provider.script((request, wire) -> wire.cut());
    assertThat(status(gateway, key, "false")).isEqualTo(502);
    provider.script((request, wire) -> wire.json(400, "{\"error\":{\"message\":\"no\",\"type\":\"invalid_request_error\"}}"));
    assertThat(status(gateway, key, "true")).isEqualTo(400);
    answers(new AtomicInteger());

    assertThat(status(gateway, key, "false")).isEqualTo(200);
    assertThat(chat(gateway, key).statusCode()).isEqualTo(402);
  }

  private static int status(Gateway gateway, Key key, String stream) {
    return Gateway.send(request(gateway, key, "/v1/chat/completions", CHAT.formatted(stream))).statusCode();
  }

  @ParameterizedTest
  @CsvSource({"local, false", "local, true", "shared, false", "shared, true"})
  void oneRequestAfterTheOtherUsesABudgetToItsEnd(String which, String stream) throws Exception {
    Gateway gateway = gateway(which);
    int requests = 40;
    long input = (CHAT.formatted(stream).length() + 3) / 4;
    // Each uses less than is set aside for it, so that the last one has room only when those before it are settled.
    Key key = key(gateway, "\"daily_token_budget\":" + (requests * input + OUTPUT));
    provider.script((request, wire) -> {
      if (request.text().contains("\"stream\":true")) {
        wire.events();
        wire.chunk(OpenAi.chunk("Hello") + OpenAi.finish() + OpenAi.usage().replace(":9,", ":" + (input - 1) + ",").replace(":2,", ":1,")
            + OpenAi.DONE);
        wire.end();
      } else {
        wire.json(200, completion(input - 1, 1));
      }
    });
    for (int i = 0; i < requests; i++) {
      assertThat(status(gateway, key, stream)).as("request %d", i).isEqualTo(200);
    }
    assertThat(status(gateway, key, stream)).as("one more").isEqualTo(402);
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "shared"})
  void aStreamThatTheClientLeavesCounts(String which) throws Exception {
    Gateway gateway = gateway(which);
    Key key = key(gateway, "\"max_budget_usd\":" + cost(1));
    String text = "a long text ".repeat(OUTPUT);
    provider.script((request, wire) -> {
      wire.events();
      wire.chunk(OpenAi.chunk(text));
      wire.awaitClose();
    });
    HttpRequest streamed = request(gateway, key, "/v1/chat/completions", CHAT.formatted("true")).build();
    try (InputStream answer = HttpClient.newHttpClient().send(streamed, HttpResponse.BodyHandlers.ofInputStream()).body()) {
      assertThat(answer.read()).isPositive();
      assertThat(chat(gateway, key).statusCode()).as("while it runs").isEqualTo(402);
    }

    Eventually.holds(() -> shown(gateway, key).get("spent_usd").decimalValue().signum() > 0);
    assertThat(chat(gateway, key).statusCode()).as("it used most of the budget").isEqualTo(402);
  }

  @ParameterizedTest
  @CsvSource({
      "/v1/chat/completions, false, invalid_request_error", "/v1/chat/completions, true, invalid_request_error",
      "/v1/messages, false, billing_error", "/v1/messages, true, billing_error",
      "/model/openai%2Fgpt-4o/converse, false, ServiceQuotaExceededException",
      "/model/openai%2Fgpt-4o/converse-stream, true, ServiceQuotaExceededException"})
  void everySurfaceIsRefusedInItsOwnWords(String path, String stream, String type) throws Exception {
    Key key = key(local, "\"max_budget_usd\":0.000000001");
    provider.script((request, wire) -> wire.json(200, OpenAi.COMPLETION));

    HttpResponse<String> answer = Gateway.send(request(local, key, path, path.startsWith("/model") ? CONVERSE : CHAT.formatted(stream)));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(402);
    assertThat(answer.body() + answer.headers().firstValue("x-amzn-errortype").orElse("")).contains(type, "budget of this key");
    assertThat(provider.requests()).isEmpty();
  }

  @Test
  void embeddingsCountAndCountsOfTokensDoNot() throws Exception {
    Key key = key(local, "\"max_budget_usd\":0.000000001");

    assertThat(Gateway.send(request(local, key, "/v1/embeddings",
        "{\"model\":\"openai/text-embedding-3-small\",\"api_key\":\"sk-own-canary-777777\",\"input\":\"x\"}")).statusCode()).isEqualTo(402);
    assertThat(Gateway.send(request(local, key, "/v1/messages/count_tokens", CHAT.formatted("false"))).statusCode()).isEqualTo(200);
  }

  @Test
  void anAccountsBudgetIsOfAllItsKeys() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    answers(calls);
    HttpResponse<String> made = operator("POST", "/v1/admin/accounts", "{\"name\":\"bounded\"}");
    JsonNode account = JSON.readTree(made.body());
    String path = "/v1/admin/accounts/" + account.get("id").asText();
    JsonNode other = JSON.readTree(operator("POST", path + "/keys", "{\"name\":\"other\"}").body());
    assertThat(operator("PATCH", path, "{\"max_budget_usd\":" + cost(2) + ",\"budget_period\":\"total\"}").statusCode()).isEqualTo(200);
    Key one = new Key("", account.get("key").asText());
    Key two = new Key("", other.get("key").asText());

    assertThat(chat(local, one).statusCode()).isEqualTo(200);
    assertThat(status(local, two, "false")).isEqualTo(200);
    HttpResponse<String> refused = chat(local, one);
    assertThat(refused.statusCode()).isEqualTo(402);
    assertThat(refused.body()).contains("budget of this account", "doesn't renew");
    Eventually.holds(() -> JSON.readTree(operator("GET", path, null).body()).get("spent_usd").decimalValue().compareTo(cost(2)) == 0);
  }

  private static HttpResponse<String> operator(String method, String path, String body) {
    return Gateway.send(HttpRequest.newBuilder(URI.create(local.url() + path)).header("Authorization", "Bearer " + Gateway.ADMIN_TOKEN)
        .header("Content-Type", "application/json")
        .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
  }

  @Test
  void aRaisedBudgetHoldsAtOnce() throws Exception {
    answers(new AtomicInteger());
    Key key = key(local, "\"max_budget_usd\":" + cost(1));
    assertThat(chat(local, key).statusCode()).isEqualTo(200);
    assertThat(chat(local, key).statusCode()).isEqualTo(402);

    Gateway.send(local.request("/v1/account/keys/" + key.id).header("Content-Type", "application/json")
        .method("PATCH", BodyPublishers.ofString("{\"max_budget_usd\":" + cost(2) + "}")));
    assertThat(chat(local, key).statusCode()).isEqualTo(200);
    assertThat(chat(local, key).statusCode()).isEqualTo(402);
  }

  @Test
  void aModelWithoutPriceCountsNothingInMoney() throws Exception {
    provider.script((request, wire) -> wire.json(200, OpenAi.COMPLETION.replace("gpt-4o-2024-08-06", "unheard-of")));
    Key key = key(local, "\"max_budget_usd\":0.000000001");

    assertThat(Gateway.send(request(local, key, "/v1/chat/completions", CHAT.formatted("false").replace("gpt-4o", "unheard-of")))
        .statusCode()).isEqualTo(200);
  }

  @Test
  void anOutageOfRedisLeavesEachReplicaItsShare() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    answers(calls);
    Key key = key(first, "\"max_budget_usd\":" + cost(20));
    together(4, List.of(first, second), key);
    Eventually.holds(() -> shown(first, key).get("spent_usd").decimalValue().compareTo(cost(4)) == 0);
    redis.stop();
    try {
      assertThat(Eventually.ask(() -> chat(first, key), answer -> answer.statusCode() == 200).statusCode()).isEqualTo(200);
      together(80, List.of(first, second), key);
      assertThat(calls.get()).isBetween(12, 20);
    } finally {
      redis.start();
    }
    int before = calls.get();
    Eventually.holds(() -> first.metrics().contains("orqen_ratelimit_degraded 0.0") && second.metrics().contains("orqen_ratelimit_degraded 0.0"));
    Eventually.holds(() -> shown(first, key).get("spent_usd").decimalValue().compareTo(cost(before)) == 0);
    together(40, List.of(first, second), key);
    assertThat(calls.get()).as("after the outage").isEqualTo(20);
  }

  @Test
  void tokensAMinuteAreTakenAndGivenBack() throws Exception {
    for (Gateway gateway : List.of(local, first)) {
      Key key = key(gateway, "\"tpm_limit\":1000");
      provider.script((request, wire) -> wire.json(200, completion(5, 5)));
      HttpResponse<String> one = chat(gateway, key);
      assertThat(one.statusCode()).as(one.body()).isEqualTo(200);
      assertThat(one.headers().firstValue("x-ratelimit-limit-tokens")).contains("1000");
      assertThat(one.headers().firstValueAsLong("x-ratelimit-remaining-tokens")).hasValue(1000 - INPUT - OUTPUT);
      assertThat(one.headers().firstValue("x-ratelimit-reset-tokens")).isPresent();
      // 10 tokens of it are used; the rest is given back.
      Eventually.holds(() -> chat(gateway, key).headers().firstValueAsLong("x-ratelimit-remaining-tokens").orElseThrow()
          >= 1000 - 2 * (INPUT + OUTPUT));

      HttpResponse<String> tooLong = Gateway.send(request(gateway, key, "/v1/chat/completions",
          CHAT.formatted("false").replace("\"max_tokens\":10", "\"max_tokens\":2000")));
      assertThat(tooLong.statusCode()).isEqualTo(400);
      assertThat(tooLong.body()).contains("request_exceeds_token_limit");

      provider.script((request, wire) -> wire.json(200, completion(5000, 5000)));
      assertThat(chat(gateway, key).statusCode()).as("it uses more than it says").isEqualTo(200);
      HttpResponse<String> refused = Eventually.ask(() -> chat(gateway, key), answer -> answer.statusCode() == 429);
      assertThat(refused.body()).contains("tokens_rate_limit_exceeded");
      assertThat(refused.headers().firstValueAsLong("retry-after").orElseThrow()).isGreaterThan(60);
    }
  }

  @Test
  void eventsAreToldOnceAndRepeatedUntilTheyAreHeard() throws Exception {
    answers(new AtomicInteger());
    Key key = key(local, "\"max_budget_usd\":" + cost(5));
    Map<String, AtomicInteger> seen = new ConcurrentHashMap<>();
    hook.script((request, wire) -> {
      JsonNode event = JSON.readTree(request.body());
      if (!event.path("key_id").asText().equals(key.id)) {
        wire.json(200, "{}");
        return;
      }
      int attempt = seen.computeIfAbsent(event.get("event").asText(), any -> new AtomicInteger()).incrementAndGet();
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec("hook-canary-11".getBytes(), "HmacSHA256"));
      boolean signed = request.header("x-orqen-signature").equals("sha256=" + HexFormat.of().formatHex(mac.doFinal(request.body())));
      wire.json(attempt == 1 ? 500 : signed ? 200 : 400, "{}");
    });
    for (int i = 0; i < 4; i++) {
      assertThat(chat(local, key).statusCode()).isEqualTo(200);
    }
    Eventually.holds(() -> seen.containsKey("budget.warning") && seen.get("budget.warning").get() == 2);
    assertThat(seen).doesNotContainKey("budget.exhausted");
    assertThat(chat(local, key).statusCode()).isEqualTo(200);
    assertThat(chat(local, key).statusCode()).isEqualTo(402);
    Eventually.holds(() -> seen.containsKey("budget.exhausted") && seen.get("budget.exhausted").get() == 2);

    JsonNode audit = JSON.readTree(local.get("/v1/account/audit?limit=100").body()).get("data");
    Map<String, Long> entries = new HashMap<>();
    audit.forEach(entry -> {
      if (entry.path("target").asText().equals(key.id)) {
        entries.merge(entry.get("action").asText(), 1L, Long::sum);
      }
    });
    assertThat(entries).containsEntry("budget.warning", 1L).containsEntry("budget.exhausted", 1L);
    assertThat(local.metrics()).contains("orqen_budget_events_total");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"max_budget_usd\":0", "\"max_budget_usd\":-1", "\"max_budget_usd\":\"5\"", "\"max_budget_usd\":0.0000000001",
      "\"budget_period\":\"1y\"", "\"daily_token_budget\":0", "\"weekly_token_budget\":1.5", "\"tpm_limit\":0",
      "\"max_parallel_requests\":0", "\"max_budget_usd\":1e30"})
  void whatIsNoBudgetIsRefused(String rule) {
    HttpResponse<String> answer = local.post("/v1/account/keys", "{\"name\":\"k\"," + rule + "}");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).contains("\"param\":\"" + rule.substring(1, rule.indexOf(':') - 1) + "\"");
  }
}

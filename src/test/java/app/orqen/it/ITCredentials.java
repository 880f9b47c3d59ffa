package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.StandIn;
import app.orqen.it.support.Wires;
import app.orqen.translate.Wire;
import app.orqen.vault.CredentialStore;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An account has several credentials of a provider. A request goes on to the next one, and later requests leave out the bad one. */
class ITCredentials {

  private static final ObjectMapper JSON = new ObjectMapper();
  /** The secrets of the credentials, by their names. */
  private static final Map<String, String> SECRETS = new TreeMap<>(Map.of("bad", "stored-canary-bad-1111", "good", "stored-canary-good-2222"));

  /** What can go wrong with a credential. */
  enum Failure {
    REFUSED("refused"),
    LIMITED("limited"),
    SERVER_ERROR(null),
    CUT(null),
    NONSENSE(null);

    /** The state that it leads to; null when it says nothing about the credential. */
    private final String state;

    Failure(String state) {
      this.state = state;
    }
  }

  /** Requests of which surely one begins with the bad credential, which takes a hundred of a hundred and one. */
  private static final int PLENTY = 50;
  private static final AtomicInteger CONVERSATIONS = new AtomicInteger();

  static StandIn provider;
  static Gateway gateway;

  @BeforeAll
  static void start() {
    provider = new StandIn();
    gateway = Gateway.start("orqen.providers.openai.base-url=" + provider.url() + "/v1",
        "orqen.providers.anthropic.base-url=" + provider.url(), "orqen.providers.gemini.base-url=" + provider.url(),
        "orqen.providers.bedrock.base-url=" + provider.url(), "orqen.api-base-allowed-hosts=127.0.0.1",
        "orqen.breaker.minimum-calls=1000", "orqen.breaker.window=1000");
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    provider.close();
  }

  @BeforeEach
  void nothingStored() {
    JdbcClient jdbc = gateway.bean(JdbcClient.class);
    for (JsonNode row : rows()) {
      Gateway.send(gateway.request("/v1/account/providers/" + row.path("provider").asText() + "?name=" + row.path("name").asText())
          .DELETE());
    }
    assertThat(jdbc.sql("select count(*) from provider_credential_named").query(Long.class).single()).isZero();
  }

  private static JsonNode json(HttpResponse<String> answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new AssertionError(answer.body(), e);
    }
  }

  private static JsonNode rows() {
    return json(gateway.get("/v1/account/providers?limit=100")).path("data");
  }

  private static JsonNode row(String name) {
    for (JsonNode row : rows()) {
      if (row.path("name").asText().equals(name)) {
        return row;
      }
    }
    throw new AssertionError("no credential " + name);
  }

  private static String id(Wire wire) {
    return Wires.model(wire).replaceAll("/.*", "");
  }

  private static void store(Wire wire, String name, int weight) {
    String secret = SECRETS.get(name);
    String fields = wire == Wire.CONVERSE
        ? "\"aws_access_key_id\":\"AKIDCANARY\",\"aws_secret_access_key\":\"" + secret + "\",\"aws_session_token\":\"session-" + secret
            + "\",\"aws_region_name\":\"" + (name.equals("bad") ? "us-east-1" : "eu-west-1") + "\""
        : "\"api_key\":\"" + secret + "\"";
    HttpResponse<String> stored = gateway.put("/v1/account/providers",
        "{\"provider\":\"" + id(wire) + "\",\"name\":\"" + name + "\",\"weight\":" + weight + "," + fields + "}");
    assertThat(stored.statusCode()).as(stored.body()).isEqualTo(200);
  }

  /** Stores both; the bad one comes first for all but one conversation in a hundred, and never after it was left out. */
  private static void storeBoth(Wire wire) {
    store(wire, "bad", 100);
    store(wire, "good", 1);
  }

  /** Returns the name of the credential that a call carries. */
  private static String who(StandIn.Request request) {
    String headers = request.headers().toString();
    return SECRETS.keySet().stream().filter(name -> headers.contains(SECRETS.get(name))).findFirst().orElse("nobody");
  }

  private static List<String> whoAll() {
    return provider.requests().stream().map(ITCredentials::who).toList();
  }

  private static void answer(Wire wire, StandIn.Request request, StandIn.Wire to) throws Exception {
    boolean stream = request.text().contains("\"stream\":true") || request.line().contains("tream");
    if (stream) {
      to.answer(200, Wires.streamType(wire), Wires.stream(wire, true));
    } else {
      to.json(200, Wires.answer(wire));
    }
  }

  private static void script(Wire wire, Failure failure) {
    provider.script((request, to) -> {
      if (!who(request).equals("bad")) {
        answer(wire, request, to);
        return;
      }
      switch (failure) {
        case REFUSED -> to.json(401, Wires.error(wire, "authentication_error", "UNAUTHENTICATED", "no " + SECRETS.get("bad")),
            "x-amzn-ErrorType: UnrecognizedClientException");
        case LIMITED -> to.json(429, Wires.error(wire, "rate_limit_error", "RESOURCE_EXHAUSTED", "slow down"), "Retry-After: 600",
            "x-amzn-ErrorType: ThrottlingException");
        case SERVER_ERROR -> to.json(500, Wires.error(wire, "api_error", "INTERNAL", "down"),
            "x-amzn-ErrorType: InternalServerException");
        case CUT -> to.cut();
        case NONSENSE -> to.answer(200, "text/html", Wires.utf8("<html>"));
      }
    });
  }

  private static final List<String> SURFACES = List.of("chat", "messages", "converse", "responses");

  /** Returns a text that begins a conversation of its own, since a conversation stays with its credential. */
  private static String hi() {
    return "hi " + CONVERSATIONS.incrementAndGet();
  }

  private static HttpResponse<String> call(String surface, Wire wire, boolean stream) {
    String model = Wires.model(wire);
    String head = "{\"model\":\"" + model + "\"," + (stream ? "\"stream\":true," : "");
    String messages = "\"messages\":[{\"role\":\"user\",\"content\":\"" + hi() + "\"}]}";
    return switch (surface) {
      case "chat" -> gateway.post("/v1/chat/completions", head + messages);
      case "messages" -> gateway.post("/v1/messages", head + "\"max_tokens\":100," + messages);
      case "responses" -> gateway.post("/v1/responses", head + "\"input\":\"" + hi() + "\"}");
      default -> gateway.post("/model/" + model.replace("/", "%2F").replace(":", "%3A") + "/converse" + (stream ? "-stream" : ""),
          "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"" + hi() + "\"}]}]}");
    };
  }

  private static HttpResponse<String> chat() {
    return call("chat", Wire.OPENAI, false);
  }

  static List<Object[]> calls() {
    List<Object[]> calls = new ArrayList<>();
    for (String surface : SURFACES) {
      for (Wire wire : Wire.values()) {
        if (!surface.equals("responses") || wire != Wire.OPENAI) { // There the stand-in would have to speak Responses.
          calls.add(new Object[] {surface, wire, false});
          calls.add(new Object[] {surface, wire, true});
        }
      }
    }
    return calls;
  }

  /** Of a hundred and one conversations one begins with the good credential; then the bad one would not be asked. */
  private static void askUntilTheBadOneFailed(String surface, Wire wire, boolean stream) {
    for (int i = 0; i < PLENTY; i++) {
      provider.requests().clear();
      HttpResponse<String> answer = call(surface, wire, stream);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).contains("Hé").doesNotContain("canary");
      assertThat(answer.headers().firstValue("retry-after")).as("what the call that failed said").isEmpty();
      assertThat(whoAll()).endsWith("good");
      if (whoAll().contains("bad")) {
        assertAttempts(answer);
        return;
      }
    }
    throw new AssertionError("the bad credential was never tried");
  }

  /** The request's row names both credentials, never their values. */
  private static void assertAttempts(HttpResponse<String> answer) {
    String id = answer.headers().firstValue("x-request-id").orElseThrow();
    try {
      JsonNode attempts = json(Eventually.ask(() -> gateway.get("/v1/account/requests/" + id), row -> row.statusCode() == 200)).path("attempts");
      assertThat(attempts).as(attempts.toString()).hasSize(2);
      assertThat(attempts.get(0).path("credential").asText()).isEqualTo("bad");
      assertThat(attempts.get(0).path("status").asInt()).isNotEqualTo(200);
      assertThat(attempts.get(1).path("credential").asText()).isEqualTo("good");
      assertThat(attempts.get(1).path("status").asInt()).isEqualTo(200);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @MethodSource("calls")
  void aRequestGoesOnToTheNextCredential(String surface, Wire wire, boolean stream) {
    for (Failure failure : Failure.values()) {
      storeBoth(wire);
      script(wire, failure);
      askUntilTheBadOneFailed(surface, wire, stream);
      assertThat(whoAll()).as(failure.toString()).doesNotHaveDuplicates();
      assertThat(row("good").path("state").asText()).isEqualTo("works");
      if (failure.state == null) {
        continue;
      }
      assertThat(row("bad").path("state").asText()).as(failure.toString()).isEqualTo(failure.state);
      provider.requests().clear();
      for (int i = 0; i < 5; i++) {
        assertThat(call(surface, wire, stream).statusCode()).isEqualTo(200);
      }
      assertThat(whoAll()).as("the bad one is left out").containsOnly("good");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void storedAgainItIsUsedAgain(boolean stream) {
    storeBoth(Wire.OPENAI);
    script(Wire.OPENAI, Failure.REFUSED);
    askUntilTheBadOneFailed("chat", Wire.OPENAI, stream);
    store(Wire.OPENAI, "bad", 100);
    assertThat(row("bad").path("state").asText()).isEqualTo("untested");
    assertThat(row("bad").path("state_at").isNull()).isTrue();
    provider.script((request, to) -> answer(Wire.OPENAI, request, to));
    for (int i = 0; i < PLENTY && !whoAll().contains("bad"); i++) {
      assertThat(call("chat", Wire.OPENAI, stream).statusCode()).isEqualTo(200);
    }
    assertThat(row("bad").path("state").asText()).isEqualTo("works");
    assertThat(row("bad").path("state_at").asText()).matches("20.*Z");
  }

  @Test
  void whenAllAreLeftOutTheSoonestIsTried() {
    storeBoth(Wire.OPENAI);
    provider.script((request, to) -> {
      if (who(request).equals("bad")) {
        to.json(401, Wires.error(Wire.OPENAI, "x", "", "no"));
      } else {
        to.json(429, Wires.error(Wire.OPENAI, "rate_limit_error", "", "slow down"), "Retry-After: 40");
      }
    });
    for (int i = 0; i < PLENTY && (row("bad").path("state_at").isNull() || row("good").path("state_at").isNull()); i++) {
      assertThat(chat().statusCode()).isIn(424, 429);
    }
    assertThat(row("bad").path("state").asText()).isEqualTo("refused");
    assertThat(row("good").path("state").asText()).isEqualTo("limited");
    provider.requests().clear();
    assertThat(chat().statusCode()).isEqualTo(429);
    assertThat(whoAll()).containsExactly("good");
  }

  @ParameterizedTest
  @CsvSource({"400,invalid_request_error", "404,not_found_error", "422,invalid_request_error"})
  void anErrorOfTheClientIsNotTriedAgain(int status, String type) {
    storeBoth(Wire.OPENAI);
    provider.script((request, to) -> to.json(status, "{\"error\":{\"message\":\"its own words\",\"type\":\"" + type
        + "\",\"param\":null,\"code\":null,\"more\":1}}"));
    for (boolean stream : new boolean[] {false, true}) {
      provider.requests().clear();
      HttpResponse<String> answer = call("chat", Wire.OPENAI, stream);
      assertThat(answer.statusCode()).isEqualTo(status);
      assertThat(answer.body()).as("the provider's own bytes").contains("its own words").contains("\"more\":1");
      assertThat(provider.requests()).hasSize(1);
    }
    assertThat(call("messages", Wire.OPENAI, false).statusCode()).isEqualTo(status);
    assertThat(provider.requests()).as("a translated error").hasSize(2);
    assertThat(row("bad").path("state").asText()).isEqualTo("untested");
  }

  @ParameterizedTest
  @MethodSource("calls")
  void nothingIsTriedAfterTheFirstContent(String surface, Wire wire, boolean stream) {
    if (!stream) {
      return;
    }
    storeBoth(wire);
    provider.script((request, to) -> to.answer(200, Wires.streamType(wire), Wires.stream(wire, false)));
    HttpResponse<String> answer = call(surface, wire, true);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("Hé");
    assertThat(provider.requests()).hasSize(1);
  }

  @Test
  void theRefusalNamesTheCredentialAndNotItsValue() {
    store(Wire.OPENAI, "bad", 1);
    script(Wire.OPENAI, Failure.REFUSED);
    HttpResponse<String> answer = chat();
    assertThat(answer.statusCode()).isEqualTo(424);
    assertThat(answer.body()).contains("('bad')").contains("***").doesNotContain("canary");
    assertThat(chat().statusCode()).as("an only credential is always tried").isEqualTo(424);
    assertThat(provider.requests()).hasSize(2);
  }

  /** A permission to call models and one to count their tokens are two, on Bedrock above all. */
  @Test
  void aCredentialThatMayNotCountIsNotRefused() {
    storeBoth(Wire.ANTHROPIC);
    provider.script((request, to) -> to.json(403, Wires.error(Wire.ANTHROPIC, "permission_error", "", "no counts")));
    HttpResponse<String> counted = gateway.post("/v1/messages/count_tokens",
        "{\"model\":\"" + Wires.model(Wire.ANTHROPIC) + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + hi() + "\"}]}");
    assertThat(counted.statusCode()).isIn(200, 424);
    assertThat(provider.requests()).isNotEmpty();
    assertThat(row("bad").path("state").asText()).isEqualTo("untested");
    assertThat(row("good").path("state").asText()).isEqualTo("untested");
  }

  @Test
  void aCredentialThatCanNotBeDecryptedIsPassedOver() {
    storeBoth(Wire.OPENAI);
    gateway.bean(JdbcClient.class).sql("update provider_credential_named set token = 'gAAAAAnonsense' where name = 'bad'").update();
    store(Wire.OPENAI, "good", 1); // the change makes the gateway read both again
    provider.script((request, to) -> answer(Wire.OPENAI, request, to));
    for (int i = 0; i < 5; i++) {
      assertThat(chat().statusCode()).isEqualTo(200);
    }
    assertThat(whoAll()).containsOnly("good");
    assertThat(row("bad").path("state").asText()).isEqualTo("broken");
    assertThat(row("bad").path("status").asText()).isEqualTo("undecryptable");
  }

  /** Two deployments of Azure at two addresses. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void azureGoesOnToItsOtherAddress(boolean stream) throws Exception {
    try (StandIn other = new StandIn()) {
      put("azure", "first", provider.url());
      put("azure", "second", other.url());
      provider.script((request, to) -> to.json(503, "{\"error\":{\"message\":\"down\",\"type\":\"x\"}}"));
      other.script((request, to) -> answer(Wire.OPENAI, request, to));
      for (int i = 0; i < 20; i++) {
        HttpResponse<String> answer = gateway.post("/v1/chat/completions", "{\"model\":\"azure/dep\"," + (stream ? "\"stream\":true," : "")
            + "\"messages\":[{\"role\":\"user\",\"content\":\"" + hi() + "\"}]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      }
      assertThat(other.requests()).hasSize(20);
      assertThat(provider.requests()).as("by even weights").isNotEmpty();
      assertThat(other.requests()).allMatch(request -> request.headers().toString().contains("canary-second")
          && !request.headers().toString().contains("canary-first"));
    }
  }

  /** The operator may have taken an address off the list since it was stored. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCredentialWhoseAddressIsNotAllowedIsPassedOver(boolean stream) {
    put("azure", "first", provider.url());
    String account = gateway.bean(JdbcClient.class).sql("select id from account").query(String.class).single();
    gateway.bean(CredentialStore.class).put(account, "azure", Map.of("api_key", "canary-forbidden-1234", "api_base", "http://forbidden.example",
        "api_version", "2024-10-21"), "…1234");
    provider.script((request, to) -> answer(Wire.OPENAI, request, to));
    for (int i = 0; i < 20; i++) {
      HttpResponse<String> answer = gateway.post("/v1/chat/completions", "{\"model\":\"azure/dep\"," + (stream ? "\"stream\":true," : "")
          + "\"messages\":[{\"role\":\"user\",\"content\":\"" + hi() + "\"}]}");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
    assertThat(provider.requests()).hasSize(20);
    assertThat(rows()).as("only the first one was tried").anyMatch(row -> row.path("state").asText().equals("works"))
        .anyMatch(row -> row.path("state").asText().equals("untested"));
  }

  private static void put(String id, String name, String url) {
    HttpResponse<String> stored = gateway.put("/v1/account/providers", "{\"provider\":\"" + id + "\",\"name\":\"" + name
        + "\",\"api_base\":\"" + url + "\",\"api_version\":\"2024-10-21\",\"api_key\":\"canary-" + name + "-1234\"}");
    assertThat(stored.statusCode()).as(stored.body()).isEqualTo(200);
  }

  @Test
  void aBreakerThatIsOpenLeavesItsCredentialOut() {
    try (Gateway quick = Gateway.start("orqen.providers.openai.base-url=" + provider.url() + "/v1", "orqen.breaker.minimum-calls=2",
        "orqen.breaker.window=2", "orqen.breaker.open=10m")) {
      for (String name : SECRETS.keySet()) {
        quick.put("/v1/account/providers", "{\"provider\":\"openai\",\"name\":\"" + name + "\",\"weight\":"
            + (name.equals("bad") ? 100 : 1) + ",\"api_key\":\"" + SECRETS.get(name) + "\"}");
      }
      script(Wire.OPENAI, Failure.SERVER_ERROR);
      String state = "";
      for (int i = 0; i < PLENTY && !state.contains("\"broken\""); i++) {
        assertThat(quick.post("/v1/chat/completions", "{\"model\":\"openai/gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"" + hi() + "\"}]}")
            .statusCode()).isEqualTo(200);
        state = quick.get("/v1/account/providers").body();
      }
      assertThat(state).contains("\"broken\"").contains("\"works\"");
      assertThat(whoAll().stream().filter("bad"::equals)).hasSize(2);
    }
  }

  /** A request that goes on holds one place and one reservation, and gives both back. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void placesAndBudgetsAreNeitherLostNorDoubled(boolean stream) throws Exception {
    storeBoth(Wire.OPENAI);
    script(Wire.OPENAI, Failure.SERVER_ERROR);
    JsonNode made = json(gateway.post("/v1/account/keys",
        "{\"name\":\"one\",\"max_parallel_requests\":1,\"max_budget_usd\":1,\"rate_limit_rpm\":100000}"));
    String id = made.path("id").asText();
    for (int i = 0; i < 10; i++) {
      HttpResponse<String> answer = Gateway.send(gateway.request("/v1/chat/completions")
          .setHeader("Authorization", "Bearer " + made.path("key").asText()).header("Content-Type", "application/json")
          .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"openai/gpt-4o\"," + (stream ? "\"stream\":true," : "")
              + "\"messages\":[{\"role\":\"user\",\"content\":\"" + hi() + "\"}]}")));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).contains("Hé");
    }
    List<JsonNode> seen = new ArrayList<>();
    Eventually.ask(() -> json(gateway.get("/v1/account/requests?key_id=" + id)).path("data"), data -> data.size() == 10)
        .forEach(seen::add);
    assertThat(seen).hasSize(10).allMatch(row -> row.path("status").asInt() == 200 && row.path("input_tokens").asInt() == 3);
    BigDecimal spent = seen.stream().map(row -> row.path("cost_usd").decimalValue())
        .reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(spent).isPositive();
    JsonNode key = Eventually.ask(() -> json(gateway.get("/v1/account/keys/" + id)),
        now -> now.path("spent_usd").decimalValue().compareTo(spent) == 0);
    assertThat(key.path("spent_usd").decimalValue()).isEqualByComparingTo(spent);
    assertThat(key.path("budget_left_usd").decimalValue()).isEqualByComparingTo(BigDecimal.ONE.subtract(spent));
  }

  @Test
  void namesAndWeightsAreChecked() {
    for (String[] wrong : new String[][] {{"\"name\":\"\"", "name"}, {"\"name\":\"A\"", "name"}, {"\"name\":\"a_b\"", "name"},
        {"\"name\":\"" + "a".repeat(41) + "\"", "name"}, {"\"name\":1", "name"}, {"\"weight\":0", "weight"}, {"\"weight\":101", "weight"},
        {"\"weight\":\"1\"", "weight"}, {"\"weight\":1.5", "weight"}}) {
      HttpResponse<String> answer = gateway.put("/v1/account/providers", "{\"provider\":\"openai\",\"api_key\":\"sk-canary-1\"," + wrong[0] + "}");
      assertThat(answer.statusCode()).as(wrong[0]).isEqualTo(400);
      assertThat(json(answer).at("/error/param").asText()).isEqualTo(wrong[1]);
    }
    for (int i = 0; i < 50; i++) {
      assertThat(gateway.put("/v1/account/providers", "{\"provider\":\"openai\",\"name\":\"n" + i + "\",\"api_key\":\"sk-canary-1\"}")
          .statusCode()).isEqualTo(200);
    }
    HttpResponse<String> one = gateway.put("/v1/account/providers", "{\"provider\":\"openai\",\"name\":\"more\",\"api_key\":\"sk-canary-1\"}");
    assertThat(one.statusCode()).isEqualTo(400);
    assertThat(one.body()).contains("50");
    assertThat(gateway.put("/v1/account/providers", "{\"provider\":\"openai\",\"name\":\"n7\",\"api_key\":\"sk-canary-2\"}").statusCode())
        .as("replacing one needs no room").isEqualTo(200);
    assertThat(rows()).hasSize(50);
    JsonNode page = json(gateway.get("/v1/account/providers?limit=20"));
    assertThat(json(gateway.get("/v1/account/providers?limit=20&after=" + page.path("next_cursor").asText())).path("data").get(0)
        .path("name").asText()).isEqualTo("n27");
    assertThat(Gateway.send(gateway.request("/v1/account/providers/openai").DELETE()).statusCode()).as("no 'default'").isEqualTo(404);
    assertThat(json(Gateway.send(gateway.request("/v1/account/providers/openai?name=n7").DELETE())).path("name").asText()).isEqualTo("n7");
    assertThat(Gateway.send(gateway.request("/v1/account/providers/openai?name=n7").DELETE()).statusCode()).isEqualTo(404);
  }

  /** What a replica writes is what another one, and the next start, reads. */
  @Test
  void theDatabaseKnowsTheState() throws Exception {
    store(Wire.OPENAI, "bad", 1);
    script(Wire.OPENAI, Failure.REFUSED);
    chat();
    JdbcClient jdbc = gateway.bean(JdbcClient.class);
    Eventually.holds(() -> "refused".equals(jdbc.sql("select coalesce(state, '') from provider_credential_named where name = 'bad'")
        .query(String.class).single()));
    jdbc.sql("update provider_credential_named set state = 'works', state_at = dateadd(minute, 1, now()) where name = 'bad'").update();
    assertThat(row("bad").path("state").asText()).as("what another replica saw later").isEqualTo("works");
    store(Wire.OPENAI, "bad", 1);
    assertThat(row("bad").path("state").asText()).isEqualTo("untested");
  }
}

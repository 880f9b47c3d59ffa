package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a key opens, from where, which models it may use, and how its secret is changed. */
class ITKeyRules {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CHAT = "{\"model\":\"%s\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";
  private static final String CONVERSE = "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"x\"}]}]}";

  static Gateway gateway;

  @BeforeAll
  static void start() {
    gateway = Gateway.start("orqen.models.aliases.short=echo/long");
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static JsonNode make(String rules) throws Exception {
    HttpResponse<String> made = gateway.post("/v1/account/keys", "{\"name\":\"k\"," + rules + "}");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    return JSON.readTree(made.body());
  }

  private static String key(String rules) throws Exception {
    return make(rules).get("key").asText();
  }

  private static HttpResponse<String> call(String key, String method, String path, String body) {
    return Gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + path)).header("Authorization", "Bearer " + key)
        .header("Content-Type", "application/json")
        .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
  }

  private static void assertCode(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains(code);
  }

  private static HttpResponse<String> chat(String key, String model) {
    return call(key, "POST", "/v1/chat/completions", CHAT.formatted(model));
  }

  @Test
  void aKeyForModelsIsNoAdministrator() throws Exception {
    String key = key("\"scope\":\"models\"");

    assertThat(chat(key, "echo/x").statusCode()).isEqualTo(200);
    assertThat(call(key, "GET", "/v1/models", null).statusCode()).isEqualTo(200);
    assertThat(call(key, "POST", "/v1/messages/count_tokens", CHAT.formatted("echo/x")).statusCode()).isEqualTo(200);
    assertThat(call(key, "POST", "/model/echo%2Fx/converse", CONVERSE).statusCode()).isEqualTo(200);
    for (String path : new String[] {"/v1/account/me", "/v1/account/keys", "/v1/keys", "/v1/usage/summary", "/v1/requests",
        "/v1/account/providers", "/v1/account/audit", "/v1/account", "/v1/%61ccount/me", "/v1/account;x=1/me"}) {
      assertThat(call(key, "GET", path, null).statusCode()).as(path).isIn(400, 403, 404);
      assertThat(call(key, "GET", path, null).body()).as(path).doesNotContain("\"object\":\"list\"").doesNotContain("acc_");
    }
    assertCode(call(key, "POST", "/v1/account/keys", "{\"name\":\"more\",\"rate_limit_rpm\":100000}"), 403, "scope_not_allowed");
    assertCode(call(key, "DELETE", "/v1/account/providers/openai", null), 403, "scope_not_allowed");
    assertCode(call(key, "DELETE", "/v1/account/me", null), 403, "scope_not_allowed");
    assertThat(call(key, "GET", "/v1/account/me", null).headers().firstValue("x-should-retry")).contains("false");
  }

  @Test
  void aKeyForReadingChangesNothingAndCallsNoModel() throws Exception {
    String key = key("\"scope\":\"read\"");

    assertThat(call(key, "GET", "/v1/account/keys", null).statusCode()).isEqualTo(200);
    assertThat(call(key, "GET", "/v1/usage/summary", null).statusCode()).isEqualTo(200);
    assertCode(call(key, "POST", "/v1/account/keys", "{\"name\":\"more\"}"), 403, "scope_not_allowed");
    assertCode(chat(key, "echo/x"), 403, "scope_not_allowed");
    assertCode(call(key, "GET", "/v1/models", null), 403, "scope_not_allowed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"models", "read"})
  void onlyAKeyForEverythingSignsIn(String scope) throws Exception {
    HttpResponse<String> answer = Gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + "/ui/sign-in"))
        .header("Content-Type", "application/x-www-form-urlencoded").header("Origin", gateway.url())
        .POST(BodyPublishers.ofString("key=" + URLEncoder.encode(key("\"scope\":\"" + scope + "\""), StandardCharsets.UTF_8))));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
    assertThat(answer.body()).contains("sign in");
    assertThat(answer.headers().firstValue("set-cookie")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
      "127.0.0.0/8, true", "127.0.0.1/32, true", "10.0.0.0/8, false", "2001:db8::/32, false"})
  void aKeyHoldsOnlyInItsNetworks(String network, boolean allowed) throws Exception {
    HttpResponse<String> answer = chat(key("\"allowed_networks\":[\"" + network + "\"]"), "echo/x");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(allowed ? 200 : 403);
    assertThat(answer.body().contains("network_not_allowed")).isEqualTo(!allowed);
  }

  @ParameterizedTest
  @CsvSource({
      "echo/x, echo/x, true", "echo/x, echo/y, false", "echo/*, echo/y, true", "*, echo/y, true", "openai/*, echo/y, false",
      "short, short, true", "echo/long, short, true", "echo/short, short, false", "echo/lon*, short, true", "ech, echo/y, false"})
  void aKeyUsesOnlyItsModels(String pattern, String model, boolean allowed) throws Exception {
    String key = key("\"allowed_models\":[\"" + pattern + "\"]");

    HttpResponse<String> chat = chat(key, model);
    assertThat(chat.statusCode()).as(chat.body()).isEqualTo(allowed ? 200 : 403);
    assertThat(chat.body().contains("model_not_allowed")).isEqualTo(!allowed);
    assertThat(call(key, "POST", "/v1/messages", CHAT.formatted(model)).statusCode()).isEqualTo(chat.statusCode());
    assertThat(call(key, "POST", "/v1/messages/count_tokens", CHAT.formatted(model)).statusCode()).isEqualTo(chat.statusCode());
    assertThat(call(key, "POST", "/model/" + model.replace("/", "%2F") + "/converse", CONVERSE).statusCode())
        .isEqualTo(chat.statusCode());
    HttpResponse<String> streamed = call(key, "POST", "/v1/chat/completions",
        CHAT.formatted(model).replace("\"max_tokens\"", "\"stream\":true,\"max_tokens\""));
    assertThat(streamed.statusCode()).isEqualTo(chat.statusCode());
  }

  @Test
  void theListOfModelsHasOnlyThoseOfTheKey() throws Exception {
    String none = key("\"allowed_models\":[\"openai/*\"]");
    String echo = key("\"allowed_models\":[\"echo/*\"]");

    assertThat(JSON.readTree(call(none, "GET", "/v1/models", null).body()).get("data")).isEmpty();
    assertThat(call(none, "GET", "/v1/models/echo/echo", null).statusCode()).isEqualTo(404);
    assertThat(call(echo, "GET", "/v1/models", null).body()).contains("echo/echo");
    assertThat(Gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + "/v1/models")).header("x-api-key", none)
        .header("anthropic-version", "2023-06-01")).body()).contains("\"first_id\":null");
  }

  @Test
  void anAccountBoundsAllOfItsKeys() throws Exception {
    JsonNode made = JSON.readTree(operator("POST", "/v1/admin/accounts", "{\"name\":\"bounded\"}").body());
    String path = "/v1/admin/accounts/" + made.get("id").asText();
    JsonNode another = JSON.readTree(operator("POST", path + "/keys", "{\"name\":\"by the operator\",\"scope\":\"models\"}").body());
    assertThat(chat(another.get("key").asText(), "echo/x").statusCode()).isEqualTo(200);

    assertThat(operator("PATCH", path, "{\"allowed_models\":[\"openai/*\"]}").statusCode()).isEqualTo(200);

    assertThat(JSON.readTree(operator("GET", path, null).body()).get("allowed_models").get(0).asText()).isEqualTo("openai/*");
    assertCode(chat(another.get("key").asText(), "echo/x"), 403, "model_not_allowed");
    assertCode(chat(made.get("key").asText(), "echo/x"), 403, "model_not_allowed");
    assertThat(operator("PATCH", path, "{\"allowed_models\":null}").statusCode()).isEqualTo(200);
    assertThat(chat(made.get("key").asText(), "echo/x").statusCode()).isEqualTo(200);
  }

  private static HttpResponse<String> operator(String method, String path, String body) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway.url() + path))
        .header("Authorization", "Bearer " + Gateway.ADMIN_TOKEN).header("Content-Type", "application/json");
    return Gateway.send(request.method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
  }

  private static String rotate(String id, int overlap) throws Exception {
    HttpResponse<String> answer = gateway.post("/v1/account/keys/" + id + "/rotate", "{\"overlap_seconds\":" + overlap + "}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body()).get("key").asText();
  }

  @Test
  void aRotatedKeyOverlaps() throws Exception {
    JsonNode made = make("\"scope\":\"models\"");
    String first = made.get("key").asText();
    assertThat(chat(first, "echo/x").statusCode()).isEqualTo(200);

    String second = rotate(made.get("id").asText(), 3600);
    assertThat(chat(first, "echo/x").statusCode()).as("within the overlap").isEqualTo(200);
    assertThat(chat(second, "echo/x").statusCode()).isEqualTo(200);

    String third = rotate(made.get("id").asText(), 3600);
    assertThat(chat(first, "echo/x").statusCode()).as("the oldest").isEqualTo(401);
    assertThat(chat(second, "echo/x").statusCode()).isEqualTo(200);

    String fourth = rotate(made.get("id").asText(), 0);
    assertThat(chat(second, "echo/x").statusCode()).isEqualTo(401);
    assertThat(chat(third, "echo/x").statusCode()).isEqualTo(401);
    assertThat(chat(fourth, "echo/x").statusCode()).isEqualTo(200);
  }

  @Test
  void anOverlapEnds() throws Exception {
    JsonNode made = make("\"scope\":\"models\"");
    String first = made.get("key").asText();
    rotate(made.get("id").asText(), 1);

    Eventually.holds(() -> chat(first, "echo/x").statusCode() == 401);
  }

  @Test
  void aRevokedKeyEndsWithBothSecrets() throws Exception {
    JsonNode made = make("\"scope\":\"models\"");
    String second = rotate(made.get("id").asText(), 3600);
    assertThat(chat(made.get("key").asText(), "echo/x").statusCode()).isEqualTo(200);
    assertThat(chat(second, "echo/x").statusCode()).isEqualTo(200);

    call(Gateway.KEY, "DELETE", "/v1/account/keys/" + made.get("id").asText(), null);

    assertThat(chat(made.get("key").asText(), "echo/x").statusCode()).isEqualTo(401);
    assertThat(chat(second, "echo/x").statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"scope\":\"admin\"", "\"scope\":null", "\"allowed_models\":[]", "\"allowed_models\":[\"a*b\"]",
      "\"allowed_models\":[\"\"]", "\"allowed_models\":\"x\"", "\"allowed_models\":[1]", "\"allowed_networks\":[\"10.0.0.0\"]",
      "\"allowed_networks\":[\"10.0.0.0/33\"]", "\"allowed_networks\":[\"localhost/8\"]", "\"allowed_networks\":[\"::/129\"]"})
  void whatIsNoRuleIsRefused(String rule) {
    HttpResponse<String> answer = gateway.post("/v1/account/keys", "{\"name\":\"k\"," + rule + "}");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).contains("\"param\":\"" + rule.substring(1, rule.indexOf(':') - 1) + "\"");
  }

  @Test
  void aChangeHoldsAtOnce() throws Exception {
    JsonNode made = make("\"allowed_models\":[\"echo/*\"]");
    String key = made.get("key").asText();
    assertThat(chat(key, "echo/x").statusCode()).isEqualTo(200);

    call(Gateway.KEY, "PATCH", "/v1/account/keys/" + made.get("id").asText(), "{\"allowed_models\":[\"openai/*\"]}");
    assertThat(chat(key, "echo/x").statusCode()).isEqualTo(403);

    call(Gateway.KEY, "PATCH", "/v1/account/keys/" + made.get("id").asText(), "{\"allowed_models\":null,\"scope\":\"read\"}");
    assertCode(chat(key, "echo/x"), 403, "scope_not_allowed");
  }
}

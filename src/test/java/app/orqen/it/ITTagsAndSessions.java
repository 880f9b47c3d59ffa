package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.OpenAi;
import app.orqen.it.support.StandIn;
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

/** The labels of requests, and the limits of a session. */
class ITTagsAndSessions {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BODY = "{\"model\":\"openai/gpt-4o\",\"api_key\":\"sk-own-canary-777777\",\"max_tokens\":9,%s"
      + "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";

  static StandIn provider;
  static Gateway gateway;

  @BeforeAll
  static void start() {
    provider = new StandIn();
    gateway = Gateway.start("orqen.providers.openai.base-url=" + provider.url() + "/v1");
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    provider.close();
  }

  private static JsonNode key(String rules) throws Exception {
    HttpResponse<String> made = gateway.post("/v1/account/keys", "{\"name\":\"k\"," + rules + "}");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    return JSON.readTree(made.body());
  }

  private static HttpRequest.Builder request(JsonNode key, String path, String fields) {
    return HttpRequest.newBuilder(URI.create(gateway.url() + path)).header("Authorization", "Bearer " + key.get("key").asText())
        .header("Content-Type", "application/json").POST(BodyPublishers.ofString(BODY.formatted(fields)));
  }

  private static JsonNode data(String path) throws Exception {
    HttpResponse<String> answer = gateway.get(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body()).get("data");
  }

  private static JsonNode row(JsonNode key) throws Exception {
    return Eventually.ask(() -> data("/v1/account/requests?key_id=" + key.get("id").asText()), rows -> rows.size() == 1).get(0);
  }

  @Test
  void aRowHasTheTagsOfKeyHeaderAndUserInThisOrder() throws Exception {
    JsonNode key = key("\"tags\":[\"team a\",\"100%_sure\"]");
    provider.script((request, wire) -> wire.json(200, OpenAi.COMPLETION));
    HttpResponse<String> answer = Gateway.send(request(key, "/v1/chat/completions",
        "\"user\":\"u-1\",\"metadata\":{\"job\":\"night\",\"n\":7},").header("x-orqen-tags", "b, c,, b"));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(provider.last().header("x-orqen-tags")).isNull();

    JsonNode row = row(key);
    assertThat(row.get("tags").toString()).isEqualTo("[\"team a\",\"100%_sure\",\"b\",\"c\",\"user:u-1\",\"job:night\",\"n:7\"]");
    assertThat(data("/v1/account/requests?tag=" + URLEncoder.encode("100%_sure", StandardCharsets.UTF_8))).hasSize(1);
    assertThat(data("/v1/account/requests?tag=team")).as("only whole tags").isEmpty();
    assertThat(data("/v1/account/requests?tag=100%25xsure")).isEmpty();
    assertThat(data("/v1/account/usage/by-tag?limit=100")).anySatisfy(tag -> {
      assertThat(tag.get("tag").asText()).isEqualTo("job:night");
      assertThat(tag.get("requests").asLong()).isEqualTo(1);
      assertThat(tag.get("cost_usd").decimalValue()).isPositive();
    });
    assertThat(data("/v1/account/usage/hourly")).isNotEmpty();
  }

  @Test
  void anthropicsUserIsATagAndOnlyEightAreKept() throws Exception {
    JsonNode key = key("\"tags\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\"]");
    provider.script((request, wire) -> wire.json(200, OpenAi.COMPLETION));
    String user = "u".repeat(80);
    Gateway.send(request(key, "/v1/messages", "\"metadata\":{\"user_id\":\"" + user + "\"},").header("x-orqen-tags", "7"));
    assertThat(row(key).get("tags").toString())
        .isEqualTo("[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"user:" + user.substring(0, 55) + "\"]");

    JsonNode full = key("\"tags\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\"]");
    Gateway.send(request(full, "/v1/chat/completions", "").header("x-orqen-tags", "9"));
    assertThat(row(full).get("tags")).hasSize(8);
  }

  @Test
  void aTagThatIsTooLongIsRefused() throws Exception {
    JsonNode key = key("\"tags\":[]");
    HttpResponse<String> answer = Gateway.send(request(key, "/v1/chat/completions", "").header("x-orqen-tags", "x".repeat(61)));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("\"param\":\"x-orqen-tags\"");
    for (String tags : new String[] {"[\"a,b\"]", "[\"\"]", "[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\"]", "\"a\"", "null"}) {
      assertThat(gateway.post("/v1/account/keys", "{\"name\":\"k\",\"tags\":" + tags + "}").statusCode()).as(tags).isEqualTo(400);
    }
  }

  @ParameterizedTest
  @CsvSource({"'\"max_session_requests\":2', 2", "'\"max_session_usd\":0.0005', 2"})
  void aSessionHasAnEnd(String rule, int most) throws Exception {
    JsonNode key = key(rule);
    // 9 tokens of input and 19 of output are 0.0002125 USD; a request sets about 0.00017 USD aside.
    provider.script((request, wire) -> wire.json(200, OpenAi.COMPLETION.replace(":2,", ":19,")));
    int passed = 0;
    HttpResponse<String> answer = Gateway.send(request(key, "/v1/chat/completions", "").header("X-Orqen-Session-Id", "one"));
    while (answer.statusCode() == 200 && passed < 10) {
      passed++;
      answer = Gateway.send(request(key, "/v1/chat/completions", "").header("X-Orqen-Session-Id", "one"));
    }
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(402);
    assertThat(passed).isEqualTo(most);
    assertThat(answer.body()).contains("budget_exceeded", "this session", "new session");

    assertThat(Gateway.send(request(key, "/v1/messages", "").header("X-Claude-Code-Session-Id", "two")).statusCode()).isEqualTo(200);
    assertThat(Gateway.send(request(key, "/v1/chat/completions", "")).statusCode()).as("in no session").isEqualTo(200);
  }
}

package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An agent that repeats one tool call: marked or stopped before the bill, on every surface, plain and streamed. */
class ITRunaway {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String OPENAI_TURN = """
      {"role":"assistant","content":null,"tool_calls":[{"id":"call_%1$d","type":"function","function":{"name":"poll","arguments":"{}"}}]},
      {"role":"tool","tool_call_id":"call_%1$d","content":"pending"}""";
  private static final String ANTHROPIC_TURN = """
      {"role":"assistant","content":[{"type":"tool_use","id":"toolu_%1$d","name":"poll","input":{}}]},
      {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_%1$d","content":"pending"}]}""";
  private static final String CONVERSE_TURN = """
      {"role":"assistant","content":[{"toolUse":{"toolUseId":"t%1$d","name":"poll","input":{}}}]},
      {"role":"user","content":[{"toolResult":{"toolUseId":"t%1$d","content":[{"text":"pending"}]}}]}""";
  private static final String RESPONSES_TURN = """
      {"type":"function_call","call_id":"c%1$d","name":"poll","arguments":"{}"},{"type":"function_call_output","call_id":"c%1$d","output":"pending"}""";

  static Gateway gateway;
  static String warned;
  static String stopped;

  @BeforeAll
  static void start() throws Exception {
    gateway = Gateway.start();
    warned = key("\"runaway_repeats\":3");
    stopped = key("\"runaway\":\"stop\",\"runaway_repeats\":3");
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static String key(String rules) throws Exception {
    HttpResponse<String> made = gateway.post("/v1/account/keys", "{\"name\":\"k\"," + rules + "}");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    return JSON.readTree(made.body()).get("key").asText();
  }

  private static String path(String surface, boolean streamed) {
    return switch (surface) {
      case "openai" -> "/v1/chat/completions";
      case "anthropic" -> "/v1/messages";
      case "converse" -> "/model/echo%2Fx/converse" + (streamed ? "-stream" : "");
      case "invoke" -> "/model/echo%2Fx/invoke" + (streamed ? "-with-response-stream" : "");
      default -> "/v1/responses";
    };
  }

  private static String body(String surface, boolean streamed, int times) {
    String form = switch (surface) {
      case "openai" -> OPENAI_TURN;
      case "anthropic", "invoke" -> ANTHROPIC_TURN;
      case "converse" -> CONVERSE_TURN;
      default -> RESPONSES_TURN;
    };
    String turns = String.join(",", IntStream.range(0, times).mapToObj(form::formatted).toList());
    String user = surface.equals("converse") ? "{\"role\":\"user\",\"content\":[{\"text\":\"x\"}]}" : "{\"role\":\"user\",\"content\":\"x\"}";
    String stream = ",\"stream\":" + streamed;
    return switch (surface) {
      case "openai" -> "{\"model\":\"echo/x\",\"messages\":[" + user + "," + turns + "]" + stream + "}";
      case "anthropic" -> "{\"model\":\"echo/x\",\"max_tokens\":9,\"messages\":[" + user + "," + turns + "]" + stream + "}";
      case "converse" -> "{\"messages\":[" + user + "," + turns + "]}";
      case "invoke" -> "{\"anthropic_version\":\"bedrock-2023-05-31\",\"max_tokens\":9,\"messages\":[" + user + "," + turns + "]}";
      default -> "{\"model\":\"echo/x\",\"input\":[" + user + "," + turns + "]" + stream + "}";
    };
  }

  private static HttpResponse<String> call(String key, String surface, boolean streamed, int times) {
    return post(key, path(surface, streamed), body(surface, streamed, times));
  }

  private static HttpResponse<String> post(String key, String path, String body) {
    return Gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + path)).header("Authorization", "Bearer " + key)
        .header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
  }

  @ParameterizedTest
  @CsvSource({"openai, false", "openai, true", "anthropic, false", "anthropic, true", "converse, false", "converse, true",
    "invoke, false", "invoke, true", "responses, false", "responses, true"})
  void aWarnedKeyIsMarkedFromTheNthRepetition(String surface, boolean streamed) throws Exception {
    HttpResponse<String> before = call(warned, surface, streamed, 2);
    HttpResponse<String> answer = call(warned, surface, streamed, 3);

    assertThat(before.statusCode()).as(before.body()).isEqualTo(200);
    assertThat(before.headers().firstValue("x-orqen-runaway")).isEmpty();
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("x-orqen-runaway")).contains("poll");
    assertThat(gateway.row(answer).get("runaway").asText()).isEqualTo("poll");
    assertThat(gateway.row(before).get("runaway").isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"openai, false, invalid_request_error", "openai, true, invalid_request_error", "anthropic, false, invalid_request_error",
    "anthropic, true, invalid_request_error", "converse, false, ValidationException", "converse, true, ValidationException",
    "invoke, false, ValidationException", "invoke, true, ValidationException", "responses, false, invalid_request_error",
    "responses, true, invalid_request_error"})
  void aStoppedKeyIsRefusedInTheSurfacesOwnForm(String surface, boolean streamed, String type) throws Exception {
    assertThat(call(stopped, surface, streamed, 2).statusCode()).isEqualTo(200);
    HttpResponse<String> answer = call(stopped, surface, streamed, 4);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
    assertThat(answer.body()).contains("'poll' 4 times").contains("new session");
    assertThat(answer.body() + answer.headers().firstValue("x-amzn-errortype").orElse("")).contains(type);
    assertThat(answer.headers().firstValue("x-should-retry")).contains("false");
    assertThat(gateway.row(answer).get("error_code").asText()).isEqualTo("runaway_stopped");
    assertThat(gateway.row(answer).get("runaway").asText()).isEqualTo("poll");
    assertThat(gateway.row(answer).get("cost_usd").decimalValue()).isZero();
  }

  @Test
  void aKeyMayTurnItOffAndAKeyWarnsByDefault() throws Exception {
    JsonNode made = JSON.readTree(gateway.post("/v1/account/keys", "{\"name\":\"k\"}").body());
    assertThat(made.get("runaway").asText()).isEqualTo("warn");
    assertThat(made.get("runaway_repeats").asInt()).isEqualTo(5);
    String key = made.get("key").asText();

    assertThat(call(key, "openai", false, 4).headers().firstValue("x-orqen-runaway")).isEmpty();
    assertThat(call(key, "openai", false, 5).headers().firstValue("x-orqen-runaway")).contains("poll");
    HttpResponse<String> off = Gateway.send(gateway.request("/v1/account/keys/" + made.get("id").asText())
        .header("Content-Type", "application/json").method("PATCH", BodyPublishers.ofString("{\"runaway\":\"off\"}")));
    assertThat(off.statusCode()).as(off.body()).isEqualTo(200);
    Eventually.holds(() -> call(key, "openai", false, 50).headers().firstValue("x-orqen-runaway").isEmpty());
  }

  @ParameterizedTest
  @CsvSource({"'\"runaway\":\"never\"', runaway", "'\"runaway\":null', runaway", "'\"runaway_repeats\":1', runaway_repeats",
    "'\"runaway_repeats\":101', runaway_repeats", "'\"runaway_repeats\":null', runaway_repeats"})
  void otherValuesAreRefused(String rules, String param) throws Exception {
    HttpResponse<String> made = gateway.post("/v1/account/keys", "{\"name\":\"k\"," + rules + "}");

    assertThat(made.statusCode()).isEqualTo(400);
    assertThat(JSON.readTree(made.body()).get("error").get("param").asText()).isEqualTo(param);
  }

  @Test
  void aToolsOwnNameFitsAHeader() {
    String turns = String.join(",", IntStream.range(0, 3).mapToObj(OPENAI_TURN::formatted).toList()).replace("poll", "péage\\r\\nx: y");

    HttpResponse<String> answer = post(warned, "/v1/chat/completions", "{\"model\":\"echo/x\",\"messages\":[" + turns + "]}");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("x-orqen-runaway")).contains("p?age??x: y");
  }

  @Test
  void aCountOfTokensIsNeverStopped() {
    HttpResponse<String> answer = post(stopped, "/v1/messages/count_tokens", body("anthropic", false, 5).replace("\"max_tokens\":9,", "")
        .replace(",\"stream\":false", ""));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }
}

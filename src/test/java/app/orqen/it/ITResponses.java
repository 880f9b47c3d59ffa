package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.Sdks;
import app.orqen.it.support.StandIn;
import app.orqen.it.support.ToolCalls;
import app.orqen.it.support.Wires;
import app.orqen.translate.Wire;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.openai.core.JsonValue;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The Responses API towards providers of every other wire, by the official SDK and by hand. */
class ITResponses {

  private static final String SECRET = "provider-canary-5151";
  private static final Map<String, String> AWS = Map.of("aws_access_key_id", "AKIDCANARY", "aws_secret_access_key", SECRET,
      "aws_region_name", "eu-west-1");
  private static final ObjectMapper JSON = new ObjectMapper();

  private static StandIn provider;
  private static Gateway gateway;
  private static Sdks sdks;

  @BeforeAll
  static void start() {
    provider = new StandIn();
    gateway = Gateway.start("orqen.providers.groq.base-url=" + provider.url() + "/v1",
        "orqen.providers.anthropic.base-url=" + provider.url(), "orqen.providers.gemini.base-url=" + provider.url(),
        "orqen.providers.bedrock.base-url=" + provider.url(), "orqen.breaker.minimum-calls=1000",
        "orqen.breaker.window=1000");
    sdks = new Sdks(gateway.url());
  }

  @AfterAll
  static void stop() throws Exception {
    sdks.close();
    gateway.close();
    provider.close();
  }

  private static String model(Wire wire) {
    return wire == Wire.OPENAI ? "groq/llama" : Wires.model(wire);
  }

  private static ResponseCreateParams params(Wire wire) {
    ResponseCreateParams.Builder params = ResponseCreateParams.builder().model(model(wire)).input("hi")
        .addTool(FunctionTool.builder().name("weather").strict(false)
            .parameters(FunctionTool.Parameters.builder().putAdditionalProperty("type", JsonValue.from("object")).build()).build());
    if (wire == Wire.CONVERSE) {
      AWS.forEach((name, value) -> params.putAdditionalBodyProperty(name, JsonValue.from(value)));
    } else {
      params.putAdditionalBodyProperty("api_key", JsonValue.from(SECRET));
    }
    return params.build();
  }

  private static String body(Wire wire, String more) {
    try {
      StringBuilder credentials = new StringBuilder();
      for (var field : (wire == Wire.CONVERSE ? AWS : Map.of("api_key", SECRET)).entrySet()) {
        credentials.append(",").append(JSON.writeValueAsString(field.getKey())).append(":").append(JSON.writeValueAsString(field.getValue()));
      }
      return "{\"model\":\"" + model(wire) + "\",\"input\":\"hi\"" + credentials + more + "}";
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void streams(Wire wire, boolean whole) {
    provider.script((request, socket) -> {
      socket.raw("HTTP/1.1 200 OK\r\nContent-Type: " + Wires.streamType(wire) + "\r\nConnection: close\r\n\r\n");
      socket.raw(Wires.stream(wire, whole));
      socket.close();
    });
  }

  private static void checkRow(HttpResponse<String> answer, boolean stream) throws Exception {
    String id = answer.headers().firstValue("x-request-id").orElseThrow();
    HttpResponse<String> found = Eventually.ask(() -> gateway.get("/v1/account/requests/" + id), row -> row.statusCode() == 200);
    JsonNode row = JSON.readTree(found.body());
    assertThat(row.get("surface").asText()).isEqualTo("responses");
    assertThat(row.get("input_tokens").asInt()).isEqualTo(3);
    assertThat(row.get("output_tokens").asInt()).isEqualTo(4);
    assertThat(row.get("stream").asBoolean()).isEqualTo(stream);
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void theSdkReadsAPlainAnswer(Wire wire) {
    provider.script((request, socket) -> socket.json(200, Wires.answer(wire)));
    Response response = sdks.openAi.responses().create(params(wire));
    assertThat(response.status()).contains(ResponseStatus.COMPLETED);
    assertThat(response.output().get(0).asMessage().content().get(0).asOutputText().text()).isEqualTo("Hé");
    var call = response.output().get(1).asFunctionCall();
    assertThat(call.callId()).isEqualTo("t1");
    assertThat(call.name()).isEqualTo("weather");
    assertThat(call.arguments()).isEqualTo(Wires.TOOL_ARGS);
    assertThat(response.usage().orElseThrow().inputTokens()).isEqualTo(3);
    assertThat(response.validate()).isNotNull();
    assertThat(provider.last().text()).doesNotContain(SECRET);
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void theSdkReadsAStream(Wire wire) {
    streams(wire, true);
    ResponseAccumulator accumulator = ResponseAccumulator.create();
    List<ResponseStreamEvent> events = new ArrayList<>();
    try (var stream = sdks.openAi.responses().createStreaming(params(wire))) {
      stream.stream().peek(accumulator::accumulate).forEach(events::add);
    }
    events.forEach(event -> assertThat(event.validate()).isNotNull());
    Response response = accumulator.response();
    assertThat(events.get(events.size() - 1).isCompleted()).isTrue();
    assertThat(response.output().get(0).asMessage().content().get(0).asOutputText().text()).isEqualTo("Hé");
    assertThat(response.output().get(1).asFunctionCall().arguments()).isEqualTo(Wires.TOOL_ARGS);
    assertThat(response.usage().orElseThrow().outputTokens()).isEqualTo(4);
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void usageIsCounted(Wire wire) throws Exception {
    provider.script((request, socket) -> socket.json(200, Wires.answer(wire)));
    checkRow(gateway.post("/v1/responses", body(wire, "")), false);
    streams(wire, true);
    checkRow(gateway.post("/v1/responses", body(wire, ",\"stream\":true")), true);
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void aStreamThatBreaksOffFails(Wire wire) {
    streams(wire, false);
    String events = gateway.post("/v1/responses", body(wire, ",\"stream\":true")).body();
    assertThat(events).contains("event: response.failed").doesNotContain("response.completed").endsWith("\n\n");
    assertThat(events.substring(events.lastIndexOf("event: "))).startsWith("event: response.failed");
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void aProvidersErrorHasOpenAisForm(Wire wire) {
    provider.script((request, socket) -> socket.json(429, Wires.error(wire, "rate_limit_error", "RESOURCE_EXHAUSTED", "slow down")));
    for (String stream : new String[] {"", ",\"stream\":true"}) {
      HttpResponse<String> answer = gateway.post("/v1/responses", body(wire, stream));
      assertThat(answer.statusCode()).isEqualTo(429);
      assertThat(answer.body()).startsWith("{\"error\":{\"message\":\"slow down\"");
    }
    assertThatThrownBy(() -> sdks.openAi.responses().create(params(wire)))
        .isInstanceOf(com.openai.errors.RateLimitException.class);
  }

  @Test
  void theGatewaysErrorsHaveOpenAisForm() {
    HttpResponse<String> none = gateway.post("/v1/responses", "{\"model\":\"groq/llama\"}");
    assertThat(none.statusCode()).isEqualTo(400);
    assertThat(none.body()).contains("\"code\":\"missing_input\"", "\"param\":\"input\"");
    HttpResponse<String> state = gateway.post("/v1/responses", body(Wire.OPENAI, ",\"previous_response_id\":\"resp_1\""));
    assertThat(state.statusCode()).isEqualTo(400);
    assertThat(state.body()).contains("\"param\":\"previous_response_id\"", "send the whole conversation");
    HttpResponse<String> twice = gateway.post("/v1/responses", body(Wire.OPENAI, ",\"instructions\":\"a\",\"instructions\":\"b\""));
    assertThat(twice.body()).contains("duplicate_field");
    HttpResponse<String> stranger = Gateway.send(HttpRequest.newBuilder(java.net.URI.create(gateway.url() + "/v1/responses"))
        .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString("{}")));
    assertThat(stranger.statusCode()).isEqualTo(401);
    assertThat(stranger.body()).startsWith("{\"error\":{");
    assertThat(gateway.get("/v1/responses").statusCode()).isEqualTo(405);
  }

  /** Codex sends it to every model, among other tools. */
  @Test
  void aToolThatTheProviderLacksIsNamed() {
    provider.script((request, socket) -> socket.json(200, Wires.answer(Wire.OPENAI)));
    HttpResponse<String> answer = gateway.post("/v1/responses",
        body(Wire.OPENAI, ",\"tools\":[{\"type\":\"function\",\"name\":\"weather\"},{\"type\":\"web_search\"}]"));
    assertThat(answer.headers().firstValue("x-orqen-tools-unsupported")).contains("web_search");
    assertThat(provider.last().text()).contains("weather").doesNotContain("web_search");
    assertThat(gateway.post("/v1/responses", body(Wire.OPENAI, ",\"tools\":[{\"type\":\"web_search\"}]")).statusCode()).isEqualTo(400);
  }

  /** Codex drops a catalogue of which it can't read an entry. */
  @Test
  void codexGetsItsCatalogue() throws Exception {
    gateway.put("/v1/account/providers", "{\"provider\":\"anthropic\",\"api_key\":\"" + SECRET + "\"}");
    HttpResponse<String> answer = gateway.get("/v1/models?client_version=0.171.0");
    assertThat(answer.body().length()).isLessThan(1 << 20);
    JsonNode models = JSON.readTree(answer.body()).get("models");
    assertThat(models.findValuesAsText("slug")).contains("orqen/auto", "orqen/cheap", "orqen/fast", "orqen/capable");
    for (JsonNode model : models) {
      assertThat(model.get("slug").asText()).matches("(anthropic|orqen)/.*");
      assertThat(model.get("shell_type").asText()).isEqualTo("unified_exec");
      assertThat(model.get("context_window").asInt()).isPositive();
      assertThat(model.get("base_instructions").asText()).isNotBlank();
      assertThat(model.get("supported_reasoning_levels").findValuesAsText("effort"))
          .isSubsetOf("minimal", "low", "medium", "high", "xhigh");
    }
    assertThat(JSON.readTree(gateway.get("/v1/models").body()).get("object").asText()).isEqualTo("list");
  }

  @Test
  void tokensAreEstimatedOrCounted() {
    HttpResponse<String> estimate = gateway.post("/v1/responses/input_tokens", body(Wire.OPENAI, ""));
    assertThat(estimate.headers().firstValue("x-orqen-count")).contains("estimate");
    assertThat(estimate.body()).startsWith("{\"object\":\"response.input_tokens\",\"input_tokens\":");
    provider.script((request, socket) -> socket.json(200, "{\"input_tokens\":42}"));
    HttpResponse<String> counted = gateway.post("/v1/responses/input_tokens", body(Wire.ANTHROPIC, ""));
    assertThat(counted.body()).isEqualTo("{\"object\":\"response.input_tokens\",\"input_tokens\":42}");
    assertThat(provider.last().line()).startsWith("POST /v1/messages/count_tokens");
  }

  static List<Arguments> everyWay() {
    List<Arguments> ways = new ArrayList<>();
    List<String> wanted = new ArrayList<>(ToolCalls.TWENTY); // What was asked for ranks higher next time.
    wanted.remove("photo");
    for (Wire wire : Wire.values()) {
      for (boolean stream : new boolean[] {false, true}) {
        String text = "\"Show my photo, " + wire + stream + "\"";
        ways.add(Arguments.of(wire, stream, text, wanted.remove(0)));
        ways.add(Arguments.of(wire, stream, "[{\"role\":\"user\",\"content\":" + text.replace("my", "me my") + "} ]", wanted.remove(0)));
      }
    }
    return ways;
  }

  /** A model asks for a tool that was left out, and the client sees one answer. */
  @ParameterizedTest
  @MethodSource("everyWay")
  void aToolThatWasLeftOutIsFound(Wire wire, boolean stream, String input, String wanted) throws Exception {
    AtomicInteger round = new AtomicInteger();
    provider.script((request, socket) -> {
      boolean first = round.incrementAndGet() == 1;
      ITToolRecovery.say(socket, wire, stream, "t" + round.get(), first ? "find_tools" : wanted,
          first ? "{\"names\":[\"" + wanted + "\"]}" : "{}");
    });
    JsonNode key = JSON.readTree(gateway.post("/v1/account/keys", "{\"name\":\"pruned\",\"k_target_override\":1}").body());
    String tools = String.join(",", ToolCalls.TWENTY.stream().map(name -> "{\"type\":\"function\",\"name\":\"" + name
        + "\",\"description\":\"Looks up the " + name + " of the user\",\"parameters\":{\"type\":\"object\",\"properties\":{}}}").toList());
    HttpResponse<String> answer = post(key, body(wire, ",\"stream\":" + stream + ",\"tools\":[" + tools + "]").replace("\"hi\"", input));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(round.get()).isEqualTo(2);
    assertThat(answer.body()).contains(wanted).doesNotContain("find_tools", "\"t1\"");
    assertThat(provider.last().text()).contains("Loaded: " + wanted + ".", "find_tools", "my photo, " + wire + stream);
    JsonNode response = stream
        ? JSON.readTree(answer.body().substring(answer.body().lastIndexOf("data: ") + "data: ".length())).get("response")
        : JSON.readTree(answer.body());
    assertThat(response.get("output").findValuesAsText("type")).containsSubsequence("message", "message", "function_call");
    assertThat(response.get("output").findValuesAsText("id")).doesNotHaveDuplicates();
    assertThat(response.at("/usage/output_tokens").asInt()).isEqualTo(8);
    if (!stream) {
      assertThat(answer.headers().firstValue("x-orqen-tools-recovered")).contains(wanted);
    }
  }

  /** Agents may bring all of their tools in an item, where a key's lists must hold too. */
  @Test
  void toolListsHoldForToolsAmongTheItems() throws IOException {
    provider.script((request, socket) -> socket.json(200, Wires.answer(Wire.OPENAI)));
    JsonNode key = JSON.readTree(gateway.post("/v1/account/keys", "{\"name\":\"listed\"}").body());
    gateway.put("/v1/account/keys/" + key.get("id").asText() + "/toollist", "{\"denied_tools\":[\"shell__*\",\"rm\"]}");
    String tools = "[{\"type\":\"namespace\",\"name\":\"shell\",\"tools\":[{\"type\":\"custom\",\"name\":\"exec\"}]}]";
    String credential = ",\"api_key\":\"" + SECRET + "\"";
    String item = "{\"model\":\"groq/llama\"" + credential + ",\"input\":[{\"type\":\"additional_tools\",\"role\":\"developer\",\"tools\":"
        + tools + "},{\"role\":\"user\",\"content\":\"hi\"}]}";
    String list = "{\"model\":\"groq/llama\"" + credential + ",\"input\":\"hi\",\"tools\":" + tools + "}";
    HttpResponse<String> refused = post(key, item);
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("tool_not_allowed", "shell__exec");
    assertThat(provider.requests()).isEmpty();
    assertThat(post(key, list).statusCode()).isEqualTo(200);
    assertThat(provider.last().text()).doesNotContain("exec");
    assertThat(post(key, item.replace("\"shell\"", "\"fs\"")).statusCode()).isEqualTo(200);
    assertThat(provider.last().text()).contains("fs__exec");
  }

  private static HttpResponse<String> post(JsonNode key, String body) {
    return Gateway.send(HttpRequest.newBuilder(java.net.URI.create(gateway.url() + "/v1/responses"))
        .header("Authorization", "Bearer " + key.get("key").asText()).header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body)));
  }
}

package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Gateway;
import app.orqen.it.support.StandIn;
import app.orqen.it.support.Wires;
import app.orqen.translate.Wire;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What agents and clients of other proxies were seen to need. */
class ITOtherClients {

  private static final ObjectMapper JSON = new ObjectMapper();

  static StandIn provider;
  static Gateway gateway;

  @BeforeAll
  static void start() {
    provider = new StandIn();
    gateway = Gateway.start("orqen.providers.anthropic.base-url=" + provider.url(), "orqen.providers.openai.base-url=" + provider.url(),
        "orqen.providers.ollama.base-url=" + provider.url(), "orqen.providers.gemini.base-url=" + provider.url());
    Wires.liftLimit(gateway);
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    provider.close();
  }

  private static String chat(String model, String more) {
    return "{\"model\":\"" + model + "\"," + Wires.CREDENTIALS + ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]" + more + "}";
  }

  private static HttpResponse<String> messages(String model, String more, String... headers) {
    HttpRequest.Builder request = gateway.request("/v1/messages").header("content-type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(chat(model, ",\"max_tokens\":99" + more)));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return Gateway.send(request);
  }

  private static JsonNode json(String text) throws IOException {
    return JSON.readTree(text);
  }

  @Test
  void pathsWithoutVersionAreServedToo() throws IOException {
    provider.script((request, socket) -> socket.json(200, Wires.answer(Wire.OPENAI)));
    HttpResponse<String> answer = gateway.post("/chat/completions", chat("openai/gpt-4o", ""));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("x-orqen-tools-input")).contains("0");
    assertThat(gateway.get("/models").body()).isEqualTo(gateway.get("/v1/models").body());
    String id = json(gateway.get("/models").body()).at("/data/0/id").asText();
    assertThat(json(gateway.get("/models/" + id).body()).get("id").asText()).isEqualTo(id);
    provider.script((request, socket) -> socket.json(200, "{\"object\":\"list\",\"data\":[],\"model\":\"e\"}"));
    HttpResponse<String> embeddings = gateway.post("/embeddings",
        "{\"model\":\"openai/text-embedding-3-small\"," + Wires.CREDENTIALS + ",\"input\":\"hi\"}");
    assertThat(embeddings.statusCode()).as(embeddings.body()).isEqualTo(200);
    provider.script((request, socket) -> socket.json(200, Wires.answer(Wire.ANTHROPIC)));
    HttpResponse<String> response = gateway.post("/responses",
        "{\"model\":\"anthropic/claude-sonnet-4-5\"," + Wires.CREDENTIALS + ",\"input\":\"hi\"}");
    assertThat(json(response.body()).get("object").asText()).as(response.body()).isEqualTo("response");
    HttpResponse<String> refused = Gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + "/chat/completions"))
        .POST(HttpRequest.BodyPublishers.ofString("{}")));
    assertThat(refused.statusCode()).isEqualTo(401);
  }

  @Test
  void anthropicsHeadersGoToItsOwnFormOnly() {
    provider.script((request, socket) -> socket.json(200, Wires.answer(Wire.ANTHROPIC)));
    String[] headers = {"anthropic-version", "2023-06-01", "anthropic-beta", "a,b", "anthropic-client-sha", "abc"};
    messages("anthropic/claude-sonnet-4-5", "", headers);
    assertThat(provider.last().header("anthropic-client-sha")).isEqualTo("abc");
    assertThat(provider.last().header("anthropic-beta")).isEqualTo("a,b");
    provider.script((request, socket) -> socket.json(200, Wires.answer(Wire.OPENAI)));
    messages("openai/gpt-4o", "", headers);
    assertThat(provider.last().headers().keySet()).noneMatch(name -> name.startsWith("anthropic"));
    provider.script((request, socket) -> socket.json(200, Wires.answer(Wire.GEMINI)));
    messages("gemini/gemini-2.5-pro", "", headers);
    assertThat(provider.last().headers().keySet()).noneMatch(name -> name.startsWith("anthropic"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/models/nobody/knows", "/v1/models"})
  void modelsAnswerErrorsInAnthropicsFormToItsSdk(String path) throws IOException {
    HttpRequest.Builder request = path.equals("/v1/models")
        ? HttpRequest.newBuilder(URI.create(gateway.url() + path)) // without a key
        : gateway.request(path);
    HttpResponse<String> answer = Gateway.send(request.header("anthropic-version", "2023-06-01"));
    JsonNode error = json(answer.body());
    assertThat(error.get("type").asText()).isEqualTo("error");
    assertThat(error.at("/error/type").asText()).isEqualTo(path.equals("/v1/models") ? "authentication_error" : "not_found_error");
    assertThat(error.get("request_id").asText()).startsWith("req_");
    assertThat(json(gateway.get("/v1/models/nobody/knows").body()).at("/error/code").asText()).isEqualTo("model_not_found");
  }

  @ParameterizedTest
  @CsvSource({"anthropic/claude-sonnet-4-5, ANTHROPIC", "openai/gpt-4o, OPENAI"})
  void aRefusedCredentialIsNotQuotedToClaudeCode(String model, Wire wire) {
    provider.script((request, socket) -> socket.json(401, Wires.error(wire, "invalid_request_error", "UNAUTHENTICATED", "invalid x-api-key")));
    HttpResponse<String> answer = messages(model, "");
    assertThat(answer.statusCode()).isEqualTo(424);
    assertThat(answer.body()).doesNotContain("x-api-key").contains("refused the credential", "req_");
    assertThat(answer.headers().firstValue("x-should-retry")).contains("false");
    assertThat(gateway.post("/v1/chat/completions", chat(model, "")).body()).contains("invalid x-api-key");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "{\"error\":{\"message\":\"upstream is down\",\"code\":503}} | 503",
      "{\"id\":\"c\",\"choices\":[],\"error\":{\"message\":\"upstream is down\",\"code\":502}} | 502",
      "{\"id\":\"c\",\"choices\":[{\"index\":0,\"error\":{\"message\":\"upstream is down\",\"code\":502},\"message\":{\"role\":\"assistant\",\"content\":\"Par\"}}]} | 502",
      "{\"id\":\"c\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Par\"},\"finish_reason\":\"error\"}]} | 502",
      "{\"id\":\"c\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Par\"},\"finish_reason\":\"insufficient_system_resource\"}]} | 503",
  })
  void pitfall38_aPlain200ThatHoldsAnErrorIsOne(String body, int status) throws IOException {
    provider.script((request, socket) -> socket.json(200, body));
    HttpResponse<String> answer = gateway.post("/v1/chat/completions", chat("openai/gpt-4o", ""));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(json(answer.body()).at("/error/message").asText()).containsAnyOf("upstream is down", "failed while answering");
    assertThat(answer.headers().firstValue("x-orqen-error-source")).contains("provider");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"\"", "{}"})
  void anEmptyErrorBesideAnAnswerIsNone(String error) {
    provider.script((request, socket) -> socket.json(200, Wires.answer(Wire.OPENAI).replaceFirst("\\{", "{\"error\":" + error + ",")));
    assertThat(gateway.post("/v1/chat/completions", chat("openai/gpt-4o", "")).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "{\"index\":0,\"delta\":{},\"finish_reason\":\"error\"}",
      "{\"index\":0,\"delta\":{},\"finish_reason\":\"network_error\"}",
      "{\"index\":0,\"delta\":{},\"error\":{\"message\":\"upstream is down\",\"code\":502},\"finish_reason\":null}"})
  void pitfall38_aStreamThatHoldsAnErrorEndsInOne(String choice) {
    provider.script((request, socket) -> {
      socket.events();
      socket.chunk("data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,"
          + "\"delta\":{\"role\":\"assistant\",\"content\":\"Par\"},\"finish_reason\":null}]}\n\n");
      socket.chunk("data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[" + choice + "]}\n\n");
      socket.chunk("data: [DONE]\n\n");
      socket.end();
    });
    String answer = gateway.post("/v1/chat/completions", chat("openai/gpt-4o", ",\"stream\":true")).body();
    assertThat(answer).contains("Par", "data: {\"error\":{\"message\":").doesNotContain("[DONE]").doesNotContain("\"finish_reason\":\"error\"");
  }

  @Test
  void aLimitThatTheModelDoesntHaveIsLowered() throws IOException {
    provider.script((request, socket) -> socket.json(200, Wires.answer(Wire.OPENAI)));
    gateway.post("/v1/messages", chat("openai/gpt-4o-mini", ",\"max_tokens\":32000"));
    assertThat(json(provider.last().text()).get("max_tokens").asInt()).isEqualTo(16384);
    gateway.post("/v1/messages", chat("openai/gpt-4o-mini", ",\"max_tokens\":9"));
    assertThat(json(provider.last().text()).get("max_tokens").asInt()).isEqualTo(9);
  }

  @Test
  void ollamaGetsTheNameOfTheLimitThatItKnows() throws IOException {
    provider.script((request, socket) -> socket.json(200, Wires.answer(Wire.OPENAI)));
    gateway.post("/v1/chat/completions", chat("ollama/qwen3", ",\"max_completion_tokens\":77"));
    assertThat(json(provider.last().text()).get("max_tokens").asInt()).isEqualTo(77);
    assertThat(json(provider.last().text()).has("max_completion_tokens")).isFalse();
  }

  @Test
  void aTranslatedStreamBeginsWithAnEstimateOfItsInput() {
    provider.script((request, socket) -> socket.answer(200, Wires.streamType(Wire.OPENAI), Wires.stream(Wire.OPENAI, true)));
    String answer = messages("openai/gpt-4o", ",\"stream\":true,\"system\":\"" + "The quick brown fox jumps. ".repeat(40) + "\"").body();
    String start = answer.substring(answer.indexOf("message_start"), answer.indexOf("content_block_start"));
    int tokens = Integer.parseInt(start.replaceAll("(?s).*\"input_tokens\":(\\d+).*", "$1"));
    assertThat(tokens).isBetween(180, 300);
    assertThat(answer.substring(answer.indexOf("message_delta"))).doesNotContain("\"input_tokens\":" + tokens);
  }
}

package app.orqen.it.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.OpenAi;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code orqen/*} on every surface, and what an account can say about it. */
class ITAuto {

  private static final String GROQ = "[\"groq\"]";

  static Bench bench;
  static String keyId;

  @BeforeAll
  static void start() throws Exception {
    bench = Bench.start();
    keyId = json(bench.gateway().get("/v1/account/keys")).at("/data/0/id").asText();
  }

  @AfterAll
  static void stop() throws Exception {
    bench.close();
  }

  @AfterEach
  void nothingIsPreferred() {
    prefer("{}");
    key("{\"allowed_models\":null}");
  }

  private static JsonNode json(HttpResponse<String> answer) throws Exception {
    return WireForm.JSON.readTree(answer.body());
  }

  private static void prefer(String preferences) {
    assertThat(bench.gateway().put("/v1/account/routing/preferences", preferences).statusCode()).isEqualTo(200);
  }

  private static void key(String rules) {
    assertThat(Gateway.send(bench.gateway().request("/v1/account/keys/" + keyId).header("Content-Type", "application/json")
        .method("PATCH", HttpRequest.BodyPublishers.ofString(rules))).statusCode()).isEqualTo(200);
  }

  private static HttpResponse<String> chat(String model, String session, String rest) {
    HttpRequest.Builder request = bench.gateway().request("/v1/chat/completions").header("Content-Type", "application/json");
    return Gateway.send((session == null ? request : request.header("X-Orqen-Session-Id", session))
        .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"" + model + "\"," + rest + "}")));
  }

  private static HttpResponse<String> say(String model, String session, String text) {
    return chat(model, session, "\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]");
  }

  private static void groqAnswers() {
    bench.provider().script((request, wire) -> wire.json(200, OpenAi.COMPLETION));
  }

  /** Returns the models that the provider was asked for since its script was set. */
  private static List<String> asked() {
    return bench.provider().requests().stream().map(request -> {
      try {
        return WireForm.JSON.readTree(request.body()).path("model").asText();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }).toList();
  }

  static List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (Client client : List.of(new OpenAiSdk(bench.sdks().openAi), new AnthropicSdk(bench.sdks().anthropic), new AwsSdk(bench.sdks()),
        new ResponsesSdk(bench.sdks().openAi))) {
      for (WireForm wire : List.of(new OpenAiForm("groq/openai/gpt-oss-120b"), new AnthropicForm(), new ConverseForm(), new GeminiForm())) {
        cells.add(new Cell(client, wire, false));
        cells.add(new Cell(client, wire, true));
      }
    }
    return cells;
  }

  @ParameterizedTest
  @MethodSource("cells")
  void everySurfaceIsServed(Cell cell) {
    String provider = cell.wire().model().substring(0, cell.wire().model().indexOf('/'));
    prefer("{\"allowed_providers\":[\"" + provider + "\"]}");
    Reply reply = Reply.calls(1);
    bench.answers(cell, reply);
    StringBuilder heard = new StringBuilder();

    Told told = cell.client().ask("orqen/auto", Ask.withTools(), cell.stream(), heard::append);

    assertThat(told.failure()).isNull();
    assertThat(told.text()).isEqualTo(reply.text());
    assertThat(told.calls()).hasSize(1);
    assertThat(bench.provider().last().line() + bench.provider().last().text()).doesNotContain("orqen/auto");
  }

  @Test
  void thePickIsWrittenDown() throws Exception {
    prefer("{\"allowed_providers\":" + GROQ + "}");
    groqAnswers();
    assertThat(say("orqen/cheap", "written", "Say the word marzipan-canary.").statusCode()).isEqualTo(200);
    assertThat(asked()).containsExactly("openai/gpt-oss-20b");
    Eventually.holds(() -> json(bench.gateway().get("/v1/account/routing/traces?limit=1")).at("/data/0/session_id").asText().equals("written"));
    HttpResponse<String> traces = bench.gateway().get("/v1/account/routing/traces?limit=1");
    JsonNode trace = json(traces).at("/data/0");
    assertThat(trace.get("mode").asText()).isEqualTo("cheap");
    assertThat(trace.get("model").asText()).isEqualTo("groq/openai/gpt-oss-20b");
    assertThat(trace.get("reason").asText()).contains("is the cheapest for this request");
    assertThat(trace.at("/candidates/0/cost_usd").decimalValue()).isPositive();
    assertThat(trace.get("candidates")).anySatisfy(one ->
        assertThat(one.get("excluded").asText()).contains("isn't among the allowed ones"));
    assertThat(trace.get("sticky").asBoolean()).isFalse();
    assertThat(traces.body()).doesNotContain("marzipan");
    Eventually.holds(() -> json(bench.gateway().get("/v1/account/requests?session_id=written")).at("/data/0/model").asText()
        .equals("openai/gpt-oss-20b"));
    Eventually.holds(() -> model("groq", "openai/gpt-oss-20b").get("requests").asInt() > 0);
    JsonNode insights = json(bench.gateway().get("/v1/account/routing/insights"));
    assertThat(insights.at("/most_used/requests").asInt()).isPositive();
    assertThat(insights.at("/fastest/p50_ttft_ms").asDouble()).isPositive();
    assertThat(bench.gateway().get("/v1/account/routing/calibration").statusCode()).isEqualTo(200);
  }

  private static JsonNode model(String provider, String id) throws Exception {
    String after = "";
    do {
      JsonNode page = json(bench.gateway().get("/v1/account/routing/models/status?limit=100" + after));
      for (JsonNode one : page.get("data")) {
        if (one.get("provider").asText().equals(provider) && one.get("model_id").asText().equals(id)) {
          return one;
        }
      }
      after = "&after=" + page.get("next_cursor").asText();
    } while (!after.equals("&after=null"));
    throw new AssertionError(id + " isn't listed");
  }

  @Test
  void aModelThatTheProviderDoesNotHaveIsPassedOver() {
    prefer("{\"allowed_providers\":[\"anthropic\"]}");
    bench.provider().script((request, wire) -> {
      if (request.text().contains("claude-haiku-5-5")) {
        wire.json(404, "{\"type\":\"error\",\"error\":{\"type\":\"not_found_error\",\"message\":\"model: claude-haiku-5-5\"}}");
      } else {
        wire.answer(200, "application/json", new AnthropicForm().whole(Reply.text(Reply.End.DONE)));
      }
    });
    HttpResponse<String> answer = say("orqen/cheap", "missing", "Who is there?");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(asked()).hasSize(2).first().isEqualTo("claude-haiku-5-5");
    assertThat(say("anthropic/claude-haiku-5-5", null, "And by its name?").statusCode()).isEqualTo(404);
  }

  @Test
  void aFailedPickGoesOnToTheNext() {
    for (boolean stream : new boolean[] {false, true}) {
      prefer("{\"allowed_providers\":" + GROQ + "}");
      bench.provider().script((request, wire) -> {
        if (request.text().contains("gpt-oss-20b")) {
          wire.json(503, "{\"error\":{\"message\":\"busy\",\"type\":\"server_error\"}}");
        } else if (stream) {
          wire.events();
          wire.chunk(OpenAi.chunk("Hello") + OpenAi.finish() + OpenAi.usage() + OpenAi.DONE);
          wire.end();
        } else {
          wire.json(200, OpenAi.COMPLETION);
        }
      });
      String session = "failing-" + stream;
      String messages = "\"stream\":" + stream + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";
      HttpResponse<String> answer = chat("orqen/cheap", session, messages);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).contains("Hello").doesNotContain("busy");
      String other = asked().get(asked().size() - 1);
      assertThat(asked()).first().isEqualTo("openai/gpt-oss-20b");
      assertThat(other).isNotEqualTo("openai/gpt-oss-20b");
      // The conversation stays with the model that answered, and others avoid the one that failed.
      assertThat(chat("orqen/cheap", session, messages).statusCode()).isEqualTo(200);
      assertThat(asked()).last().isEqualTo(other);
    }
  }

  @Test
  void aConversationKeepsItsModelUntilItsToolsFailThrice() {
    prefer("{\"allowed_providers\":" + GROQ + "}");
    groqAnswers();
    String tools = "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"build\",\"parameters\":{\"type\":\"object\"}}}],";
    String first = "{\"role\":\"user\",\"content\":\"Please run the build.\"}";
    StringBuilder failures = new StringBuilder();
    for (int i = 0; i < 3; i++) {
      chat("orqen/auto", "kept", tools + "\"messages\":[" + first + failures + "]");
      failures.append(",{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c").append(i).append("\",\"type\":\"function\","
          + "\"function\":{\"name\":\"build\",\"arguments\":\"{}\"}}]},{\"role\":\"tool\",\"tool_call_id\":\"c").append(i)
          .append("\",\"content\":\"Error: it doesn't link\"}");
    }
    assertThat(asked()).containsOnly("openai/gpt-oss-20b");
    assertThat(chat("orqen/auto", "kept", tools + "\"messages\":[" + first + failures + "]").statusCode()).isEqualTo(200);
    assertThat(asked()).last().isEqualTo("openai/gpt-oss-120b");
    assertThat(say("orqen/auto", "kept", "Thanks!").statusCode()).isEqualTo(200);
    assertThat(asked()).as("later only upward").last().isEqualTo("openai/gpt-oss-120b");
  }

  @Test
  void aModelThatIsSwitchedOffIsStillCallable() throws Exception {
    prefer("{\"allowed_providers\":" + GROQ + "}");
    groqAnswers();
    String off = "{\"provider\":\"groq\",\"model_id\":\"openai/gpt-oss-20b\",\"is_enabled\":false}";
    assertThat(bench.gateway().post("/v1/account/routing/models/toggle", off).statusCode()).isEqualTo(200);
    try {
      assertThat(model("groq", "openai/gpt-oss-20b").get("is_enabled").asBoolean()).isFalse();
      say("orqen/cheap", null, "Which one is it now?");
      say("groq/openai/gpt-oss-20b", null, "And by its name?");
      assertThat(asked()).containsExactly("openai/gpt-oss-120b", "openai/gpt-oss-20b");
    } finally {
      bench.gateway().post("/v1/account/routing/models/toggle", off.replace("false", "true"));
    }
    assertThat(model("groq", "openai/gpt-oss-20b").get("is_enabled").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/chat/completions", "/v1/messages", "/v1/responses", "/model/orqen%2Fauto/converse"})
  void whatNothingFitsNamesTheNeed(String path) {
    prefer("{\"allowed_providers\":" + GROQ + "}");
    String body = switch (path) {
      case "/v1/messages" -> "{\"model\":\"orqen/auto\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\","
          + "\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"" + Ask.PNG + "\"}}]}]}";
      case "/v1/responses" -> "{\"model\":\"orqen/auto\",\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_image\","
          + "\"image_url\":\"data:image/png;base64," + Ask.PNG + "\"}]}]}";
      case "/v1/chat/completions" -> "{\"model\":\"orqen/auto\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\","
          + "\"image_url\":{\"url\":\"data:image/png;base64," + Ask.PNG + "\"}}]}]}";
      default -> "{\"messages\":[{\"role\":\"user\",\"content\":[{\"image\":{\"format\":\"png\",\"source\":{\"bytes\":\"" + Ask.PNG + "\"}}}]}]}";
    };
    HttpResponse<String> answer = bench.gateway().post(path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).contains("takes images");
  }

  @Test
  void orqenNeverWidensAKey() throws Exception {
    groqAnswers();
    key("{\"allowed_models\":[\"groq/openai/gpt-oss-20b\"]}");
    assertThat(say("orqen/capable", null, "Who answers?").statusCode()).isEqualTo(200);
    assertThat(asked()).containsExactly("openai/gpt-oss-20b");
    assertThat(bench.gateway().get("/v1/models").body()).contains("orqen/capable");
    key("{\"allowed_models\":[\"nobody/*\"]}");
    HttpResponse<String> refused = say("orqen/capable", null, "And now?");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(json(refused).at("/error/code").asText()).isEqualTo("model_not_allowed");
    assertThat(bench.gateway().get("/v1/models").body()).doesNotContain("orqen/");
    key("{\"allowed_models\":[\"orqen/cheap\"]}");
    prefer("{\"allowed_providers\":" + GROQ + "}");
    assertThat(say("orqen/cheap", null, "By its own name?").statusCode()).isEqualTo(200);
    assertThat(say("orqen/fast", null, "By another name?").statusCode()).isEqualTo(403);
  }

  @Test
  void moneyIsBounded() throws Exception {
    groqAnswers();
    prefer("{\"allowed_providers\":" + GROQ + ",\"max_cost_usd\":0.000000001}");
    HttpResponse<String> dear = say("orqen/auto", null, "What does it cost?");
    assertThat(dear.statusCode()).isEqualTo(400);
    assertThat(json(dear).at("/error/code").asText()).isEqualTo("no_model_fits");
    assertThat(json(dear).at("/error/message").asText()).contains("max_cost_usd");
    prefer("{\"allowed_providers\":[\"anthropic\"]}");
    bench.answers(new Cell(null, new AnthropicForm(), false), Reply.text(Reply.End.DONE));
    assertThat(askWithBudget("0.0035").statusCode()).isEqualTo(200);
    assertThat(asked()).containsExactly("claude-haiku-5-5");
    HttpResponse<String> none = askWithBudget("0.0001");
    assertThat(none.statusCode()).isEqualTo(402);
    assertThat(json(none).at("/error/code").asText()).isEqualTo("budget_exceeded");
  }

  /** Asks for a capable model with a key of its own, which has spent nothing. */
  private static HttpResponse<String> askWithBudget(String usd) throws Exception {
    String key = json(bench.gateway().post("/v1/account/keys", "{\"name\":\"poor\",\"max_budget_usd\":" + usd + "}")).get("key").asText();
    return Gateway.send(bench.gateway().request("/v1/chat/completions").setHeader("Authorization", "Bearer " + key)
        .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(
            "{\"model\":\"orqen/capable\",\"messages\":[{\"role\":\"user\",\"content\":\"What fits the budget?\"}]}")));
  }

  @Test
  void whatItDoesNotServeIsRefused() throws Exception {
    HttpResponse<String> credential = chat("orqen/auto", null, "\"api_key\":\"sk-canary-1\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]");
    assertThat(credential.statusCode()).isEqualTo(400);
    assertThat(json(credential).at("/error/code").asText()).isEqualTo("unsupported_parameter");
    assertThat(bench.gateway().post("/v1/embeddings", "{\"model\":\"orqen/auto\",\"input\":\"x\"}").statusCode()).isEqualTo(404);
    assertThat(say("orqen/best", null, "x").statusCode()).isEqualTo(404);
    prefer("{\"allowed_providers\":" + GROQ + "}");
    HttpResponse<String> count = bench.gateway().post("/v1/messages/count_tokens",
        "{\"model\":\"orqen/auto\",\"messages\":[{\"role\":\"user\",\"content\":\"How long is this?\"}]}");
    assertThat(count.statusCode()).as(count.body()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"mode\":\"best\"}", "{\"mode\":1}", "{\"allowed_providers\":[]}", "{\"allowed_providers\":[\"nobody\"]}",
      "{\"max_cost_usd\":0}", "{\"max_cost_usd\":\"1\"}", "{\"budget\":1}"})
  void preferencesAreReadStrictly(String body) {
    assertThat(bench.gateway().put("/v1/account/routing/preferences", body).statusCode()).isEqualTo(400);
  }

  @Test
  void preferencesAreReplacedAndAutoMeansWhatTheySay() throws Exception {
    groqAnswers();
    prefer("{\"mode\":\"cheap\",\"allowed_providers\":" + GROQ + ",\"max_cost_usd\":2.5}");
    assertThat(json(bench.gateway().get("/v1/account/routing/preferences")))
        .isEqualTo(WireForm.JSON.readTree("{\"object\":\"routing.preferences\",\"mode\":\"cheap\",\"allowed_providers\":[\"groq\"],\"max_cost_usd\":2.5}"));
    say("orqen/auto", "cheap-by-preference", "Prove rigorously that there are infinitely many primes, and derive a theorem.");
    assertThat(asked()).containsExactly("openai/gpt-oss-20b");
    assertThat(bench.gateway().post("/v1/account/routing/models/toggle", "{\"provider\":\"groq\",\"model_id\":\"x\"}").statusCode()).isEqualTo(400);
    assertThat(bench.gateway().post("/v1/account/routing/models/toggle",
        "{\"provider\":\"groq\",\"model_id\":\"nonesuch\",\"is_enabled\":true}").statusCode()).isEqualTo(400);
  }
}

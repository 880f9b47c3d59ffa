package app.orqen.it.matrix;

import static app.orqen.it.matrix.AutoAccount.GROQ;
import static app.orqen.it.matrix.AutoAccount.json;
import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.OpenAi;
import com.fasterxml.jackson.databind.JsonNode;
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

/** {@code orqen/*} on every surface: which model answers, and which one does when that fails. */
class ITAuto {

  private static AutoAccount auto;

  @BeforeAll
  static void start() throws Exception {
    auto = new AutoAccount();
  }

  @AfterAll
  static void stop() throws Exception {
    auto.close();
  }

  @AfterEach
  void nothingIsPreferred() {
    auto.reset();
  }

  static List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (Client client : List.of(new OpenAiSdk(auto.bench.sdks().openAi), new AnthropicSdk(auto.bench.sdks().anthropic), new AwsSdk(auto.bench.sdks()),
        new ResponsesSdk(auto.bench.sdks().openAi))) {
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
    auto.prefer("{\"allowed_providers\":[\"" + provider + "\"]}");
    Reply reply = Reply.calls(1);
    auto.bench.answers(cell, reply);
    StringBuilder heard = new StringBuilder();

    Told told = cell.client().ask("orqen/auto", Ask.withTools(), cell.stream(), heard::append);

    assertThat(told.failure()).isNull();
    assertThat(told.text()).isEqualTo(reply.text());
    assertThat(told.calls()).hasSize(1);
    assertThat(auto.bench.provider().last().line() + auto.bench.provider().last().text()).doesNotContain("orqen/auto");
  }

  @Test
  void thePickIsWrittenDown() throws Exception {
    auto.prefer("{\"allowed_providers\":" + GROQ + "}");
    auto.groqAnswers();
    assertThat(auto.say("orqen/cheap", "written", "Say the word marzipan-canary.").statusCode()).isEqualTo(200);
    assertThat(auto.asked()).containsExactly("openai/gpt-oss-20b");
    Eventually.holds(() -> json(auto.bench.gateway().get("/v1/account/routing/traces?limit=1")).at("/data/0/session_id").asText().equals("written"));
    HttpResponse<String> traces = auto.bench.gateway().get("/v1/account/routing/traces?limit=1");
    JsonNode trace = json(traces).at("/data/0");
    assertThat(trace.get("mode").asText()).isEqualTo("cheap");
    assertThat(trace.get("model").asText()).isEqualTo("groq/openai/gpt-oss-20b");
    assertThat(trace.get("reason").asText()).contains("is the cheapest for this request");
    assertThat(trace.at("/candidates/0/cost_usd").decimalValue()).isPositive();
    assertThat(trace.get("candidates")).anySatisfy(one ->
        assertThat(one.get("excluded").asText()).contains("isn't among the allowed ones"));
    assertThat(trace.get("sticky").asBoolean()).isFalse();
    assertThat(traces.body()).doesNotContain("marzipan");
    Eventually.holds(() -> json(auto.bench.gateway().get("/v1/account/requests?session_id=written")).at("/data/0/model").asText()
        .equals("openai/gpt-oss-20b"));
    Eventually.holds(() -> auto.model("groq", "openai/gpt-oss-20b").get("requests").asInt() > 0);
    JsonNode insights = json(auto.bench.gateway().get("/v1/account/routing/insights"));
    assertThat(insights.at("/most_used/requests").asInt()).isPositive();
    assertThat(insights.at("/fastest/p50_ttft_ms").asDouble()).isPositive();
    assertThat(auto.bench.gateway().get("/v1/account/routing/calibration").statusCode()).isEqualTo(200);
  }

  @Test
  void aModelThatTheProviderDoesNotHaveIsPassedOver() {
    auto.prefer("{\"allowed_providers\":[\"anthropic\"]}");
    auto.bench.provider().script((request, wire) -> {
      if (request.text().contains("claude-haiku-5-5")) {
        wire.json(404, "{\"type\":\"error\",\"error\":{\"type\":\"not_found_error\",\"message\":\"model: claude-haiku-5-5\"}}");
      } else {
        wire.answer(200, "application/json", new AnthropicForm().whole(Reply.text(Reply.End.DONE)));
      }
    });
    HttpResponse<String> answer = auto.say("orqen/cheap", "missing", "Who is there?");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(auto.asked()).hasSize(2).first().isEqualTo("claude-haiku-5-5");
    assertThat(auto.say("anthropic/claude-haiku-5-5", null, "And by its name?").statusCode()).isEqualTo(404);
  }

  @Test
  void aFailedPickGoesOnToTheNext() {
    for (boolean stream : new boolean[] {false, true}) {
      auto.prefer("{\"allowed_providers\":" + GROQ + "}");
      auto.bench.provider().script((request, wire) -> {
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
      HttpResponse<String> answer = auto.chat("orqen/cheap", session, messages);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).contains("Hello").doesNotContain("busy");
      String other = auto.asked().get(auto.asked().size() - 1);
      assertThat(auto.asked()).first().isEqualTo("openai/gpt-oss-20b");
      assertThat(other).isNotEqualTo("openai/gpt-oss-20b");
      // The conversation stays with the model that answered, and others avoid the one that failed.
      assertThat(auto.chat("orqen/cheap", session, messages).statusCode()).isEqualTo(200);
      assertThat(auto.asked()).last().isEqualTo(other);
    }
  }

  @Test
  void aConversationKeepsItsModelUntilItsToolsFailThrice() {
    auto.prefer("{\"allowed_providers\":" + GROQ + "}");
    auto.groqAnswers();
    String tools = "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"build\",\"parameters\":{\"type\":\"object\"}}}],";
    String first = "{\"role\":\"user\",\"content\":\"Please run the build.\"}";
    StringBuilder failures = new StringBuilder();
    for (int i = 0; i < 3; i++) {
      auto.chat("orqen/auto", "kept", tools + "\"messages\":[" + first + failures + "]");
      failures.append(",{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c").append(i).append("\",\"type\":\"function\","
          + "\"function\":{\"name\":\"build\",\"arguments\":\"{}\"}}]},{\"role\":\"tool\",\"tool_call_id\":\"c").append(i)
          .append("\",\"content\":\"Error: it doesn't link\"}");
    }
    assertThat(auto.asked()).containsOnly("openai/gpt-oss-20b");
    assertThat(auto.chat("orqen/auto", "kept", tools + "\"messages\":[" + first + failures + "]").statusCode()).isEqualTo(200);
    assertThat(auto.asked()).last().isEqualTo("openai/gpt-oss-120b");
    assertThat(auto.say("orqen/auto", "kept", "Thanks!").statusCode()).isEqualTo(200);
    assertThat(auto.asked()).as("later only upward").last().isEqualTo("openai/gpt-oss-120b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/chat/completions", "/v1/messages", "/v1/responses", "/model/orqen%2Fauto/converse"})
  void whatNothingFitsNamesTheNeed(String path) {
    auto.prefer("{\"allowed_providers\":" + GROQ + "}");
    String body = switch (path) {
      case "/v1/messages" -> "{\"model\":\"orqen/auto\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\","
          + "\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"" + Ask.PNG + "\"}}]}]}";
      case "/v1/responses" -> "{\"model\":\"orqen/auto\",\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_image\","
          + "\"image_url\":\"data:image/png;base64," + Ask.PNG + "\"}]}]}";
      case "/v1/chat/completions" -> "{\"model\":\"orqen/auto\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\","
          + "\"image_url\":{\"url\":\"data:image/png;base64," + Ask.PNG + "\"}}]}]}";
      default -> "{\"messages\":[{\"role\":\"user\",\"content\":[{\"image\":{\"format\":\"png\",\"source\":{\"bytes\":\"" + Ask.PNG + "\"}}}]}]}";
    };
    HttpResponse<String> answer = auto.bench.gateway().post(path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).contains("takes images");
  }

  @Test
  void whatItDoesNotServeIsRefused() throws Exception {
    HttpResponse<String> credential = auto.chat("orqen/auto", null, "\"api_key\":\"sk-canary-1\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]");
    assertThat(credential.statusCode()).isEqualTo(400);
    assertThat(json(credential).at("/error/code").asText()).isEqualTo("unsupported_parameter");
    assertThat(auto.bench.gateway().post("/v1/embeddings", "{\"model\":\"orqen/auto\",\"input\":\"x\"}").statusCode()).isEqualTo(404);
    assertThat(auto.say("orqen/best", null, "x").statusCode()).isEqualTo(404);
    auto.prefer("{\"allowed_providers\":" + GROQ + "}");
    HttpResponse<String> count = auto.bench.gateway().post("/v1/messages/count_tokens",
        "{\"model\":\"orqen/auto\",\"messages\":[{\"role\":\"user\",\"content\":\"How long is this?\"}]}");
    assertThat(count.statusCode()).as(count.body()).isEqualTo(200);
  }
}

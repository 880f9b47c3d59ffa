package app.orqen.it.matrix;

import static app.orqen.it.matrix.AutoAccount.GROQ;
import static app.orqen.it.matrix.AutoAccount.json;
import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Gateway;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an account and its keys say about {@code orqen/*}: preferences, models that are switched off, allowed models and budgets. */
class ITAutoPreferences {

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

  @Test
  void aModelThatIsSwitchedOffIsStillCallable() throws Exception {
    auto.prefer("{\"allowed_providers\":" + GROQ + "}");
    auto.groqAnswers();
    String off = "{\"provider\":\"groq\",\"model_id\":\"openai/gpt-oss-20b\",\"is_enabled\":false}";
    assertThat(auto.bench.gateway().post("/v1/account/routing/models/toggle", off).statusCode()).isEqualTo(200);
    try {
      assertThat(auto.model("groq", "openai/gpt-oss-20b").get("is_enabled").asBoolean()).isFalse();
      auto.say("orqen/cheap", null, "Which one is it now?");
      auto.say("groq/openai/gpt-oss-20b", null, "And by its name?");
      assertThat(auto.asked()).containsExactly("openai/gpt-oss-120b", "openai/gpt-oss-20b");
    } finally {
      auto.bench.gateway().post("/v1/account/routing/models/toggle", off.replace("false", "true"));
    }
    assertThat(auto.model("groq", "openai/gpt-oss-20b").get("is_enabled").asBoolean()).isTrue();
  }

  @Test
  void orqenNeverWidensAKey() throws Exception {
    auto.groqAnswers();
    auto.key("{\"allowed_models\":[\"groq/openai/gpt-oss-20b\"]}");
    assertThat(auto.say("orqen/capable", null, "Who answers?").statusCode()).isEqualTo(200);
    assertThat(auto.asked()).containsExactly("openai/gpt-oss-20b");
    assertThat(auto.bench.gateway().get("/v1/models").body()).contains("orqen/capable");
    auto.key("{\"allowed_models\":[\"nobody/*\"]}");
    HttpResponse<String> refused = auto.say("orqen/capable", null, "And now?");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(json(refused).at("/error/code").asText()).isEqualTo("model_not_allowed");
    assertThat(auto.bench.gateway().get("/v1/models").body()).doesNotContain("orqen/");
    auto.key("{\"allowed_models\":[\"orqen/cheap\"]}");
    auto.prefer("{\"allowed_providers\":" + GROQ + "}");
    assertThat(auto.say("orqen/cheap", null, "By its own name?").statusCode()).isEqualTo(200);
    assertThat(auto.say("orqen/fast", null, "By another name?").statusCode()).isEqualTo(403);
  }

  @Test
  void moneyIsBounded() throws Exception {
    auto.groqAnswers();
    auto.prefer("{\"allowed_providers\":" + GROQ + ",\"max_cost_usd\":0.000000001}");
    HttpResponse<String> dear = auto.say("orqen/auto", null, "What does it cost?");
    assertThat(dear.statusCode()).isEqualTo(400);
    assertThat(json(dear).at("/error/code").asText()).isEqualTo("no_model_fits");
    assertThat(json(dear).at("/error/message").asText()).contains("max_cost_usd");
    auto.prefer("{\"allowed_providers\":[\"anthropic\"]}");
    auto.bench.answers(new Cell(null, new AnthropicForm(), false), Reply.text(Reply.End.DONE));
    assertThat(askWithBudget("0.0035").statusCode()).isEqualTo(200);
    assertThat(auto.asked()).containsExactly("claude-haiku-5-5");
    HttpResponse<String> none = askWithBudget("0.0001");
    assertThat(none.statusCode()).isEqualTo(402);
    assertThat(json(none).at("/error/code").asText()).isEqualTo("budget_exceeded");
  }

  /** Asks for a capable model with a key of its own, which has spent nothing. */
  private static HttpResponse<String> askWithBudget(String usd) throws Exception {
    String key = json(auto.bench.gateway().post("/v1/account/keys", "{\"name\":\"poor\",\"max_budget_usd\":" + usd + "}")).get("key").asText();
    return Gateway.send(auto.bench.gateway().request("/v1/chat/completions").setHeader("Authorization", "Bearer " + key)
        .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(
            "{\"model\":\"orqen/capable\",\"messages\":[{\"role\":\"user\",\"content\":\"What fits the budget?\"}]}")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"mode\":\"best\"}", "{\"mode\":1}", "{\"allowed_providers\":[]}", "{\"allowed_providers\":[\"nobody\"]}",
      "{\"max_cost_usd\":0}", "{\"max_cost_usd\":\"1\"}", "{\"budget\":1}"})
  void preferencesAreReadStrictly(String body) {
    assertThat(auto.bench.gateway().put("/v1/account/routing/preferences", body).statusCode()).isEqualTo(400);
  }

  @Test
  void preferencesAreReplacedAndAutoMeansWhatTheySay() throws Exception {
    auto.groqAnswers();
    auto.prefer("{\"mode\":\"cheap\",\"allowed_providers\":" + GROQ + ",\"max_cost_usd\":2.5}");
    assertThat(json(auto.bench.gateway().get("/v1/account/routing/preferences")))
        .isEqualTo(WireForm.JSON.readTree("{\"object\":\"routing.preferences\",\"mode\":\"cheap\",\"allowed_providers\":[\"groq\"],\"max_cost_usd\":2.5}"));
    auto.say("orqen/auto", "cheap-by-preference", "Prove rigorously that there are infinitely many primes, and derive a theorem.");
    assertThat(auto.asked()).containsExactly("openai/gpt-oss-20b");
    assertThat(auto.bench.gateway().post("/v1/account/routing/models/toggle", "{\"provider\":\"groq\",\"model_id\":\"x\"}").statusCode()).isEqualTo(400);
    assertThat(auto.bench.gateway().post("/v1/account/routing/models/toggle",
        "{\"provider\":\"groq\",\"model_id\":\"nonesuch\",\"is_enabled\":true}").statusCode()).isEqualTo(400);
  }
}

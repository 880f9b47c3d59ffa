package app.orqen.it;

import static app.orqen.it.support.PolicyGateway.SECRET;
import static app.orqen.it.support.PolicyGateway.fails;
import static app.orqen.it.support.PolicyGateway.header;
import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.PolicyGateway;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The targets of a request and who may use them: lists of models in the body, credentials in the body, keys and budgets. */
class ITPolicyTargets {

  private static final String OWN = ",\"api_key\":\"own-canary-3333\"";

  private static PolicyGateway two;

  @BeforeAll
  static void start() throws Exception {
    two = new PolicyGateway();
  }

  @AfterAll
  static void stop() throws Exception {
    two.close();
  }

  @BeforeEach
  void bothAnswer() {
    two.renew();
  }

  @Test
  void theBodyMayListModels() {
    fails(two.first, 500, "down");
    for (String fields : new String[] {"\"model\":\"openai/gpt-4o\",\"models\":[\"openai/gpt-4o\",\"groq/llama\"]",
        "\"models\":[\"mistral/large\",\"gpt-4o\",\"groq/llama\"]", "\"models\":[\"nobody/knows\",\"pair\"]"}) {
      HttpResponse<String> answer = two.ask(fields);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(header(answer, "x-orqen-model")).startsWith("groq/llama");
      assertThat(header(answer, "x-orqen-attempts")).isEqualTo("2");
      assertThat(two.second.last().text()).doesNotContain("models\"").contains("\"model\":\"llama");
    }
    for (String models : new String[] {"[]", "null", "\"groq/llama\"", "[1]", "[\"\"]", "[" + "\"a/b\",".repeat(10) + "\"a/b\"]"}) {
      HttpResponse<String> answer = two.ask("\"model\":\"openai/gpt-4o\",\"models\":" + models);
      assertThat(answer.statusCode()).as(models).isEqualTo(400);
      assertThat(answer.body()).contains("\"param\":\"models\"");
    }
  }

  @Test
  void aCredentialInTheBodyIsTheFirstTargets() {
    fails(two.first, 500, "down");
    two.ask("\"model\":\"pair\",\"api_key\":\"own-canary-3333\"");
    assertThat(two.first.last().header("authorization")).isEqualTo("Bearer own-canary-3333");
    assertThat(two.second.last().header("authorization")).isEqualTo("Bearer " + SECRET + "groq");
  }

  /** A name that leads nowhere may have a credential too, which the other names must not get. */
  @Test
  void aCredentialInTheBodyIsNoOtherModels() throws Exception {
    String typo = "\"model\":\"antropic/claude\",\"models\":[\"groq/llama\",\"anthropic/claude-sonnet-5\"]" + OWN;
    for (String stream : new String[] {"", ",\"stream\":true"}) {
      HttpResponse<String> answer = two.ask(typo + stream);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
      assertThat(answer.body()).contains("antropic/claude");
    }
    assertThat(count(typo).statusCode()).isEqualTo(404);
    try {
      two.allow("[\"groq/*\",\"anthropic/*\"]");
      assertThat(two.ask("\"model\":\"openai/gpt-4o\",\"models\":[\"groq/llama\"]" + OWN).statusCode()).isEqualTo(403);
      assertThat(two.second.requests()).isEmpty();
      for (String fields : new String[] {"\"model\":\"pair\"", "\"models\":[\"pair\",\"groq/llama\"]"}) {
        assertThat(two.ask(fields + OWN).statusCode()).isEqualTo(200);
        assertThat(two.second.last().header("authorization")).isEqualTo("Bearer " + SECRET + "groq");
      }
      two.second.script((request, wire) -> wire.json(200, "{\"input_tokens\":5}"));
      for (String fields : new String[] {"\"model\":\"counted\"", "\"models\":[\"counted\",\"anthropic/claude-sonnet-5\"]"}) {
        assertThat(count(fields + OWN).statusCode()).isEqualTo(200);
        assertThat(two.second.last().header("x-api-key")).isEqualTo(SECRET + "anthropic");
      }
    } finally {
      two.allow("null");
    }
    count("\"models\":[\"anthropic/claude-sonnet-5\",\"groq/llama\"]" + OWN);
    assertThat(two.second.last().header("x-api-key")).isEqualTo("own-canary-3333");
  }

  private static HttpResponse<String> count(String fields) {
    return two.gateway.post("/v1/messages/count_tokens", "{" + fields + ",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
  }

  @Test
  void aKeyUsesOnlyTheTargetsThatItMay() throws Exception {
    try {
      two.allow("[\"groq/*\"]");
      HttpResponse<String> answer = two.ask("\"model\":\"pair\"");
      assertThat(header(answer, "x-orqen-model")).startsWith("groq/");
      assertThat(two.first.requests()).isEmpty();
      assertThat(header(two.ask("\"model\":\"openai/gpt-4o\",\"models\":[\"groq/llama\"]"), "x-orqen-model")).isEqualTo("groq/llama");
      two.allow("[\"pair\"]");
      assertThat(header(two.ask("\"model\":\"pair\""), "x-orqen-model")).isEqualTo("openai/gpt-4o");
      assertThat(two.ask("\"model\":\"once\"").statusCode()).isEqualTo(403);
      two.allow("[\"pair\",\"mistral/*\"]");
      assertThat(two.ask("\"model\":\"pair\"").statusCode()).isEqualTo(403);
    } finally {
      two.allow("null");
    }
  }

  /** The dearest target decides what is set aside; a failed attempt neither sets aside again nor keeps anything. */
  @Test
  void aBudgetIsReservedOnceAtTheDearestTarget() throws Exception {
    fails(two.first, 503, "down");
    try {
      two.change("{\"max_budget_usd\":0.02}");
      assertThat(two.ask("\"model\":\"pair\"").statusCode()).isEqualTo(402);
      assertThat(two.ask("\"model\":\"groq/llama-3.3-70b-versatile\"").statusCode()).isEqualTo(200);
      two.change("{\"max_budget_usd\":0.07,\"max_parallel_requests\":2}");
      // What a request has set aside is given back a moment after its answer is out.
      for (int i = 0; i < 10; i++) {
        String stream = i % 2 == 0 ? "" : ",\"stream\":true";
        Eventually.holds(() -> two.ask("\"model\":\"pair\"" + stream).statusCode() == 200);
      }
      fails(two.second, 503, "down too");
      for (int i = 0; i < 3; i++) {
        Eventually.holds(() -> two.ask("\"model\":\"pair\"").statusCode() == 503);
      }
      two.bothAnswer();
      Eventually.holds(() -> two.ask("\"model\":\"pair\"").statusCode() == 200);
    } finally {
      two.change("{\"max_budget_usd\":null,\"max_parallel_requests\":null}");
    }
  }
}

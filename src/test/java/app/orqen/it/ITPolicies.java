package app.orqen.it;

import static app.orqen.it.support.PolicyGateway.fails;
import static app.orqen.it.support.PolicyGateway.header;
import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.OpenAi;
import app.orqen.it.support.PolicyGateway;
import app.orqen.it.support.Surface;
import app.orqen.it.support.ToolCalls;
import app.orqen.it.support.Wires;
import app.orqen.translate.Wire;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Policies: conditions, bounds, headers, errors and rows. */
class ITPolicies {

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
  void headersAndRowSayWhoAnswered() throws Exception {
    for (String stream : new String[] {"", ",\"stream\":true"}) {
      fails(two.first, 503, "down", "Retry-After: 9", "x-request-id: of-the-first");
      HttpResponse<String> answer = two.ask("\"model\":\"pair\"" + stream);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(header(answer, "x-orqen-model")).isEqualTo("groq/llama-3.3-70b-versatile");
      assertThat(header(answer, "x-orqen-attempts")).isEqualTo("2");
      assertThat(header(answer, "retry-after")).isNull();
      assertThat(header(answer, "x-orqen-provider-request-id")).isNull();
      JsonNode row = two.gateway.row(answer);
      assertThat(row.path("provider").asText()).isEqualTo("groq");
      assertThat(row.path("input_tokens").asLong()).isEqualTo(9);
      JsonNode attempts = row.path("attempts");
      assertThat(attempts).hasSize(2);
      assertThat(attempts.path(0).path("provider").asText()).isEqualTo("openai");
      assertThat(attempts.path(0).path("status").asInt()).isEqualTo(503);
      assertThat(attempts.path(1).path("status").asInt()).isEqualTo(200);
      assertThat(attempts.path(1).path("credential").asText()).isEqualTo("default");
      assertThat(attempts.path(1).path("error_code").isNull()).isTrue();
    }
    two.bothAnswer();
    HttpResponse<String> single = two.ask("\"model\":\"openai/gpt-4o\"");
    fails(two.first, 503, "down");
    assertThat(header(two.ask("\"model\":\"openai/gpt-4o\""), "x-orqen-model")).isNull();
    assertThat(header(single, "x-orqen-attempts")).isEqualTo("1");
    assertThat(two.gateway.row(single).path("attempts")).hasSize(1);
  }

  @Test
  void whenAllFailTheErrorListsThem() {
    fails(two.first, 503, "first is down", "Retry-After: 9");
    fails(two.second, 500, "second is down", "Retry-After: 4");
    HttpResponse<String> answer = two.ask("\"model\":\"pair\"");
    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(answer.body()).contains("\"all_targets_failed\"").contains("openai/gpt-4o (503): first is down")
        .contains("groq/llama-3.3-70b-versatile (500): second is down");
    assertThat(header(answer, "retry-after")).isEqualTo("4");
    fails(two.second, 503, "second is down");
    assertThat(two.ask("\"model\":\"pair\"").statusCode()).isEqualTo(503);
    assertThat(two.ask("\"model\":\"pair\",\"stream\":true").statusCode()).isEqualTo(503);
    HttpResponse<String> once = two.ask("\"model\":\"once\"");
    assertThat(once.body()).contains("first is down").doesNotContain("all_targets_failed");
    assertThat(once.statusCode()).isEqualTo(503);
  }

  @Test
  void onlyTheConditionsOfThePolicyCount() {
    fails(two.first, 503, "down");
    HttpResponse<String> answer = two.ask("\"model\":\"strict\"");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("\"message\":\"down\"");
    assertThat(two.second.requests()).isEmpty();
  }

  @Test
  void aShortRetryAfterIsWaitedFor() throws Exception {
    for (String stream : new String[] {"", ",\"stream\":true"}) {
      two.renew();
      two.first.script((request, wire) -> {
        if (two.first.requests().size() == 1) {
          wire.json(429, "{\"error\":{\"message\":\"slow\",\"type\":\"rate_limit_error\"}}", "Retry-After: 1");
        } else {
          OpenAi.greet(request, wire);
        }
      });
      HttpResponse<String> answer = two.ask("\"model\":\"waits\"" + stream);
      assertThat(header(answer, "x-orqen-model")).isEqualTo("openai/gpt-4o");
      assertThat(header(answer, "x-orqen-attempts")).isEqualTo("2");
      fails(two.first, 429, "slow", "Retry-After: 1");
      HttpResponse<String> twice = two.ask("\"model\":\"waits\"" + stream);
      assertThat(header(twice, "x-orqen-model")).startsWith("groq/");
      assertThat(two.first.requests()).hasSize(2);
    }
    two.renew();
    fails(two.first, 429, "slow", "Retry-After: 60");
    assertThat(header(two.ask("\"model\":\"waits\""), "x-orqen-attempts")).isEqualTo("2");
    assertThat(two.first.requests()).hasSize(1);
  }

  @Test
  void theTotalTimeIsBounded() {
    two.first.script((request, wire) -> wire.awaitClose());
    two.second.script((request, wire) -> wire.awaitClose());
    for (String stream : new String[] {"", ",\"stream\":true"}) {
      HttpResponse<String> answer = two.ask("\"model\":\"short\"" + stream);
      assertThat(answer.statusCode()).isEqualTo(504);
      assertThat(answer.body()).contains("provider_timeout").contains("within 1 s");
    }
  }

  @Test
  void aLaterRoundOfAnAnswerThatHasBegunIsNotLate() throws Exception {
    two.first.script((request, wire) -> {
      if (two.first.requests().size() > 1) {
        Eventually.afterMillis(1000); // so that the gateway has time to find it late
        OpenAi.greet(request, wire);
        return;
      }
      wire.events();
      wire.chunk(OpenAi.chunk("Well"));
      Eventually.afterMillis(1200); // longer than the policy gives until the first content
      wire.chunk(new String(Wires.stream(Wire.OPENAI, true), StandardCharsets.UTF_8).replace("\"weather\"", "\"find_tools\""));
      wire.end();
    });
    two.change("{\"k_target_override\":2}");
    try {
      HttpResponse<String> answer = two.ask("\"model\":\"short\",\"stream\":true,\"tools\":"
          + ToolCalls.tools(Surface.OPENAI, ToolCalls.TWENTY));
      assertThat(answer.body()).contains("Well", "Hello", "[DONE]").doesNotContain("error");
      assertThat(two.first.requests()).hasSize(2);
    } finally {
      two.change("{\"k_target_override\":null}");
    }
  }

  @Test
  void aRequestThatIsTooLongGoesToTheContextTargets() {
    fails(two.first, 400, "This model's maximum context length is 8192 tokens.");
    HttpResponse<String> answer = two.ask("\"model\":\"long\"");
    assertThat(header(answer, "x-orqen-model")).isEqualTo("xai/grok-4");
    assertThat(two.ask("\"model\":\"pair\"").statusCode()).isEqualTo(400);
  }

  @Test
  void policiesAreListedAndReadAgain() throws Exception {
    assertThat(two.gateway.get("/v1/models").body()).contains("\"id\":\"pair\"");
    two.policy("later", "      - {name: strategy, value: weighted}\n");
    Eventually.holds(() -> two.ask("\"model\":\"later\"").statusCode() == 200);
    Files.delete(two.folder.resolve("policy-later.camel.yaml"));
    Eventually.holds(() -> two.ask("\"model\":\"later\"").statusCode() == 404);
  }
}

package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Conversations;
import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.OpenAi;
import app.orqen.it.support.Ports;
import app.orqen.it.support.StandIn;
import app.orqen.it.support.Surface;
import app.orqen.it.support.ToolCalls;
import app.orqen.it.support.Wires;
import app.orqen.translate.Wire;
import app.orqen.vault.CredentialStore;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Policies and the body's list of models: conditions, bounds, headers, errors, rows, and who may use which target. */
class ITPolicies {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SECRET = "stored-canary-9012";
  private static final String POLICY = """
      - templatedRoute:
          routeTemplateRef: policy
          routeId: policy-%s
          parameters:
            - {name: name, value: %s}
            - name: targets
              value: |
                openai/gpt-4o
                groq/llama-3.3-70b-versatile
      """;

  @TempDir
  static Path folder;
  static StandIn first;
  static StandIn second;
  static Gateway gateway;

  @BeforeAll
  static void start() throws Exception {
    try (Stream<Path> files = Files.list(Path.of("routes"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".camel.yaml")).toList()) {
        Files.copy(file, folder.resolve(file.getFileName().toString()));
      }
    }
    policy("pair", "");
    policy("waits", "      - {name: maxWait, value: 5s}\n      - {name: total, value: 20s}\n");
    policy("short", "      - {name: total, value: 1s}\n");
    policy("once", "      - {name: attempts, value: \"1\"}\n");
    policy("strict", "      - {name: \"on\", value: connect}\n");
    policy("long", "      - name: contextTargets\n        value: xai/grok-4\n");
    first = new StandIn();
    second = new StandIn();
    gateway = Gateway.start("orqen.routes-dir=" + folder, "orqen.routes-reload=true",
        "orqen.providers.openai.base-url=" + first.url() + "/v1", "orqen.providers.groq.base-url=" + second.url() + "/v1",
        "orqen.providers.xai.base-url=" + second.url() + "/xai/v1", "orqen.providers.anthropic.base-url=" + second.url(),
        "orqen.models.aliases.counted=openai/gpt-4o, anthropic/claude-sonnet-5",
        "orqen.providers.mistral.base-url=http://127.0.0.1:" + Ports.free() + "/v1",
        ToolCalls.PATIENT, "orqen.breaker.minimum-calls=1000", "orqen.breaker.window=1000");
    CredentialStore store = gateway.bean(CredentialStore.class);
    String account = gateway.bean(JdbcClient.class).sql("select id from account").query(String.class).single();
    for (String id : new String[] {"openai", "groq", "xai", "anthropic"}) {
      store.put(account, id, Map.of("api_key", SECRET + id), "…9012");
    }
  }

  private static void policy(String name, String more) throws IOException {
    Files.writeString(folder.resolve("policy-" + name + ".camel.yaml"), POLICY.formatted(name, name) + more);
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    first.close();
    second.close();
  }

  /** Stores the first provider's credential again, since a limited one is left out for a while. */
  @BeforeEach
  void credentialIsFresh() {
    assertThat(gateway.put("/v1/account/providers", "{\"provider\":\"openai\",\"api_key\":\"" + SECRET + "openai\"}").statusCode())
        .isEqualTo(200);
  }

  @BeforeEach
  void bothAnswer() {
    first.script(OpenAi::greet);
    second.script(OpenAi::greet);
  }

  private static void fails(StandIn provider, int status, String message, String... headers) {
    provider.script((request, wire) -> wire.json(status, "{\"error\":{\"message\":\"" + message + "\",\"type\":\"api_error\"}}", headers));
  }

  private static HttpResponse<String> ask(String fields) {
    Conversations.forget(gateway);
    return gateway.post("/v1/chat/completions", "{" + fields + ",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse(null);
  }

  @Test
  void headersAndRowSayWhoAnswered() throws Exception {
    for (String stream : new String[] {"", ",\"stream\":true"}) {
      fails(first, 503, "down", "Retry-After: 9", "x-request-id: of-the-first");
      HttpResponse<String> answer = ask("\"model\":\"pair\"" + stream);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(header(answer, "x-orqen-model")).isEqualTo("groq/llama-3.3-70b-versatile");
      assertThat(header(answer, "x-orqen-attempts")).isEqualTo("2");
      assertThat(header(answer, "retry-after")).isNull();
      assertThat(header(answer, "x-orqen-provider-request-id")).isNull();
      JsonNode row = gateway.row(answer);
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
    bothAnswer();
    HttpResponse<String> single = ask("\"model\":\"openai/gpt-4o\"");
    fails(first, 503, "down");
    assertThat(header(ask("\"model\":\"openai/gpt-4o\""), "x-orqen-model")).isNull();
    assertThat(header(single, "x-orqen-attempts")).isEqualTo("1");
    assertThat(gateway.row(single).path("attempts")).hasSize(1);
  }

  @Test
  void whenAllFailTheErrorListsThem() {
    fails(first, 503, "first is down", "Retry-After: 9");
    fails(second, 500, "second is down", "Retry-After: 4");
    HttpResponse<String> answer = ask("\"model\":\"pair\"");
    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(answer.body()).contains("\"all_targets_failed\"").contains("openai/gpt-4o (503): first is down")
        .contains("groq/llama-3.3-70b-versatile (500): second is down");
    assertThat(header(answer, "retry-after")).isEqualTo("4");
    fails(second, 503, "second is down");
    assertThat(ask("\"model\":\"pair\"").statusCode()).isEqualTo(503);
    assertThat(ask("\"model\":\"pair\",\"stream\":true").statusCode()).isEqualTo(503);
    HttpResponse<String> once = ask("\"model\":\"once\"");
    assertThat(once.body()).contains("first is down").doesNotContain("all_targets_failed");
    assertThat(once.statusCode()).isEqualTo(503);
  }

  @Test
  void onlyTheConditionsOfThePolicyCount() {
    fails(first, 503, "down");
    HttpResponse<String> answer = ask("\"model\":\"strict\"");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("\"message\":\"down\"");
    assertThat(second.requests()).isEmpty();
  }

  @Test
  void aShortRetryAfterIsWaitedFor() throws Exception {
    for (String stream : new String[] {"", ",\"stream\":true"}) {
      credentialIsFresh();
      first.script((request, wire) -> {
        if (first.requests().size() == 1) {
          wire.json(429, "{\"error\":{\"message\":\"slow\",\"type\":\"rate_limit_error\"}}", "Retry-After: 1");
        } else {
          OpenAi.greet(request, wire);
        }
      });
      HttpResponse<String> answer = ask("\"model\":\"waits\"" + stream);
      assertThat(header(answer, "x-orqen-model")).isEqualTo("openai/gpt-4o");
      assertThat(header(answer, "x-orqen-attempts")).isEqualTo("2");
      fails(first, 429, "slow", "Retry-After: 1");
      HttpResponse<String> twice = ask("\"model\":\"waits\"" + stream);
      assertThat(header(twice, "x-orqen-model")).startsWith("groq/");
      assertThat(first.requests()).hasSize(2);
    }
    credentialIsFresh();
    fails(first, 429, "slow", "Retry-After: 60");
    assertThat(header(ask("\"model\":\"waits\""), "x-orqen-attempts")).isEqualTo("2");
    assertThat(first.requests()).hasSize(1);
  }

  @Test
  void theTotalTimeIsBounded() {
    first.script((request, wire) -> wire.awaitClose());
    second.script((request, wire) -> wire.awaitClose());
    for (String stream : new String[] {"", ",\"stream\":true"}) {
      HttpResponse<String> answer = ask("\"model\":\"short\"" + stream);
      assertThat(answer.statusCode()).isEqualTo(504);
      assertThat(answer.body()).contains("provider_timeout").contains("within 1 s");
    }
  }

  @Test
  void aLaterRoundOfAnAnswerThatHasBegunIsNotLate() throws Exception {
    String id = JSON.readTree(gateway.get("/v1/account/keys").body()).path("data").path(0).path("id").asText();
    first.script((request, wire) -> {
      if (first.requests().size() > 1) {
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
    change(id, "{\"k_target_override\":2}");
    try {
      HttpResponse<String> answer = ask("\"model\":\"short\",\"stream\":true,\"tools\":"
          + ToolCalls.tools(Surface.OPENAI, ToolCalls.TWENTY));
      assertThat(answer.body()).contains("Well", "Hello", "[DONE]").doesNotContain("error");
      assertThat(first.requests()).hasSize(2);
    } finally {
      change(id, "{\"k_target_override\":null}");
    }
  }

  @Test
  void aRequestThatIsTooLongGoesToTheContextTargets() {
    fails(first, 400, "This model's maximum context length is 8192 tokens.");
    HttpResponse<String> answer = ask("\"model\":\"long\"");
    assertThat(header(answer, "x-orqen-model")).isEqualTo("xai/grok-4");
    assertThat(ask("\"model\":\"pair\"").statusCode()).isEqualTo(400);
  }

  @Test
  void theBodyMayListModels() {
    fails(first, 500, "down");
    for (String fields : new String[] {"\"model\":\"openai/gpt-4o\",\"models\":[\"openai/gpt-4o\",\"groq/llama\"]",
        "\"models\":[\"mistral/large\",\"gpt-4o\",\"groq/llama\"]", "\"models\":[\"nobody/knows\",\"pair\"]"}) {
      HttpResponse<String> answer = ask(fields);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(header(answer, "x-orqen-model")).startsWith("groq/llama");
      assertThat(header(answer, "x-orqen-attempts")).isEqualTo("2");
      assertThat(second.last().text()).doesNotContain("models\"").contains("\"model\":\"llama");
    }
    for (String models : new String[] {"[]", "null", "\"groq/llama\"", "[1]", "[\"\"]", "[" + "\"a/b\",".repeat(10) + "\"a/b\"]"}) {
      HttpResponse<String> answer = ask("\"model\":\"openai/gpt-4o\",\"models\":" + models);
      assertThat(answer.statusCode()).as(models).isEqualTo(400);
      assertThat(answer.body()).contains("\"param\":\"models\"");
    }
  }

  @Test
  void aCredentialInTheBodyIsTheFirstTargets() {
    fails(first, 500, "down");
    ask("\"model\":\"pair\",\"api_key\":\"own-canary-3333\"");
    assertThat(first.last().header("authorization")).isEqualTo("Bearer own-canary-3333");
    assertThat(second.last().header("authorization")).isEqualTo("Bearer " + SECRET + "groq");
  }

  private static final String OWN = ",\"api_key\":\"own-canary-3333\"";

  /** A name that leads nowhere may have a credential too, which the other names must not get. */
  @Test
  void aCredentialInTheBodyIsNoOtherModels() throws Exception {
    String id = JSON.readTree(gateway.get("/v1/account/keys").body()).path("data").path(0).path("id").asText();
    String typo = "\"model\":\"antropic/claude\",\"models\":[\"groq/llama\",\"anthropic/claude-sonnet-5\"]" + OWN;
    for (String stream : new String[] {"", ",\"stream\":true"}) {
      HttpResponse<String> answer = ask(typo + stream);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
      assertThat(answer.body()).contains("antropic/claude");
    }
    assertThat(count(typo).statusCode()).isEqualTo(404);
    try {
      allow(id, "[\"groq/*\",\"anthropic/*\"]");
      assertThat(ask("\"model\":\"openai/gpt-4o\",\"models\":[\"groq/llama\"]" + OWN).statusCode()).isEqualTo(403);
      assertThat(second.requests()).isEmpty();
      for (String fields : new String[] {"\"model\":\"pair\"", "\"models\":[\"pair\",\"groq/llama\"]"}) {
        assertThat(ask(fields + OWN).statusCode()).isEqualTo(200);
        assertThat(second.last().header("authorization")).isEqualTo("Bearer " + SECRET + "groq");
      }
      second.script((request, wire) -> wire.json(200, "{\"input_tokens\":5}"));
      for (String fields : new String[] {"\"model\":\"counted\"", "\"models\":[\"counted\",\"anthropic/claude-sonnet-5\"]"}) {
        assertThat(count(fields + OWN).statusCode()).isEqualTo(200);
        assertThat(second.last().header("x-api-key")).isEqualTo(SECRET + "anthropic");
      }
    } finally {
      allow(id, "null");
    }
    count("\"models\":[\"anthropic/claude-sonnet-5\",\"groq/llama\"]" + OWN);
    assertThat(second.last().header("x-api-key")).isEqualTo("own-canary-3333");
  }

  private static HttpResponse<String> count(String fields) {
    return gateway.post("/v1/messages/count_tokens", "{" + fields + ",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
  }

  @Test
  void aKeyUsesOnlyTheTargetsThatItMay() throws Exception {
    String id = JSON.readTree(gateway.get("/v1/account/keys").body()).path("data").path(0).path("id").asText();
    try {
      allow(id, "[\"groq/*\"]");
      HttpResponse<String> answer = ask("\"model\":\"pair\"");
      assertThat(header(answer, "x-orqen-model")).startsWith("groq/");
      assertThat(first.requests()).isEmpty();
      assertThat(header(ask("\"model\":\"openai/gpt-4o\",\"models\":[\"groq/llama\"]"), "x-orqen-model")).isEqualTo("groq/llama");
      allow(id, "[\"pair\"]");
      assertThat(header(ask("\"model\":\"pair\""), "x-orqen-model")).isEqualTo("openai/gpt-4o");
      assertThat(ask("\"model\":\"once\"").statusCode()).isEqualTo(403);
      allow(id, "[\"pair\",\"mistral/*\"]");
      assertThat(ask("\"model\":\"pair\"").statusCode()).isEqualTo(403);
    } finally {
      allow(id, "null");
    }
  }

  private static void allow(String id, String models) {
    change(id, "{\"allowed_models\":" + models + "}");
  }

  @Test
  void policiesAreListedAndReadAgain() throws Exception {
    assertThat(gateway.get("/v1/models").body()).contains("\"id\":\"pair\"");
    policy("later", "      - {name: strategy, value: weighted}\n");
    Eventually.holds(() -> ask("\"model\":\"later\"").statusCode() == 200);
    Files.delete(folder.resolve("policy-later.camel.yaml"));
    Eventually.holds(() -> ask("\"model\":\"later\"").statusCode() == 404);
  }

  /** The dearest target decides what is set aside; a failed attempt neither sets aside again nor keeps anything. */
  @Test
  void aBudgetIsReservedOnceAtTheDearestTarget() throws Exception {
    String id = JSON.readTree(gateway.get("/v1/account/keys").body()).path("data").path(0).path("id").asText();
    fails(first, 503, "down");
    try {
      change(id, "{\"max_budget_usd\":0.02}");
      assertThat(ask("\"model\":\"pair\"").statusCode()).isEqualTo(402);
      assertThat(ask("\"model\":\"groq/llama-3.3-70b-versatile\"").statusCode()).isEqualTo(200);
      change(id, "{\"max_budget_usd\":0.07,\"max_parallel_requests\":2}");
      // What a request has set aside is given back a moment after its answer is out.
      for (int i = 0; i < 10; i++) {
        String stream = i % 2 == 0 ? "" : ",\"stream\":true";
        Eventually.holds(() -> ask("\"model\":\"pair\"" + stream).statusCode() == 200);
      }
      fails(second, 503, "down too");
      for (int i = 0; i < 3; i++) {
        Eventually.holds(() -> ask("\"model\":\"pair\"").statusCode() == 503);
      }
      bothAnswer();
      Eventually.holds(() -> ask("\"model\":\"pair\"").statusCode() == 200);
    } finally {
      change(id, "{\"max_budget_usd\":null,\"max_parallel_requests\":null}");
    }
  }

  private static void change(String id, String fields) {
    HttpResponse<String> changed = Gateway.send(gateway.request("/v1/account/keys/" + id).header("Content-Type", "application/json")
        .method("PATCH", HttpRequest.BodyPublishers.ofString(fields)));
    assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
  }
}

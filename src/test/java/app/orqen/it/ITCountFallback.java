package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Gateway;
import app.orqen.it.support.Ports;
import app.orqen.it.support.StandIn;
import app.orqen.it.support.Wires;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Counts of tokens for names that lead to several targets: the next one that counts itself is asked, and an estimate comes last. */
class ITCountFallback {

  private static final String SECRET = "stored-canary-5551";

  static StandIn first;
  static StandIn second;
  static Gateway gateway;

  /** How the first target fails. */
  enum Failure {
    CONNECT, SERVER_ERROR, OVERLOADED, CREDENTIAL, NONSENSE
  }

  @BeforeAll
  static void start() {
    first = new StandIn();
    second = new StandIn();
    gateway = Gateway.start("orqen.providers.anthropic.base-url=" + first.url(), "orqen.providers.openai.base-url=" + first.url() + "/v1",
        "orqen.providers.gemini.base-url=" + second.url(), "orqen.providers.groq.base-url=" + second.url() + "/v1",
        "orqen.models.aliases.counted=anthropic/claude-sonnet-4-5, groq/llama, gemini/gemini-2.5-pro",
        "orqen.models.aliases.input=openai/gpt-5.5, groq/llama, gemini/gemini-2.5-pro",
        "orqen.models.aliases.uncounted=groq/llama, anthropic/claude-sonnet-4-5",
        "orqen.models.aliases.last=anthropic/claude-sonnet-4-5, groq/llama",
        "orqen.models.aliases.unstored=bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0, groq/llama",
        "orqen.breaker.minimum-calls=1000", "orqen.breaker.window=1000");
    Wires.liftLimit(gateway);
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    first.close();
    second.close();
  }

  /** Stores the credentials again, since a refused one is left out for a while. */
  @BeforeEach
  void credentials() {
    for (String id : new String[] {"anthropic", "openai", "gemini", "groq"}) {
      store(gateway, id);
    }
    second.script((request, wire) -> wire.json(200, "{\"totalTokens\":9}"));
  }

  private static void store(Gateway at, String id) {
    assertThat(at.put("/v1/account/providers", "{\"provider\":\"" + id + "\",\"api_key\":\"" + SECRET + "\"}").statusCode()).isEqualTo(200);
  }

  private static void fail(StandIn provider, Failure failure) {
    provider.script((request, wire) -> {
      switch (failure) {
        case CONNECT -> wire.cut();
        case SERVER_ERROR -> wire.json(500, "{\"error\":{\"message\":\"down\",\"type\":\"api_error\"}}");
        case OVERLOADED -> wire.json(529, "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"busy\"}}");
        case CREDENTIAL -> wire.json(401, "{\"error\":{\"message\":\"who?\",\"type\":\"authentication_error\"}}");
        case NONSENSE -> wire.json(200, "{}");
      }
    });
  }

  private static HttpResponse<String> count(Gateway at, String model) {
    return model.equals("input")
        ? at.post("/v1/responses/input_tokens", "{\"model\":\"input\",\"input\":\"Hello there\"}")
        : at.post("/v1/messages/count_tokens", "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello there\"}]}");
  }

  private static String count(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.headers().firstValue("x-orqen-count").orElse("counted");
  }

  static Stream<Arguments> failures() {
    List<Arguments> all = new ArrayList<>();
    for (String model : new String[] {"counted", "input"}) {
      for (Failure failure : Failure.values()) {
        all.add(Arguments.of(model, failure));
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("failures")
  void theNextTargetThatCountsIsAsked(String model, Failure failure) throws Exception {
    fail(first, failure);
    HttpResponse<String> answer = count(gateway, model);
    assertThat(count(answer)).isEqualTo("counted");
    assertThat(answer.body()).contains("\"input_tokens\":9");
    assertThat(answer.headers().firstValue("x-orqen-model")).contains("gemini/gemini-2.5-pro");
    assertThat(answer.headers().firstValue("x-orqen-attempts")).contains("2");
    assertThat(first.requests()).isNotEmpty();
    assertThat(second.requests()).hasSize(1);
    JsonNode attempts = gateway.row(answer).path("attempts");
    assertThat(attempts.findValuesAsText("provider")).containsExactly(model.equals("input") ? "openai" : "anthropic", "gemini");
    assertThat(attempts.at("/1/status").asInt()).isEqualTo(200);
  }

  @ParameterizedTest
  @MethodSource("failures")
  void whenAllFailTheGatewayEstimates(String model, Failure failure) throws Exception {
    fail(first, failure);
    fail(second, failure);
    HttpResponse<String> answer = count(gateway, model);
    assertThat(count(answer)).isEqualTo("estimate");
    assertThat(answer.body()).matches(".*\"input_tokens\":\\d{1,2}}");
    assertThat(answer.headers().firstValue("x-orqen-model")).isEmpty();
    assertThat(answer.headers().firstValue("content-type")).contains("application/json");
    assertThat(second.requests()).isNotEmpty();
    JsonNode row = gateway.row(answer);
    assertThat(row.path("status").asInt()).isEqualTo(200);
    assertThat(row.path("error_code").isNull()).isTrue();
    assertThat(row.path("provider").asText()).isEqualTo(model.equals("input") ? "openai" : "anthropic");
    assertThat(row.path("attempts")).hasSize(2);
  }

  @Test
  void theFirstTargetsCountWinsAndOneThatCannotCountIsEstimated() {
    first.script((request, wire) -> wire.json(200, "{\"input_tokens\":14}"));
    assertThat(count(gateway, "counted").body()).isEqualTo("{\"input_tokens\":14}");
    int before = first.requests().size();
    assertThat(count(count(gateway, "uncounted"))).isEqualTo("estimate");
    assertThat(first.requests()).hasSize(before);
    assertThat(second.requests()).isEmpty();
    fail(first, Failure.SERVER_ERROR);
    assertThat(count(count(gateway, "last"))).isEqualTo("estimate");
    assertThat(second.requests()).isEmpty();
  }

  /** A chat would go on to the target that has a credential, so that a count must not fail. */
  @Test
  void withoutACredentialForTargetsThatCountTheGatewayEstimates() {
    assertThat(count(count(gateway, "unstored"))).isEqualTo("estimate");
  }

  @Test
  void anErrorOfTheClientStaysAndSoDoesThatOfOneModel() {
    first.script((request, wire) -> wire.json(400, "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"bad\"}}"));
    assertThat(count(gateway, "counted").statusCode()).isEqualTo(400);
    fail(first, Failure.SERVER_ERROR);
    assertThat(count(gateway, "anthropic/claude-sonnet-4-5").statusCode()).isEqualTo(500);
    assertThat(second.requests()).isEmpty();
  }

  @Test
  void anOpenBreakerIsPassedBy() throws Exception {
    try (Gateway breaking = Gateway.start("orqen.providers.anthropic.base-url=http://127.0.0.1:" + Ports.free(),
        "orqen.providers.gemini.base-url=" + second.url(), "orqen.breaker.minimum-calls=2", "orqen.breaker.window=2",
        "orqen.breaker.open=10m", "orqen.models.aliases.both=anthropic/claude-sonnet-4-5, gemini/gemini-2.5-pro",
        "orqen.models.aliases.one=anthropic/claude-sonnet-4-5, groq/llama")) {
      store(breaking, "anthropic");
      store(breaking, "gemini");
      for (int i = 0; i < 5; i++) {
        assertThat(count(count(breaking, "both"))).isEqualTo("counted");
      }
      HttpResponse<String> answer = count(breaking, "both");
      assertThat(count(answer)).isEqualTo("counted");
      assertThat(breaking.row(answer).at("/attempts/0/error_code").asText()).isEqualTo("provider_unavailable");
      assertThat(count(count(breaking, "one"))).isEqualTo("estimate");
    }
  }
}

package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Awaited;
import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.SigV4;
import app.orqen.it.support.StandIn;
import app.orqen.it.support.Surface;
import app.orqen.it.support.Wires;
import app.orqen.translate.Wire;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every surface to every wire with credentials in the request, and answers that aren't answers. The matrix has the rest. */
class ITWires {

  private static final ObjectMapper JSON = new ObjectMapper();

  static StandIn provider;
  /** Opens when the client has the first text of an answer. */
  static volatile CountDownLatch begun = new CountDownLatch(1);
  static Gateway gateway;

  @BeforeAll
  static void start() {
    provider = new StandIn();
    gateway = Gateway.start("orqen.providers.openai.base-url=" + provider.url() + "/v1",
        "orqen.providers.groq.base-url=" + provider.url() + "/v1",
        "orqen.providers.anthropic.base-url=" + provider.url(), "orqen.providers.gemini.base-url=" + provider.url(),
        "orqen.providers.bedrock.base-url=" + provider.url(), "orqen.breaker.minimum-calls=1000",
        "orqen.breaker.window=1000");
    Wires.liftLimit(gateway);
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    provider.close();
  }

  static List<Object[]> pairs() {
    List<Object[]> pairs = new ArrayList<>();
    for (Surface surface : Surface.values()) {
      for (Wire wire : Wire.values()) {
        pairs.add(new Object[] {surface, wire});
      }
    }
    return pairs;
  }

  static HttpResponse<String> call(Surface surface, Wire wire, boolean stream) {
    String credentials = wire == Wire.CONVERSE ? Wires.AWS : Wires.CREDENTIALS;
    String model = "\"model\":\"" + Wires.model(surface, wire) + "\",";
    String streamed = stream ? "\"stream\":true," : "";
    return switch (surface) {
      case OPENAI -> post("/v1/chat/completions", "{" + model + streamed + credentials
          + ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"tools\":[{\"type\":\"function\",\"function\":"
          + "{\"name\":\"weather\",\"parameters\":{\"type\":\"object\",\"properties\":{}}}}]}");
      case ANTHROPIC -> post("/v1/messages?beta=true", "{" + model + streamed + credentials
          + ",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"tools\":[{\"name\":\"weather\","
          + "\"input_schema\":{\"type\":\"object\",\"properties\":{}}}]}");
      case RESPONSES -> post("/v1/responses", "{" + model + streamed + credentials
          + ",\"input\":\"hi\",\"tools\":[{\"type\":\"function\",\"name\":\"weather\",\"parameters\":{\"type\":\"object\",\"properties\":{}}}]}");
      case CONVERSE -> post("/model/" + Wires.model(wire).replace("/", "%2F").replace(":", "%3A") + "/converse"
          + (stream ? "-stream" : ""), "{" + credentials + ",\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}],"
          + "\"toolConfig\":{\"tools\":"
          + "[{\"toolSpec\":{\"name\":\"weather\",\"inputSchema\":{\"json\":{\"type\":\"object\"}}}}]}}");
    };
  }

  private static HttpResponse<String> post(String path, String json) {
    return Gateway.send(gateway.request(path).header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(json)), Awaited.handler("Hé", begun));
  }

  private static void answers(Wire wire) {
    provider.script((request, socket) -> socket.json(200, Wires.answer(wire)));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void textAndATool(Surface surface, Wire wire) throws Exception {
    answers(wire);
    HttpResponse<String> answer = call(surface, wire, false);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("Hé").contains("weather").contains("Oslo").contains(switch (surface) {
      case OPENAI -> "\"choices\"";
      case ANTHROPIC -> "\"type\":\"message\"";
      case CONVERSE -> "\"stopReason\":\"tool_use\"";
      case RESPONSES -> "\"object\":\"response\"";
    });
    StandIn.Request seen = provider.last();
    assertThat(seen.line()).isEqualTo("POST " + Wires.path(wire, false) + beta(surface, wire) + " HTTP/1.1");
    assertThat(seen.text()).doesNotContain("canary").contains("weather").contains("hi");
    assertThat(seen.headers().toString()).doesNotContain(Gateway.KEY);
    switch (wire) {
      case OPENAI -> assertThat(seen.header("authorization")).isEqualTo("Bearer " + Wires.SECRET);
      case ANTHROPIC -> {
        assertThat(seen.header("x-api-key")).isEqualTo(Wires.SECRET);
        assertThat(seen.header("anthropic-version")).isEqualTo("2023-06-01");
      }
      case GEMINI -> assertThat(seen.header("x-goog-api-key")).isEqualTo(Wires.SECRET);
      case CONVERSE -> SigV4.verify(seen, Wires.SECRET, "eu-west-1");
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void aRefusedCredential(Surface surface, Wire wire) throws Exception {
    int status = wire == Wire.GEMINI ? 400 : wire == Wire.CONVERSE ? 403 : 401;
    provider.script((request, socket) -> socket.json(status,
        Wires.error(wire, "authentication_error", "INVALID_ARGUMENT", "API key not valid: " + Wires.SECRET),
        "x-amzn-ErrorType: UnrecognizedClientException"));
    for (boolean stream : new boolean[] {true, false}) {
      HttpResponse<String> answer = call(surface, wire, stream);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(424);
      // Claude Code takes a provider's words about a key for an answer about its own.
      assertThat(answer.body()).contains(surface == Surface.ANTHROPIC ? "The gateway's log has its words" : "API key not valid: ***")
          .doesNotContain("canary");
      assertThat(answer.headers().firstValue("x-should-retry")).contains("false");
      assertThat(said(answer).asText()).isEqualTo("API key not valid: ***");
    }
  }

  /** Returns the provider's words as the request's row has them. */
  private static JsonNode said(HttpResponse<String> answer) throws Exception {
    String path = "/v1/account/requests/" + answer.headers().firstValue("x-request-id").orElseThrow();
    return JSON.readTree(Eventually.ask(() -> gateway.get(path), row -> row.statusCode() == 200).body()).path("provider_said");
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void wordsAreKeptUnlessTheyMayQuoteThePrompt(Surface surface, Wire wire) throws Exception {
    provider.script((request, socket) -> socket.json(429, Wires.error(wire, "rate_limit_error", "RESOURCE_EXHAUSTED",
        "slow down " + "x".repeat(600)), "x-amzn-ErrorType: ThrottlingException"));
    assertThat(said(call(surface, wire, false)).asText()).startsWith("slow down x").hasSize(500);
    provider.script((request, socket) -> socket.json(400, Wires.error(wire, "invalid_request_error", "INVALID_ARGUMENT",
        "the message 'hi' is too short"), "x-amzn-ErrorType: ValidationException"));
    HttpResponse<String> refused = call(surface, wire, true);
    assertThat(refused.body()).contains("the message 'hi' is too short");
    assertThat(said(refused).isNull()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void overloadedAndNonsense(Surface surface, Wire wire) {
    provider.script((request, socket) -> socket.json(wire == Wire.ANTHROPIC ? 529 : 503,
        Wires.error(wire, "overloaded_error", "UNAVAILABLE", "busy"), "x-amzn-ErrorType: ServiceUnavailableException"));
    boolean same = surface.name().equals(wire.name());
    int expected = same ? wire == Wire.ANTHROPIC ? 529 : 503 : surface == Surface.ANTHROPIC ? 529 : 503;
    assertThat(call(surface, wire, false).statusCode()).isEqualTo(expected);
    provider.script((request, socket) -> socket.json(200, "{\"hello\":1}"));
    assertThat(call(surface, wire, false).statusCode()).isEqualTo(502);
    assertThat(call(surface, wire, true).statusCode()).isEqualTo(502);
  }

  /** Of an error that is cut off the head is there, which says as much. */
  @ParameterizedTest
  @MethodSource("pairs")
  void anErrorThatIsCutOffIsToldByItsHead(Surface surface, Wire wire) {
    int status = wire == Wire.ANTHROPIC ? 529 : 503;
    boolean same = surface.name().equals(wire.name());
    int expected = same ? status : surface == Surface.ANTHROPIC ? 529 : 503;
    for (boolean stream : new boolean[] {false, true}) {
      provider.script((request, socket) -> cutOff(socket, status + " X\r\nRetry-After: 7"));
      HttpResponse<String> overloaded = call(surface, wire, stream);
      assertThat(overloaded.statusCode()).as(overloaded.body()).isEqualTo(expected);
      assertThat(overloaded.headers().firstValue("retry-after")).contains("7");
      provider.script((request, socket) -> cutOff(socket, "400 X\r\nx-amzn-ErrorType: ExpiredTokenException"));
      assertThat(call(surface, wire, stream).statusCode()).isEqualTo(424);
    }
  }

  private static void cutOff(StandIn.Wire socket, String head) throws IOException {
    socket.raw("HTTP/1.1 " + head + "\r\nContent-Type: application/json\r\nContent-Length: 900\r\nConnection: close\r\n\r\n{");
    socket.close();
  }

  /** Repeating it would be in vain, and Anthropic's SDK repeats every 429 that does not say so. */
  @ParameterizedTest
  @EnumSource
  void aQuotaThatIsUsedUpIsNotToBeRetried(Surface surface) {
    Map<Wire, String> errors = Map.of(
        Wire.OPENAI, "{\"error\":{\"message\":\"m\",\"type\":\"insufficient_quota\",\"code\":\"credit_balance_exhausted\"}}",
        Wire.ANTHROPIC, "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"m\","
            + "\"details\":{\"error_code\":\"enforced_spend_limit_reached\"}}}");
    errors.forEach((wire, error) -> {
      provider.script((request, socket) -> socket.json(429, error));
      HttpResponse<String> answer = call(surface, wire, false);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(429);
      assertThat(answer.headers().firstValue("x-should-retry")).contains("false");
    });
  }

  /** Whatever the provider calls it, a translated error has the type that docs/api.md gives to its status. */
  @ParameterizedTest
  @MethodSource("pairs")
  void otherRefusalsHaveTheTypeOfTheirStatus(Surface surface, Wire wire) {
    if (surface.name().equals(wire.name())) {
      return; // passes as it is
    }
    for (int status : new int[] {400, wire == Wire.CONVERSE ? 400 : 402, 408, 409, 422}) {
      provider.script((request, socket) -> socket.json(status,
          Wires.error(wire, Map.of(402, "billing_error", 408, "timeout_error").getOrDefault(status, "not_found_error"),
              "ABORTED", "no"),
          "x-amzn-ErrorType: ValidationException"));
      HttpResponse<String> answer = call(surface, wire, false);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
      if (surface == Surface.CONVERSE) {
        assertThat(answer.headers().firstValue("x-amzn-errortype"))
            .contains(status == 402 ? "ServiceQuotaExceededException" : "ValidationException");
      } else {
        assertThat(answer.body()).as("status " + status).contains("\"type\":\""
            + (status == 402 && surface == Surface.ANTHROPIC ? "billing_error" : "invalid_request_error") + "\"");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void anErrorInTheMiddleIsTheLastEvent(Surface surface, Wire wire) {
    begun = new CountDownLatch(1);
    provider.script((request, socket) -> {
      socket.raw("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: " + Wires.streamType(wire) + "\r\n\r\n");
      socket.raw(Wires.stream(wire, false));
      Awaited.await(begun);
      socket.raw(Wires.errorEvent(wire, "busy " + Wires.SECRET));
      socket.raw(Wires.stream(wire, true));
      socket.cut();
    });
    HttpResponse<String> answer = call(surface, wire, true);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("Hé").contains("busy ***").doesNotContain("canary").doesNotContain(end(surface))
        .contains(switch (surface) {
          case CONVERSE -> "serviceUnavailableException";
          case RESPONSES -> "response.failed";
          default -> "overloaded_error";
        });
    provider.script((request, socket) -> socket.answer(200, Wires.streamType(wire), Wires.errorEvent(wire, "busy")));
    assertThat(call(surface, wire, true).statusCode()).isEqualTo(surface == Surface.ANTHROPIC ? 529 : 503);
  }

  private static String beta(Surface surface, Wire wire) {
    return surface == Surface.ANTHROPIC && wire == Wire.ANTHROPIC ? "?beta=true" : "";
  }

  private static String end(Surface surface) {
    return switch (surface) {
      case OPENAI -> "data: [DONE]";
      case ANTHROPIC -> "\"type\":\"message_stop\"";
      case CONVERSE -> "messageStop";
      case RESPONSES -> "response.completed";
    };
  }

}

package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.inbound.Surface;
import app.orqen.translate.Wire;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every surface to every provider's wire, over sockets: answers, streams, errors, ends. */
class ITWires {

  static final String SECRET = "provider-canary-4242";
  static final String CREDENTIALS = "\"api_key\":\"" + SECRET + "\"";
  static final String AWS = "\"aws_access_key_id\":\"AKIDCANARY\",\"aws_secret_access_key\":\"" + SECRET
      + "\",\"aws_session_token\":\"session-canary\",\"aws_region_name\":\"eu-west-1\"";

  static StandIn provider;
  /** Opens when the client has the first text of an answer. */
  static volatile CountDownLatch begun = new CountDownLatch(1);
  static Gateway gateway;

  @BeforeAll
  static void start() {
    provider = new StandIn();
    gateway = Gateway.start("orqen.providers.openai.base-url=" + provider.url() + "/v1",
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
    String credentials = wire == Wire.CONVERSE ? AWS : CREDENTIALS;
    String model = "\"model\":\"" + Wires.model(wire) + "\",";
    String streamed = stream ? "\"stream\":true," : "";
    return switch (surface) {
      case OPENAI -> post("/v1/chat/completions", "{" + model + streamed + credentials
          + ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"tools\":[{\"type\":\"function\",\"function\":"
          + "{\"name\":\"weather\",\"parameters\":{\"type\":\"object\",\"properties\":{}}}}]}");
      case ANTHROPIC -> post("/v1/messages?beta=true", "{" + model + streamed + credentials
          + ",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"tools\":[{\"name\":\"weather\","
          + "\"input_schema\":{\"type\":\"object\",\"properties\":{}}}]}");
      case CONVERSE -> post("/model/" + Wires.model(wire).replace("/", "%2F").replace(":", "%3A") + "/converse"
          + (stream ? "-stream" : ""), "{" + credentials + ",\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}],"
          + "\"toolConfig\":{\"tools\":[{\"toolSpec\":{\"name\":\"weather\",\"inputSchema\":{\"json\":{\"type\":\"object\"}}}}]}}");
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
    });
    StandIn.Request seen = provider.last();
    assertThat(seen.line()).isEqualTo("POST " + Wires.path(wire, false) + beta(surface, wire) + " HTTP/1.1");
    assertThat(seen.text()).doesNotContain("canary").contains("weather").contains("hi");
    assertThat(seen.headers().toString()).doesNotContain(Gateway.KEY);
    switch (wire) {
      case OPENAI -> assertThat(seen.header("authorization")).isEqualTo("Bearer " + SECRET);
      case ANTHROPIC -> {
        assertThat(seen.header("x-api-key")).isEqualTo(SECRET);
        assertThat(seen.header("anthropic-version")).isEqualTo("2023-06-01");
      }
      case GEMINI -> assertThat(seen.header("x-goog-api-key")).isEqualTo(SECRET);
      case CONVERSE -> SigV4.verify(seen, SECRET, "eu-west-1");
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void aStream(Surface surface, Wire wire) {
    streams(wire, true);
    HttpResponse<String> answer = call(surface, wire, true);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type").orElseThrow())
        .startsWith(Wires.streamType(Wire.valueOf(surface.name())));
    assertThat(answer.body()).contains("Hé").contains("weather").contains("Oslo").contains(end(surface));
    assertThat(provider.last().line()).isEqualTo("POST " + Wires.path(wire, true) + beta(surface, wire) + " HTTP/1.1");
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void aCutStreamNeverLooksWhole(Surface surface, Wire wire) {
    streams(wire, false);
    HttpResponse<String> answer = call(surface, wire, true);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("Hé").doesNotContain(end(surface)).contains(switch (surface) {
      case OPENAI -> "data: {\"error\":{";
      case ANTHROPIC -> "event: error";
      case CONVERSE -> "internalServerException";
    });
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void aRateLimit(Surface surface, Wire wire) {
    provider.script((request, socket) -> socket.json(429,
        Wires.error(wire, "rate_limit_error", "RESOURCE_EXHAUSTED", "too fast"), "Retry-After: 7",
        "x-amzn-ErrorType: ThrottlingException"));
    for (boolean stream : new boolean[] {false, true}) {
      HttpResponse<String> answer = call(surface, wire, stream);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(429);
      assertThat(answer.headers().firstValue("retry-after")).contains("7");
      assertThat(answer.headers().firstValue("x-orqen-error-source")).contains("provider");
      assertThat(answer.body()).contains("too fast");
      if (surface == Surface.CONVERSE) {
        assertThat(answer.headers().firstValue("x-amzn-errortype")).contains("ThrottlingException");
      } else {
        assertThat(answer.body()).contains("rate_limit_error");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void aRefusedCredential(Surface surface, Wire wire) {
    int status = wire == Wire.GEMINI ? 400 : wire == Wire.CONVERSE ? 403 : 401;
    provider.script((request, socket) -> socket.json(status,
        Wires.error(wire, "authentication_error", "INVALID_ARGUMENT", "API key not valid: " + SECRET),
        "x-amzn-ErrorType: UnrecognizedClientException"));
    HttpResponse<String> answer = call(surface, wire, true);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(424);
    assertThat(answer.body()).contains("API key not valid: ***").doesNotContain("canary");
    assertThat(answer.headers().firstValue("x-should-retry")).contains("false");
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

  @ParameterizedTest
  @MethodSource("pairs")
  void anErrorInTheMiddleIsTheLastEvent(Surface surface, Wire wire) {
    begun = new CountDownLatch(1);
    provider.script((request, socket) -> {
      socket.raw("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: " + Wires.streamType(wire) + "\r\n\r\n");
      socket.raw(Wires.stream(wire, false));
      Awaited.await(begun);
      socket.raw(Wires.errorEvent(wire, "busy " + SECRET));
      socket.raw(Wires.stream(wire, true));
      socket.cut();
    });
    HttpResponse<String> answer = call(surface, wire, true);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("Hé").contains("busy ***").doesNotContain("canary").doesNotContain(end(surface))
        .contains(surface == Surface.CONVERSE ? "serviceUnavailableException" : "overloaded_error");
    provider.script((request, socket) -> socket.answer(200, Wires.streamType(wire), Wires.errorEvent(wire, "busy")));
    assertThat(call(surface, wire, true).statusCode()).isEqualTo(surface == Surface.ANTHROPIC ? 529 : 503);
  }

  private static void streams(Wire wire, boolean whole) {
    begun = new CountDownLatch(1);
    provider.script((request, socket) -> {
      socket.raw("HTTP/1.1 200 OK\r\nContent-Type: " + Wires.streamType(wire) + "\r\nTransfer-Encoding: chunked\r\n\r\n");
      byte[] bytes = Wires.stream(wire, whole);
      for (int from = 0; from < bytes.length; from += 37) {
        int length = Math.min(37, bytes.length - from);
        socket.raw(Integer.toHexString(length) + "\r\n");
        socket.raw(java.util.Arrays.copyOfRange(bytes, from, from + length));
        socket.raw("\r\n");
      }
      if (whole) {
        socket.end();
      } else {
        Awaited.await(begun); // else the reset would overtake what came
        socket.cut();
      }
    });
  }

  private static String beta(Surface surface, Wire wire) {
    return surface == Surface.ANTHROPIC && wire == Wire.ANTHROPIC ? "?beta=true" : "";
  }

  private static String end(Surface surface) {
    return switch (surface) {
      case OPENAI -> "data: [DONE]";
      case ANTHROPIC -> "\"type\":\"message_stop\"";
      case CONVERSE -> "messageStop";
    };
  }

}

package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Gateway;
import app.orqen.it.support.StandIn;
import app.orqen.it.support.Surface;
import app.orqen.it.support.Wires;
import app.orqen.translate.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pitfalls of docs/pitfalls.md that need sockets; each test bears the number of its pitfall. */
class ITPitfalls {

  static StandIn provider;
  static Gateway gateway;

  @BeforeAll
  static void start() {
    provider = new StandIn();
    gateway = Gateway.start("orqen.providers.openai.base-url=" + provider.url() + "/v1",
        "orqen.providers.groq.base-url=" + provider.url() + "/v1",
        "orqen.providers.anthropic.base-url=" + provider.url(), "orqen.providers.gemini.base-url=" + provider.url(),
        "orqen.providers.bedrock.base-url=" + provider.url(), "orqen.breaker.minimum-calls=1000",
        "orqen.breaker.window=1000");
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    provider.close();
  }

  private static String path(Surface surface, Wire wire, boolean stream) {
    return switch (surface) {
      case OPENAI -> "/v1/chat/completions";
      case ANTHROPIC -> "/v1/messages";
      case RESPONSES -> "/v1/responses";
      case CONVERSE -> "/model/" + Wires.model(wire).replace("/", "%2F").replace(":", "%3A") + "/converse"
          + (stream ? "-stream" : "");
    };
  }

  private static String body(Surface surface, Wire wire, boolean stream) {
    String credentials = "{" + (wire == Wire.CONVERSE ? Wires.AWS : Wires.CREDENTIALS);
    String model = ",\"model\":\"" + Wires.model(surface, wire) + "\",\"stream\":" + stream;
    return credentials + switch (surface) {
      case CONVERSE -> ",\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}]}";
      case RESPONSES -> model + ",\"max_output_tokens\":16,\"input\":\"hi\"}";
      default -> model + ",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    };
  }

  private static HttpResponse<String> call(Surface surface, Wire wire, boolean stream, String... headers) {
    HttpRequest.Builder request = gateway.request(path(surface, wire, stream)).header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body(surface, wire, stream)));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return Gateway.send(request);
  }

  @ParameterizedTest
  @MethodSource("app.orqen.it.ITWires#pairs")
  void pitfall19_retryAfterKeepsItsNames(Surface surface, Wire wire) {
    provider.script((request, socket) -> socket.json(429, Wires.error(wire, "rate_limit_error", "RESOURCE_EXHAUSTED", "slow"),
        "Retry-After: 7", "retry-after-ms: 6500", "anthropic-ratelimit-unified-status: rejected",
        "x-amzn-ErrorType: ThrottlingException"));
    HttpResponse<String> answer = call(surface, wire, true);
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("retry-after")).contains("7");
    assertThat(answer.headers().firstValue("retry-after-ms")).contains("6500");
    assertThat(answer.headers().firstValue("anthropic-ratelimit-unified-status")).contains("rejected");
  }

  @Test
  void pitfall19_theGatewaysOwn429HasItToo() {
    String key = gateway.post("/v1/account/keys", "{\"name\":\"slow\",\"rate_limit_rpm\":1}").body()
        .replaceAll("(?s).*\"key\":\"([^\"]+)\".*", "$1");
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway.url() + "/model/echo%2Fhello/converse"))
        .header("Authorization", "Bearer " + key).header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body(Surface.CONVERSE, Wire.OPENAI, false)));
    assertThat(Gateway.send(request).statusCode()).isEqualTo(200);
    HttpResponse<String> refused = Gateway.send(request);
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("retry-after").map(Integer::parseInt).orElseThrow()).isBetween(1, 60);
  }

  private static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** A provider that compresses although nobody asked it to. */
  @ParameterizedTest
  @MethodSource("app.orqen.it.ITWires#pairs")
  void pitfall20_contentEncodingIsNotLeftOver(Surface surface, Wire wire) {
    provider.script((request, socket) -> socket.answer(200, "application/json", gzip(Wires.utf8(Wires.answer(wire))),
        "Content-Encoding: gzip"));
    HttpResponse<String> whole = call(surface, wire, false, "Accept-Encoding", "zstd");
    assertThat(whole.statusCode()).as(whole.body()).isEqualTo(200);
    assertThat(whole.body()).contains("Hé");
    assertThat(whole.headers().firstValue("content-encoding")).isEmpty();
    assertThat(whole.headers().firstValue("content-length"))
        .contains(Integer.toString(whole.body().getBytes(StandardCharsets.UTF_8).length));
    assertThat(provider.last().header("accept-encoding")).isIn(null, "identity");
    provider.script((request, socket) -> socket.answer(200, Wires.streamType(wire), gzip(Wires.stream(wire, true)),
        "Content-Encoding: gzip"));
    HttpResponse<String> streamed = call(surface, wire, true, "Accept-Encoding", "zstd");
    assertThat(streamed.statusCode()).as(streamed.body()).isEqualTo(200);
    assertThat(streamed.body()).contains("Hé");
    provider.script((request, socket) -> socket.answer(400, "application/json",
        gzip(Wires.utf8(Wires.error(wire, "invalid_request_error", "INVALID_ARGUMENT", "no such thing"))),
        "Content-Encoding: gzip", "x-amzn-ErrorType: ValidationException"));
    HttpResponse<String> failed = call(surface, wire, false, "Accept-Encoding", "zstd");
    assertThat(failed.statusCode()).isEqualTo(400);
    assertThat(failed.body()).contains("no such thing");
    assertThat(failed.headers().firstValue("content-encoding")).isEmpty();
  }

  private static Socket open(String path, String json) throws IOException {
    Socket socket = new Socket("127.0.0.1", gateway.port());
    byte[] body = Wires.utf8(json);
    socket.getOutputStream().write(Wires.utf8("POST " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
        + Gateway.KEY + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n"));
    socket.getOutputStream().write(body);
    return socket;
  }

  @ParameterizedTest
  @MethodSource("app.orqen.it.ITWires#pairs")
  void pitfall21_aClientThatLeavesEndsTheCall(Surface surface, Wire wire) throws Exception {
    for (String when : new String[] {"plain", "before", "amid"}) {
      boolean stream = !when.equals("plain");
      CompletableFuture<Void> reached = new CompletableFuture<>();
      CompletableFuture<Void> closed = new CompletableFuture<>();
      provider.script((request, socket) -> {
        if (when.equals("amid")) {
          socket.raw("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: " + Wires.streamType(wire) + "\r\n\r\n");
          socket.raw(Wires.stream(wire, false));
        }
        reached.complete(null);
        socket.awaitClose();
        closed.complete(null);
      });
      try (Socket socket = open(path(surface, wire, stream), body(surface, wire, stream))) {
        reached.get(60, TimeUnit.SECONDS);
        if (when.equals("amid")) {
          assertThat(socket.getInputStream().read()).isEqualTo('H');
        }
      }
      // Before any limit of time: it was the client's leaving that ended it.
      closed.get(60, TimeUnit.SECONDS);
    }
  }

  /** Only Anthropic's own SDK retries its 529, and no SDK retries an error that won't go away. */
  @Test
  void pitfallP5_statusesThatEachSdkRetries() {
    provider.script((request, socket) -> socket.json(529, Wires.error(Wire.ANTHROPIC, "overloaded_error", "", "busy")));
    assertThat(call(Surface.CONVERSE, Wire.ANTHROPIC, false).statusCode()).isEqualTo(503);
    assertThat(call(Surface.OPENAI, Wire.ANTHROPIC, false).statusCode()).isEqualTo(503);
    provider.script((request, socket) -> socket.json(401, Wires.error(Wire.ANTHROPIC, "authentication_error", "", "no")));
    for (Surface surface : Surface.values()) {
      HttpResponse<String> rejected = call(surface, Wire.ANTHROPIC, false);
      assertThat(rejected.statusCode()).isEqualTo(424);
      assertThat(rejected.headers().firstValue("x-should-retry")).contains("false");
    }
  }

  @Test
  void pitfallP6_modelsWithEncodedSlashesAndColonsReachTheirProvider() {
    provider.script((request, socket) -> socket.json(200, Wires.answer(Wire.CONVERSE)));
    for (String id : new String[] {"bedrock%2Fus-west-2%2Fmeta.llama-v1%3A0", "bedrock/us-west-2/meta.llama-v1:0"}) {
      assertThat(gateway.post("/model/" + id + "/converse", body(Surface.CONVERSE, Wire.CONVERSE, false)).statusCode())
          .isEqualTo(200);
      assertThat(provider.last().line()).isEqualTo("POST /model/meta.llama-v1%3A0/converse HTTP/1.1");
    }
  }

  @Test
  void pitfallP8_pathsAsTheSdksBuildThem() {
    provider.script((request, socket) -> socket.json(200, Wires.answer(Wire.ANTHROPIC)));
    String message = body(Surface.ANTHROPIC, Wire.ANTHROPIC, false);
    assertThat(gateway.post("/v1/v1/messages?beta=true", message).statusCode()).isEqualTo(200);
    assertThat(provider.last().line()).isEqualTo("POST /v1/messages?beta=true HTTP/1.1");
    provider.script((request, socket) -> socket.json(200, "{\"object\":\"list\",\"model\":\"e\",\"data\":[{\"object\":"
        + "\"embedding\",\"index\":0,\"embedding\":\"zczMPQ==\"}],\"usage\":{\"prompt_tokens\":1,\"total_tokens\":1}}"));
    var embeddings = gateway.post("/v1/embeddings", "{\"model\":\"text-embedding-3-small\"," + Wires.CREDENTIALS
        + ",\"input\":\"x\",\"encoding_format\":\"base64\"}");
    assertThat(embeddings.body()).contains("zczMPQ==");
    assertThat(provider.last().text()).contains("\"encoding_format\":\"base64\"");
  }

  @Test
  void pitfallP12_theKeyComesInEitherHeader() {
    provider.script((request, socket) -> socket.json(200, Wires.answer(Wire.ANTHROPIC)));
    for (String[] header : new String[][] {{"x-api-key", Gateway.KEY}, {"Authorization", "Bearer " + Gateway.KEY},
        {"x-api-key", "", "Authorization", "Bearer " + Gateway.KEY}}) {
      var answer = Gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + "/v1/messages")).headers(header)
          .header("Content-Type", "application/json")
          .POST(HttpRequest.BodyPublishers.ofString(body(Surface.ANTHROPIC, Wire.ANTHROPIC, false))));
      assertThat(answer.statusCode()).isEqualTo(200);
    }
  }
}

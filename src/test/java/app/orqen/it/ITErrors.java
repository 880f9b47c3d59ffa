package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.RawHttp;
import app.orqen.it.support.StandIn;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The table of statuses, walked whole; and no secret in what is logged of it. */
@ExtendWith(OutputCaptureExtension.class)
class ITErrors {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String OK = "{\"model\":\"gpt-4o\",\"api_key\":\"sk-own-canary-777777\","
      + "\"messages\":[{\"role\":\"user\",\"content\":\"prompt-canary\"}]}";

  static StandIn provider;
  static Gateway gateway;

  @BeforeAll
  static void start() {
    provider = new StandIn();
    gateway = Gateway.start("orqen.providers.openai.base-url=" + provider.url() + "/v1", "orqen.max-request-bytes=64KB",
        "orqen.providers.groq.base-url=http://127.0.0.1:1/v1");
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    provider.close();
  }

  /** Status, code, and a request that earns them. */
  static Stream<Arguments> table() {
    return Stream.of(
        row(401, "invalid_api_key", "POST", "/v1/chat/completions", null, "application/json", OK),
        row(401, "invalid_api_key", "POST", "/v1/chat/completions", "Bearer sk-orq-short", "application/json", OK),
        row(401, "invalid_api_key", "POST", "/v1/nothing", null, "text/plain", "x"),
        row(404, "not_found", "GET", "/v1/nothing", key(), null, null),
        row(404, "not_found", "GET", "/nothing", key(), null, null),
        row(405, "method_not_allowed", "GET", "/v1/chat/completions", key(), null, null),
        row(405, "method_not_allowed", "DELETE", "/v1/account/keys", key(), null, null),
        row(415, "unsupported_media_type", "POST", "/v1/chat/completions", key(), "text/plain", OK),
        row(415, "unsupported_media_type", "POST", "/v1/chat/completions", key(), null, OK),
        row(415, "unsupported_media_type", "POST", "/v1/chat/completions", key(),
            "application/x-www-form-urlencoded", "a=b&c"),
        row(413, "request_too_large", "POST", "/v1/chat/completions", key(), "application/json", "x".repeat(70_000)),
        row(400, "invalid_json", "POST", "/v1/chat/completions", key(), "application/json", "{\"model\":"),
        row(400, "missing_model", "POST", "/v1/chat/completions", key(), "application/json", "{\"messages\":[{}]}"),
        row(400, "missing_model", "POST", "/v1/chat/completions", key(), "application/json",
            "{\"model\":5,\"messages\":[{}]}"),
        row(400, "invalid_value", "POST", "/v1/chat/completions", key(), "application/json",
            OK.replace("gpt-4o", "openai/gpt\\ud83d")),
        row(400, "missing_messages", "POST", "/v1/chat/completions", key(), "application/json", "{\"model\":\"gpt-4o\"}"),
        row(400, "missing_messages", "POST", "/v1/chat/completions", key(), "application/json",
            "{\"model\":\"gpt-4o\",\"messages\":[1]}"),
        row(400, "invalid_type", "POST", "/v1/chat/completions", key(), "application/json",
            OK.replace("{\"model\"", "{\"stream\":1,\"model\"")),
        row(400, "duplicate_field", "POST", "/v1/chat/completions", key(), "application/json",
            OK.replace("{\"model\"", "{\"model\":\"a\",\"model\"")),
        row(400, "duplicate_field", "POST", "/v1/chat/completions", key(), "application/json",
            OK.replace("{\"model\"", "{\"n\":1,\"n\":2,\"model\"")),
        row(400, "provider_credentials_missing", "POST", "/v1/chat/completions", key(), "application/json",
            OK.replace("gpt-4o", "mistral/x").replace("\"api_key\":\"sk-own-canary-777777\",", "")),
        row(400, "api_base_not_allowed", "POST", "/v1/chat/completions", key(), "application/json",
            OK.replace("{\"model\"", "{\"api_base\":\"http://169.254.169.254/\",\"model\"")),
        row(404, "model_not_found", "POST", "/v1/chat/completions", key(), "application/json",
            OK.replace("gpt-4o", "who-knows")),
        row(404, "model_not_found", "POST", "/v1/chat/completions", key(), "application/json",
            OK.replace("gpt-4o", "openai/")),
        row(502, "provider_unreachable", "POST", "/v1/chat/completions", key(), "application/json",
            OK.replace("gpt-4o", "groq/x")));
  }

  private static Arguments row(int status, String code, String method, String path, String authorization, String type,
      String body) {
    return Arguments.of(status, code, method, path, authorization, type, body);
  }

  private static String key() {
    return "Bearer " + Gateway.KEY;
  }

  @ParameterizedTest
  @MethodSource("table")
  void everyStatusHasItsBody(int status, String code, String method, String path, String authorization, String type,
      String body) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway.url() + path));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    if (type != null) {
      request.header("Content-Type", type);
    }
    HttpResponse<String> answer = Gateway.send(request.method(method, body == null
        ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    JsonNode error = JSON.readTree(answer.body()).get("error");
    assertThat(error.get("code").asText()).isEqualTo(code);
    assertThat(error.has("param")).isTrue();
    assertThat(error.get("type").isTextual()).isTrue();
    assertThat(answer.headers().firstValue("content-type")).contains("application/json");
    assertThat(answer.headers().firstValue("x-request-id").orElseThrow()).startsWith("req_");
    assertThat(answer.headers().firstValue("x-orqen-error-source")).contains("gateway");
    assertThat(answer.headers().firstValue("x-orqen-overhead-ms")).isPresent();
    assertThat(answer.headers().firstValue("x-ratelimit-limit-requests").isPresent())
        .isEqualTo(status != 401 && !path.equals("/nothing"));
    assertThat(answer.headers().firstValue("allow").isPresent()).isEqualTo(status == 405);
  }

  /** A provider that quotes the request which it refuses, and one whose error is too long to be shown at all. */
  @Test
  void aLongErrorKeepsItsStatus() throws Exception {
    String quoting = "{\"error\":{\"message\":\"no\",\"type\":\"t\",\"code\":null,\"input\":\"" + "no ".repeat(1 << 19) + "\"}}";
    provider.script((request, wire) -> wire.json(422, quoting));
    HttpResponse<String> quoted = gateway.post("/v1/chat/completions", OK);
    assertThat(quoted.statusCode()).isEqualTo(422);
    assertThat(quoted.body()).isEqualTo(quoting);
    provider.script((request, wire) -> wire.answer(429, "text/html", new byte[5 << 20], "Retry-After: 7"));
    HttpResponse<String> endless = gateway.post("/v1/chat/completions", OK);
    assertThat(endless.statusCode()).isEqualTo(429);
    assertThat(endless.headers().firstValue("retry-after")).contains("7");
    assertThat(endless.headers().firstValue("x-orqen-error-source")).contains("provider");
    assertThat(JSON.readTree(endless.body()).at("/error/code").asText()).isEqualTo("provider_error");
  }

  @Test
  void anErrorInAListIsQuoted() throws Exception {
    provider.script((request, wire) -> wire.json(429,
        "[{\"error\":{\"code\":429,\"message\":\"Quota exceeded.\",\"status\":\"RESOURCE_EXHAUSTED\"}}]"));
    HttpResponse<String> answer = gateway.post("/v1/chat/completions", OK);
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("x-orqen-error-source")).contains("provider");
    assertThat(JSON.readTree(answer.body()).at("/error/message").asText()).isEqualTo("Quota exceeded.");
    assertThat(JSON.readTree(answer.body()).at("/error/type").asText()).isEqualTo("rate_limit_error");
  }

  @Test
  void twoAuthorizationHeadersAreNone() throws Exception {
    String twice = "Authorization: Bearer " + Gateway.KEY + "\r\n";
    try (Socket socket = new Socket("127.0.0.1", gateway.port())) {
      socket.getOutputStream().write(("GET /v1/account/me HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + twice + twice
          + "\r\n").getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).contains(" 401 ");
    }
  }

  @Test
  void aClientThatStillSendsSeesTheRefusal() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", gateway.port())) {
      var out = socket.getOutputStream();
      out.write(("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: " + key()
          + "\r\nContent-Type: application/json\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n")
          .getBytes(StandardCharsets.US_ASCII));
      byte[] chunk = ("10000\r\n" + "x".repeat(65536) + "\r\n").getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < 64; i++) {
        out.write(chunk);
      }
      out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).contains(" 413 ").contains("request_too_large");
    }
  }

  /** Requests that Tomcat refuses before any filter are in the log and in the metrics too, without their content. */
  @ParameterizedTest
  @CsvSource({"400,'GET /v1/{line-canary} HTTP/1.1\r\n'", "505,'GET /v1/line-canary HTTP/9.9\r\n'",
      "501,'CONNECT line-canary HTTP/1.1\r\nHost: line-canary\r\n'",
      "400,'POST /v1/messages HTTP/1.1\r\nHost: x\r\nHost: line-canary\r\n'",
      "400,'GET /v1/models HTTP/1.1\r\nHost: x\r\nline-canary: LONG\r\n'"})
  void whatTheContainerRefusesIsCounted(int status, String request, CapturedOutput output) throws Exception {
    double before = refused(status);
    RawHttp.Answer answer = RawHttp.exchange(gateway, request.replace("\\r\\n", "\r\n").replace("LONG", "y".repeat(20_000))
        + "Connection: close\r\n\r\n");
    assertThat(answer.status()).isEqualTo(status);
    String id = answer.header("x-request-id");
    Eventually.holds(() -> output.getAll().contains(id)); // after its answer is out, and counted before that
    assertThat(refused(status)).isEqualTo(before + 1);
    assertThat(output.getAll().lines().filter(line -> line.contains(id))).singleElement().asString()
        .contains("status=" + status);
    assertThat(output.getAll()).doesNotContain("line-canary");
  }

  /** How many requests of no provider had an answer of this status. */
  private static double refused(int status) {
    return gateway.metrics().lines()
        .filter(line -> line.startsWith("orqen_requests_total{") && line.contains("model_family=\"none\"")
            && line.contains("provider=\"none\"") && line.contains("status=\"" + status + "\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).sum();
  }

  /** However the provider repeats the credential: in a header, or in JSON with escapes. */
  @Test
  void aRepeatedCredentialIsMasked() {
    provider.script((request, wire) -> {
      String sent = request.header("authorization");
      wire.json(400, "{\"error\":{\"message\":\"bad " + sent.replace("\"", "\\\"").replace("/", "\\/") + "\"}}",
          "x-request-id: " + sent, "openai-processing-ms: " + sent);
    });
    HttpResponse<String> answer = gateway.post("/v1/chat/completions",
        OK.replace("sk-own-canary-777777", "sk-own\\\"/canary-777777"));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body() + answer.headers().map()).contains("***").doesNotContain("canary-777777");
    HttpResponse<String> own = gateway.post("/v1/chat/completions", OK.replace("sk-own-canary-777777", Gateway.KEY));
    assertThat(own.statusCode()).as("the Orqen key never goes upstream").isEqualTo(400);
  }

  /** A refusal does not wait for a body that does not come. */
  @Test
  void aRefusalComesAtOnce() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", gateway.port())) {
      socket.setSoTimeout(9_000); // a body is waited for a second longer
      socket.getOutputStream().write(("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
          + "Content-Length: 2000\r\n\r\n{").getBytes(StandardCharsets.US_ASCII));
      byte[] head = socket.getInputStream().readNBytes(12);
      assertThat(new String(head, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 401");
    }
  }

  /** Of an error that is cut off or badly compressed the head is known: its status and when to try again hold. */
  @ParameterizedTest
  @CsvSource({"429,Content-Length: 900,429,provider_error", "503,Transfer-Encoding: chunked,503,provider_error",
      "429,Content-Encoding: gzip\\r\\nContent-Length: 12,429,provider_error",
      "401,Content-Length: 900,424,provider_credentials_rejected",
      "307,Content-Length: 900,502,provider_unreachable", "200,Content-Length: 900,502,provider_unreachable"})
  void ofAnUnreadableErrorTheHeadStays(int status, String broken, int expected, String code) {
    provider.script((request, wire) -> {
      wire.raw("HTTP/1.1 " + status + " X\r\nContent-Type: application/json\r\nConnection: close\r\nRetry-After: 7\r\n"
          + broken.replace("\\r\\n", "\r\n") + "\r\n\r\n{\"error\":{}}");
      wire.close();
    });
    HttpResponse<String> answer = gateway.post("/v1/chat/completions", OK);
    assertThat(answer.statusCode()).isEqualTo(expected);
    assertThat(answer.body()).contains(code);
    assertThat(answer.headers().firstValue("retry-after").isPresent()).isEqualTo(expected != 502);
  }

  @Test
  void nothingLeaks(CapturedOutput output) {
    provider.script((request, wire) -> wire.json(500, "{\"error\":{\"message\":\"x sk-own-canary-777777\"}}"));
    HttpResponse<String> failed = gateway.post("/v1/chat/completions?api_key=query-canary", OK);
    assertThat(failed.statusCode()).isEqualTo(500);
    assertThat(failed.headers().firstValue("x-orqen-error-source")).contains("provider");
    provider.script((request, wire) -> wire.cut());
    HttpResponse<String> cut = gateway.post("/v1/chat/completions", OK);
    assertThat(cut.statusCode()).isEqualTo(502);
    for (String text : new String[] {failed.body() + failed.headers().map(), cut.body() + cut.headers().map(),
        output.getAll()}) {
      assertThat(text).doesNotContain("canary-777777").doesNotContain("prompt-canary").doesNotContain("query-canary")
          .doesNotContain(Gateway.KEY).doesNotContain(Gateway.ADMIN_TOKEN);
    }
  }
}

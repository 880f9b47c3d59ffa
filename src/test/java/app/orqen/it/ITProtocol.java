package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Gateway;
import app.orqen.it.support.OwnErrors;
import app.orqen.it.support.RawHttp;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that no client library sends: each gets the documented answer, in its surface's form. */
class ITProtocol {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KEY = "Authorization: Bearer " + Gateway.KEY + "\r\n";
  private static final String CLOSE = "Connection: close\r\n";
  private static final String CHAT = "{\"model\":\"echo/x\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

  static Gateway gateway;

  @BeforeAll
  static void start() {
    gateway = Gateway.start("orqen.timeout.body=3s", "server.tomcat.connection-timeout=2s");
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static RawHttp.Answer exchange(String requestLine, String headers, String body) throws IOException {
    return RawHttp.exchange(gateway, requestLine + "\r\nHost: x\r\n" + CLOSE + headers + "\r\n" + body);
  }

  @ParameterizedTest
  @CsvSource({"TRACE", "FOO", "OPTIONS", "PROPFIND"})
  void anOddMethodGoesThroughTheChain(String method) throws IOException {
    for (String path : new String[] {"/v1/chat/completions", "/v1/messages", "/model/echo/converse", "/v1/models",
        "/v1/account/keys"}) {
      RawHttp.Answer refused = exchange(method + " " + path + " HTTP/1.1", "", "");
      assertThat(refused.status()).as(path).isEqualTo(401);
      OwnErrors.check(refused, path);
      RawHttp.Answer answer = exchange(method + " " + path + " HTTP/1.1", KEY, "");
      assertThat(answer.status()).as(path).isEqualTo(405);
      assertThat(answer.header("allow")).as(path).contains(path.endsWith("models") ? "GET" : "POST");
      assertThat(answer.head() + answer.body()).doesNotContain(Gateway.KEY);
      assertThat(answer.header("x-ratelimit-limit-requests")).isNotNull();
      OwnErrors.check(answer, path);
    }
    assertThat(exchange(method + " /v1/nothing HTTP/1.1", KEY, "").status()).isEqualTo(404);
    assertThat(exchange(method + " /nothing HTTP/1.1", "", "").status()).isEqualTo(404);
  }

  /** Neither container nor Spring MVC answers one by itself, and nothing repeats what came. */
  @ParameterizedTest
  @CsvSource({"/", "/nothing", "/error", "/ui", "/ui/", "/ui/sign-in", "/ui/keys", "/ui/refused", "/ui/assets/x/orqen.css",
      "/ui/playground/chat", "/v1/%5c", "*"})
  void anOddMethodIsRefusedAtPagesToo(String path) throws IOException {
    for (String method : new String[] {"TRACE", "OPTIONS", "FOO"}) {
      for (String type : new String[] {"", "Content-Type: application/json\r\n"}) {
        RawHttp.Answer answer = exchange(method + " " + path + " HTTP/1.1",
            KEY + type + "Sec-Fetch-Site: same-origin\r\nX-Echo: echo-canary\r\n", "");
        assertThat(answer.status()).as(method + answer.head()).isIn(400, 404, 405);
        assertThat(answer.head() + answer.body()).doesNotContain("echo-canary", Gateway.KEY);
        OwnErrors.check(answer, path);
      }
    }
  }

  /** What the container itself refuses. */
  static Stream<Arguments> malformed() {
    return Stream.of(
        Arguments.of("/", "GET / HTTP/1.1 x y\r\nHost: x\r\n" + CLOSE + "\r\n"),
        Arguments.of("/", "\u0001\u0002 nonsense\r\n\r\n"),
        Arguments.of("/v1/x", "GET /v1/{x} HTTP/1.1\r\nHost: x\r\n" + CLOSE + "\r\n"),
        Arguments.of("/v1/models", "GET /v1/models HTTP/1.1\r\n" + CLOSE + "\r\n"),
        Arguments.of("/v1/models", "GET /v1/models HTTP/1.1\r\nHost: a b\r\n" + CLOSE + "\r\n"),
        Arguments.of("/v1/models", "GET /v1/models HTTP/1.1\r\nHost: x\r\nHost: y\r\n" + CLOSE + "\r\n"),
        Arguments.of("/v1/messages", "POST /v1/messages HTTP/1.1\r\nHost: x\r\nHost: y\r\n" + CLOSE + "\r\n"),
        Arguments.of("/v1/messages", "POST /v1/messages HTTP/1.1\r\nHost: x\r\nx: " + "y".repeat(20_000) + "\r\n\r\n"),
        Arguments.of("/v1/x", "GET /v1/%00 HTTP/1.1\r\nHost: x\r\n" + CLOSE + "\r\n"),
        Arguments.of("/v1/x", "GET /v1/%zz HTTP/1.1\r\nHost: x\r\n" + CLOSE + "\r\n"),
        Arguments.of("/model/x", "POST /model/%00/converse HTTP/1.1\r\nHost: x\r\n" + CLOSE + "\r\n"),
        Arguments.of("/model/x", "POST /model/%5c/converse HTTP/1.1\r\nHost: x\r\n" + CLOSE + "\r\n"),
        Arguments.of("/v1/messages", "POST /v1/messages/%5c HTTP/1.1\r\nHost: x\r\n" + CLOSE + "\r\n"),
        Arguments.of("/v1/x", "GET /v1\\models HTTP/1.1\r\nHost: x\r\n" + CLOSE + "\r\n"),
        Arguments.of("/v1/messages", "CONNECT /v1/messages HTTP/1.1\r\nHost: x\r\n" + CLOSE + "\r\n"),
        Arguments.of("/v1/x", "GET /v1/models HTTP/9.9\r\nHost: x\r\n" + CLOSE + "\r\n"),
        Arguments.of("/v1/messages", "POST /v1/messages HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n" + CLOSE + "\r\n"),
        Arguments.of("/v1/messages",
            "POST /v1/messages HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n" + CLOSE + "\r\n"));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void whatTheContainerRefusesLooksLikeOrqens(String path, String request) throws IOException {
    RawHttp.Answer answer = RawHttp.exchange(gateway, request);
    assertThat(answer.status()).as(answer.head()).isIn(400, 401, 404, 431, 501, 505);
    OwnErrors.check(answer, path);
  }

  @Test
  void aBrokenChunkIsA400() throws IOException {
    for (String path : new String[] {"/v1/chat/completions", "/v1/messages", "/model/echo/converse"}) {
      RawHttp.Answer answer = exchange("POST " + path + " HTTP/1.1",
          KEY + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n", "zz\r\n{}\r\n0\r\n\r\n");
      assertThat(answer.status()).isEqualTo(400);
      OwnErrors.check(answer, path);
    }
  }

  /** Other spellings of a path lead to the same route: with the form and the headers of that route. */
  @ParameterizedTest
  @CsvSource({"/v1/message%73,message", "/v1/messages;x=1,message", "/v1/chat/completion%73,chat.completion",
      "/v1;a/chat/completions,chat.completion"})
  void anotherSpellingOfAPathIsTheSameSurface(String path, String object) throws Exception {
    RawHttp.Answer answer = exchange("POST " + path + " HTTP/1.1", KEY + "Content-Type: application/json\r\n"
        + "Content-Length: " + (CHAT.length() + 17) + "\r\n", CHAT.substring(0, CHAT.length() - 1) + ",\"max_tokens\":100}");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.header("x-orqen-routing")).isEqualTo("none");
    JsonNode body = JSON.readTree(answer.body());
    assertThat(body.path(object.equals("message") ? "type" : "object").asText()).isEqualTo(object);
  }

  @ParameterizedTest
  @CsvSource({"application/json;charset=utf-8,200", "application/json; charset=\"UTF-8\",200",
      "application/json; charset=us-ascii,200", "application/json; charset=utf-16,415",
      "application/json; charset=iso-8859-1,415", "application/json; x=y; charset=utf-32,415",
      "application/json; charset=nonsense,415"})
  void bodiesAreUtf8(String type, int status) throws IOException {
    RawHttp.Answer answer = exchange("POST /v1/chat/completions HTTP/1.1",
        KEY + "Content-Type: " + type + "\r\nContent-Length: " + CHAT.length() + "\r\n", CHAT);
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
  }

  /** Camel would write a route's text in the charset that the request names, and put a question mark for what it has not. */
  @ParameterizedTest
  @CsvSource({"/v1/chat/completions,'\"caf\u00e9\"'", "/model/echo%2Fx/converse,'[{\"text\":\"caf\u00e9\"}]'"})
  void answersAreUtf8WhateverTheRequestIsCalled(String path, String content) throws IOException {
    String json = "{\"model\":\"echo/x\",\"messages\":[{\"role\":\"user\",\"content\":" + content + "}]}";
    String utf8 = new String(json.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    RawHttp.Answer answer = exchange("POST " + path + " HTTP/1.1",
        KEY + "Content-Type: application/json; charset=us-ascii\r\nContent-Length: " + utf8.length() + "\r\n", utf8);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("caf\u00e9");
  }

  /** Tomcat's own bound is 100, after which a pooled client connects anew in the middle of its work. */
  @Test
  void aConnectionIsKeptForManyRequests() throws IOException {
    try (RawHttp raw = new RawHttp(gateway)) {
      for (int i = 0; i < 150; i++) {
        assertThat(raw.send("GET /v1/models HTTP/1.1\r\nHost: x\r\n" + KEY + "\r\n").answer().status()).as("request " + i).isEqualTo(200);
      }
    }
  }
}

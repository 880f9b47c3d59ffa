package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Gateway;
import app.orqen.it.support.RawHttp;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
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
  /** Waits longer between two reads than for a whole body. */
  static Gateway patient;

  @BeforeAll
  static void start() {
    gateway = Gateway.start("orqen.timeout.body=3s", "server.tomcat.connection-timeout=2s");
    patient = Gateway.start("orqen.timeout.body=1s", "server.tomcat.connection-timeout=20s");
  }

  @AfterAll
  static void stop() {
    gateway.close();
    patient.close();
  }

  private static RawHttp.Answer exchange(String requestLine, String headers, String body) throws IOException {
    return RawHttp.exchange(gateway, requestLine + "\r\nHost: x\r\n" + CLOSE + headers + "\r\n" + body);
  }

  private static void isOrqens(RawHttp.Answer answer, String path) throws IOException {
    assertThat(answer.header("x-request-id")).as(answer.head()).startsWith("req_");
    assertThat(answer.header("x-orqen-overhead-ms")).matches("[0-9]+\\.[0-9]{3}");
    assertThat(answer.header("x-orqen-error-source")).isEqualTo("gateway");
    assertThat(answer.header("content-type")).startsWith("application/json");
    if (answer.body().isEmpty()) {
      return; // HEAD
    }
    JsonNode body = JSON.readTree(answer.body());
    if (path.startsWith("/model/")) {
      assertThat(body.get("message").asText()).isNotBlank();
      assertThat(answer.header("x-amzn-errortype")).isNotBlank();
    } else if (path.contains("/v1/messages")) {
      assertThat(body.at("/error/type").asText()).isNotBlank();
      assertThat(body.get("type").asText()).isEqualTo("error");
    } else {
      assertThat(body.get("error").properties()).extracting(java.util.Map.Entry::getKey)
          .contains("message", "type", "param", "code");
    }
  }

  @ParameterizedTest
  @CsvSource({"TRACE", "FOO", "OPTIONS", "PROPFIND"})
  void anOddMethodGoesThroughTheChain(String method) throws IOException {
    for (String path : new String[] {"/v1/chat/completions", "/v1/messages", "/model/echo/converse", "/v1/models",
        "/v1/account/keys"}) {
      RawHttp.Answer refused = exchange(method + " " + path + " HTTP/1.1", "", "");
      assertThat(refused.status()).as(path).isEqualTo(401);
      isOrqens(refused, path);
      RawHttp.Answer answer = exchange(method + " " + path + " HTTP/1.1", KEY, "");
      assertThat(answer.status()).as(path).isEqualTo(405);
      assertThat(answer.header("allow")).as(path).contains(path.endsWith("models") ? "GET" : "POST");
      assertThat(answer.head() + answer.body()).doesNotContain(Gateway.KEY);
      assertThat(answer.header("x-ratelimit-limit-requests")).isNotNull();
      isOrqens(answer, path);
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
        isOrqens(answer, path);
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
    isOrqens(answer, path);
  }

  @Test
  void aBrokenChunkIsA400() throws IOException {
    for (String path : new String[] {"/v1/chat/completions", "/v1/messages", "/model/echo/converse"}) {
      RawHttp.Answer answer = exchange("POST " + path + " HTTP/1.1",
          KEY + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n", "zz\r\n{}\r\n0\r\n\r\n");
      assertThat(answer.status()).isEqualTo(400);
      isOrqens(answer, path);
    }
  }

  /**
   * A body that never ends, byte by byte: refused when its time is up, at every endpoint. A body of which nothing comes:
   * the same, by the container's own limit between two reads. All at once, for all they do is wait.
   */
  @Test
  void aBodyThatDripsOrIsSilentIsA408() throws Exception {
    List<Callable<Void>> calls = new ArrayList<>();
    for (String path : List.of("/v1/chat/completions", "/v1/messages", "/model/echo/converse", "/v1/account/keys")) {
      calls.add(() -> isRefused(path, "Content-Length: 4000\r\n", "1"));
      calls.add(() -> isRefused(path, "Transfer-Encoding: chunked\r\n", "1\r\n1\r\n"));
      calls.add(() -> isRefused(path, "Content-Length: 4000\r\n", null));
    }
    ExecutorService clients = Executors.newFixedThreadPool(calls.size());
    List<Future<Void>> all = clients.invokeAll(calls);
    clients.shutdown();
    for (Future<Void> one : all) {
      one.get();
    }
  }

  private static Void isRefused(String path, String length, String piece) throws IOException {
    try (RawHttp raw = new RawHttp(gateway)) {
      raw.send("POST " + path + " HTTP/1.1\r\nHost: x\r\n" + CLOSE + KEY + "Content-Type: application/json\r\n" + length + "\r\n");
      if (piece == null) {
        raw.send("{");
      } else {
        dripping(raw, piece);
      }
      RawHttp.Answer answer = raw.answer();
      assertThat(answer.status()).as(path + " " + answer.body()).isEqualTo(408);
      assertThat(answer.body()).contains(piece == null ? "did not arrive in time" : "");
      isOrqens(answer, path);
    }
    return null;
  }

  /** Nothing of a body, or a part and then nothing: the limit of its time holds though the one between reads is longer. */
  @ParameterizedTest
  @CsvSource({"Content-Length: 4000,''", "Content-Length: 4000,{", "Transfer-Encoding: chunked,''",
      "Transfer-Encoding: chunked,'1\r\n{'"})
  void aBodyThatStopsIsA408WhenItsTimeIsUp(String length, String begun) throws Exception {
    for (String path : new String[] {"/v1/chat/completions", "/v1/account/keys"}) {
      Instant start = Instant.now();
      try (RawHttp raw = new RawHttp(patient)) {
        raw.send("POST " + path + " HTTP/1.1\r\nHost: x\r\n" + CLOSE + KEY + "Content-Type: application/json\r\n"
            + length + "\r\n\r\n");
        LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
        RawHttp.Answer answer = raw.send(begun).answer();
        assertThat(answer.status()).as(answer.body()).isEqualTo(408);
        assertThat(answer.body()).contains("request_timeout");
        isOrqens(answer, path);
      }
      assertThat(Duration.between(start, Instant.now())).isBetween(Duration.ofMillis(900), Duration.ofSeconds(10));
    }
  }

  /** A form of the dashboard is read by the gateway too, with the same limit. */
  @ParameterizedTest
  @CsvSource({"Content-Length: 4000,key=", "Transfer-Encoding: chunked,'4\r\nkey='"})
  void aFormThatStopsIsA408WhenItsTimeIsUp(String length, String begun) throws Exception {
    Instant start = Instant.now();
    try (RawHttp raw = new RawHttp(patient)) {
      raw.send("POST /ui/sign-in HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\n" + CLOSE
          + "Content-Type: application/x-www-form-urlencoded\r\n" + length + "\r\n\r\n");
      RawHttp.Answer answer = raw.send(begun).answer();
      assertThat(answer.status()).as(answer.body()).isEqualTo(408);
      assertThat(answer.body()).contains("Send it again");
    }
    assertThat(Duration.between(start, Instant.now())).isBetween(Duration.ofMillis(900), Duration.ofSeconds(10));
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

  /** After a refusal the rest of a body is dropped for ten seconds in all, not for ten between two bytes. */
  @Test
  void theRestOfARefusedBodyIsNotAwaitedForever() throws Exception {
    Instant begun = Instant.now();
    try (RawHttp raw = new RawHttp(gateway)) {
      raw.send("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
          + "Content-Length: 4000\r\n\r\n");
      Thread dripping = dripping(raw, "1");
      assertThat(raw.answer().status()).isEqualTo(401);
      raw.awaitClose();
      dripping.join();
    }
    assertThat(Duration.between(begun, Instant.now())).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(20));
  }

  /** Sends a piece four times a second until the connection is closed, for twenty seconds at most. */
  private static Thread dripping(RawHttp raw, String piece) {
    Thread thread = new Thread(() -> {
      try {
        for (int i = 0; i < 80; i++) {
          raw.send(piece);
          LockSupport.parkNanos(Duration.ofMillis(250).toNanos());
        }
      } catch (IOException e) {
        // closed: what is waited for
      }
    });
    thread.start();
    return thread;
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

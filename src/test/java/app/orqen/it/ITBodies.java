package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Gateway;
import app.orqen.it.support.LeakWatch;
import app.orqen.it.support.StandIn;
import app.orqen.it.support.Wires;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bodies large, compressed, cut off, deep and ambiguous, over sockets, on each of the three surfaces. */
class ITBodies {

  private static final int MEBIBYTE = 1024 * 1024;
  private static final int CHUNK = 64 * 1024;

  /** A surface: where it is, and a body with text where a message's content is. */
  enum To {
    OPENAI("/v1/chat/completions", "{\"model\":\"openai/gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]%s}"),
    ANTHROPIC("/v1/messages", "{\"model\":\"anthropic/claude-sonnet-4-5\",\"max_tokens\":9,"
        + "\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]%s}"),
    CONVERSE("/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"%s\"}]}]%s}");

    final String path;
    final String form;

    To(String path, String form) {
      this.path = path;
      this.form = form;
    }

    app.orqen.translate.Wire wire() {
      return app.orqen.translate.Wire.valueOf(name());
    }

    byte[] body(String content, String more) {
      return String.format(form, content, more).getBytes(StandardCharsets.UTF_8);
    }

    byte[] body(int size) {
      return body("x".repeat(size - body("", "").length), "");
    }
  }

  static StandIn provider;
  static Gateway gateway;

  @BeforeAll
  static void start() {
    provider = new StandIn();
    gateway = Gateway.start("orqen.providers.openai.base-url=" + provider.url() + "/v1",
        "orqen.providers.anthropic.base-url=" + provider.url(), "orqen.providers.bedrock.base-url=" + provider.url());
    for (String credential : new String[] {"\"openai\",\"api_key\":\"sk-canary-12345\"",
        "\"anthropic\",\"api_key\":\"sk-ant-canary-1\"",
        "\"bedrock\",\"aws_region_name\":\"eu-west-1\",\"aws_bearer_token_bedrock\":\"bearer-canary-1\""}) {
      assertThat(gateway.put("/v1/account/providers", "{\"provider\":" + credential + "}").statusCode()).isEqualTo(200);
    }
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    provider.close();
  }

  private static void answerOn(To to) {
    provider.script((request, wire) -> wire.json(200, Wires.answer(to.wire())));
  }

  @BeforeEach
  void nothingSeen() {
    provider.requests().clear();
  }

  @ParameterizedTest
  @EnumSource(To.class)
  void largeOnesComeThroughByteForByte(To to) throws Exception {
    answerOn(to);
    for (int size : new int[] {64 * 1024, MEBIBYTE}) {
      for (boolean chunked : new boolean[] {false, true}) {
        byte[] body = to.body(size);
        assertThat(exchange(to, body, chunked, "")).as(size + " chunked " + chunked).startsWith("HTTP/1.1 200");
        // All but the provider's prefix of the model, which is the gateway's.
        assertThat(provider.last().text().replace("\"gpt-4o\"", "\"openai/gpt-4o\"")
            .replace("\"claude-sonnet-4-5\"", "\"anthropic/claude-sonnet-4-5\""))
            .isEqualTo(new String(body, StandardCharsets.UTF_8));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(To.class)
  void tooLargeOnesAreRefusedAsTheyArrive(To to) throws Exception {
    byte[] body = to.body(40 * MEBIBYTE);
    assertRefused(exchange(to, body, false, ""), 413, to);
    assertRefused(exchange(to, body, true, ""), 413, to);
    assertThat(provider.requests()).isEmpty();
  }

  /** The announced length is enough. Nothing of the body has come yet. */
  @ParameterizedTest
  @EnumSource(To.class)
  void anAnnouncedLengthIsRefusedAtOnce(To to) throws Exception {
    try (Socket socket = open()) {
      socket.getOutputStream().write(head(to, "Content-Length: " + 40 * MEBIBYTE + "\r\n"));
      assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 413");
    }
  }

  @ParameterizedTest
  @EnumSource(To.class)
  void compressedOnesAreRefused(To to) throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(to.body("hello", ""));
    }
    String answer = exchange(to, packed.toByteArray(), false, "Content-Encoding: gzip\r\n");
    assertRefused(answer, 415, to);
    assertThat(answer).contains("Content-Encoding");
    assertThat(provider.requests()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(To.class)
  void truncatedOnesReachNobody(To to) throws Exception {
    byte[] body = to.body("hello", "");
    assertRefused(exchange(to, java.util.Arrays.copyOf(body, body.length - 3), false, ""), 400, to);
    try (Socket socket = open()) {
      socket.getOutputStream().write(head(to, "Content-Length: " + body.length + "\r\n"));
      socket.getOutputStream().write(body, 0, body.length - 3);
      socket.shutdownOutput();
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer.isEmpty() || answer.startsWith("HTTP/1.1 400")).as(answer).isTrue();
    }
    assertThat(provider.requests()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(To.class)
  void deepOnesPassOrAreRefused(To to) throws Exception {
    answerOn(to);
    String deep = ",\"" + (to == To.CONVERSE ? "additionalModelRequestFields" : "metadata") + "\":{\"a\":%s}";
    assertThat(exchange(to, to.body("hello", String.format(deep, "[".repeat(200) + "]".repeat(200))), false, ""))
        .startsWith("HTTP/1.1 200");
    provider.requests().clear();
    for (String value : new String[] {"[".repeat(1000) + "]".repeat(1000), "[".repeat(100_000) + "]".repeat(100_000),
        "1".repeat(2000)}) {
      String answer = exchange(to, to.body("hello", String.format(deep, value)), false, "");
      assertRefused(answer, 400, to);
      assertThat(answer).contains(value.startsWith("1") ? "more than 1000 digits" : "deeper than 1000 levels");
    }
    assertRefused(exchange(to, "[".repeat(MEBIBYTE).getBytes(StandardCharsets.UTF_8), false, ""), 400, to);
    assertThat(provider.requests()).isEmpty();
    assertThat(gateway.post("/v1/account/keys", "{\"name\":" + "[".repeat(2000) + "]".repeat(2000) + "}").body())
        .contains("json_limit_exceeded", "deeper than 1000 levels");
  }

  /** Fields that the gateway reads may appear once. The provider judges the others. */
  @ParameterizedTest
  @EnumSource(To.class)
  void ambiguousOnesAreRefused(To to) throws Exception {
    answerOn(to);
    byte[] twoConversations = to.body("hello", ",\"messages\":[{\"role\":\"user\",\"content\":\"other\"}]");
    assertRefused(exchange(to, twoConversations, false, ""), 400, to);
    assertRefused(exchange(to, to.body("hello", ",\"mess\\u0061ges\":[]"), false, ""), 400, to);
    assertThat(provider.requests()).isEmpty();
    assertThat(exchange(to, to.body("hello", ",\"x\":1,\"x\":2"), false, "")).startsWith("HTTP/1.1 200");
    assertThat(provider.last().text()).contains(",\"x\":1,\"x\":2");
  }

  private static void assertRefused(String answer, int status, To to) {
    assertThat(answer).startsWith("HTTP/1.1 " + status);
    switch (to) {
      case OPENAI -> assertThat(answer).contains("{\"error\":{");
      case ANTHROPIC -> assertThat(answer).contains("{\"type\":\"error\"");
      default -> assertThat(answer).contains("x-amzn-ErrorType: ValidationException");
    }
    LeakWatch.letOut("answer", answer);
  }

  private static Socket open() throws IOException {
    Socket socket = new Socket("127.0.0.1", gateway.port());
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static byte[] head(To to, String headers) {
    return ("POST " + to.path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + Gateway.KEY
        + "\r\nContent-Type: application/json\r\nConnection: close\r\nanthropic-version: 2023-06-01\r\n" + headers + "\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** Sends a whole request and reads the whole answer, as a client does that reads only after it has written. */
  private static String exchange(To to, byte[] body, boolean chunked, String headers) throws IOException {
    try (Socket socket = open()) {
      OutputStream out = socket.getOutputStream();
      out.write(head(to, headers + (chunked ? "Transfer-Encoding: chunked\r\n" : "Content-Length: " + body.length + "\r\n")));
      for (int from = 0; from < body.length; from += CHUNK) {
        int length = Math.min(CHUNK, body.length - from);
        if (chunked) {
          out.write((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        }
        out.write(body, from, length);
        if (chunked) {
          out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
      }
      if (chunked) {
        out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      }
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

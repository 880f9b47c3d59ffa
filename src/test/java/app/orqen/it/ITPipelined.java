package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.OpenAi;
import app.orqen.it.support.RawHttp;
import app.orqen.it.support.StandIn;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A client that sends its next request before the answer to the last one is over (RFC 9112, section 9.3.2). */
class ITPipelined {

  private static final String NEXT = "GET /v1/account/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + Gateway.KEY
      + "\r\nX-Long: " + "y".repeat(3000) + "\r\n\r\n";
  /** The watchdog of calls looks at their clients several times meanwhile. */
  private static final long LOOKS_MILLIS = 1_500;

  static StandIn provider;
  static Gateway gateway;

  @BeforeAll
  static void start() {
    provider = new StandIn();
    gateway = Gateway.start("orqen.providers.openai.base-url=" + provider.url() + "/v1");
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    provider.close();
  }

  /** How much of the next request comes with the first one, and how that one's body is sent. */
  static Stream<Arguments> ways() {
    return Stream.of(0, 1, 40, NEXT.length() - 1, NEXT.length())
        .flatMap(with -> Stream.of(Arguments.of(with, false, 0), Arguments.of(with, true, 0),
            Arguments.of(with, false, 40_000), Arguments.of(with, true, 40_000)));
  }

  @ParameterizedTest(name = "{0} bytes with the first, chunked {1}, a body of {2} bytes")
  @MethodSource("ways")
  void behindAStream(int with, boolean chunked, int length) throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    provider.script((request, wire) -> {
      wire.events();
      wire.chunk(OpenAi.chunk("Hel"));
      goOn.await();
      wire.chunk(OpenAi.finish() + OpenAi.DONE);
      wire.end();
    });
    try (RawHttp connection = new RawHttp(gateway)) {
      connection.send(request(padded(ITStreams.STREAM, length), chunked) + NEXT.substring(0, with));
      connection.readTo("Hel");
      connection.send(NEXT.substring(with));
      goOn.countDown();
      assertThat(connection.readTo("data: [DONE]\n\n\r\n0\r\n\r\n")).contains("\"finish_reason\":\"stop\"");
      assertNextIsAnswered(connection);
    }
  }

  /** Those whose body and next request Tomcat reads into its buffer at once. */
  static Stream<Arguments> waysInOneBuffer() {
    return ways().filter(way -> way.get()[2].equals(0));
  }

  @ParameterizedTest(name = "{0} bytes with the first, chunked {1}, a body of {2} bytes")
  @MethodSource("waysInOneBuffer")
  void behindAnAnswerThatTakesTime(int with, boolean chunked, int length) throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    provider.script((request, wire) -> {
      asked.countDown();
      goOn.await();
      wire.json(200, OpenAi.COMPLETION);
    });
    try (RawHttp connection = new RawHttp(gateway)) {
      connection.send(request(padded(ITStreams.PLAIN, length), chunked) + NEXT.substring(0, with));
      asked.await();
      Eventually.afterMillis(LOOKS_MILLIS); // The watchdog runs by the clock.
      connection.send(NEXT.substring(with));
      goOn.countDown();
      assertThat(connection.answer().body()).isEqualTo(OpenAi.COMPLETION);
      assertNextIsAnswered(connection);
    }
  }

  private static void assertNextIsAnswered(RawHttp connection) throws Exception {
    RawHttp.Answer next = connection.answer();
    assertThat(next.status()).as(next.body()).isEqualTo(200);
    assertThat(next.body()).contains("\"id\"");
    assertThat(connection.send(NEXT).answer().status()).isEqualTo(200);
  }

  private static String padded(String body, int length) {
    return body.replace("\"content\":\"x\"", "\"content\":\"x" + "x".repeat(length) + "\"");
  }

  private static String request(String body, boolean chunked) {
    String head = "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + Gateway.KEY
        + "\r\nContent-Type: application/json\r\n";
    return chunked
        ? head + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n"
        : head + "Content-Length: " + body.length() + "\r\n\r\n" + body;
  }
}

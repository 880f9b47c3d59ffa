package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.RawHttp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A connection that was idle for longer than a request may pause has all of its time for the next request. */
class ITKeptConnections {

  private static final String BODY = "{\"model\":\"echo/x\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
  private static final String STREAM = BODY.replace("\"model\"", "\"stream\":true,\"model\"");
  private static final String HEAD = "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + Gateway.KEY
      + "\r\nContent-Type: application/json\r\nContent-Length: " + BODY.length() + "\r\n\r\n";
  /** Longer than the time limits of the test's gateway, and than the poller's own second. */
  private static final long IDLE_MILLIS = 3_500;
  private static final long PAUSE_MILLIS = 1_200;

  static Gateway gateway;

  @BeforeAll
  static void start() {
    gateway = Gateway.start("server.tomcat.connection-timeout=2s", "orqen.timeout.head=2s");
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
  }

  private static RawHttp used(String head, String body, String end) throws Exception {
    RawHttp raw = new RawHttp(gateway);
    raw.send(head).send(body);
    if (end == null) {
      assertThat(raw.answer().status()).isEqualTo(200);
    } else {
      assertThat(raw.readTo(end)).contains(" 200");
    }
    Eventually.afterMillis(IDLE_MILLIS); // the time limit that is tested runs by the clock
    return raw;
  }

  @Test
  void aHeadInTwoParts() throws Exception {
    try (RawHttp raw = used(HEAD, BODY, null)) {
      raw.send(HEAD.substring(0, 30));
      Eventually.afterMillis(PAUSE_MILLIS);
      assertThat(raw.send(HEAD.substring(30)).send(BODY).answer().status()).isEqualTo(200);
    }
  }

  @Test
  void aBodySomeTimeAfterItsHead() throws Exception {
    try (RawHttp raw = used(HEAD, BODY, null)) {
      raw.send(HEAD);
      Eventually.afterMillis(PAUSE_MILLIS);
      assertThat(raw.send(BODY).answer().status()).isEqualTo(200);
    }
  }

  @Test
  void aRequestAfterAStream() throws Exception {
    String head = HEAD.replace("Content-Length: " + BODY.length(), "Content-Length: " + STREAM.length());
    try (RawHttp raw = used(head, STREAM, "0\r\n\r\n")) {
      assertThat(raw.send(HEAD).send(BODY).answer().status()).isEqualTo(200);
    }
  }
}

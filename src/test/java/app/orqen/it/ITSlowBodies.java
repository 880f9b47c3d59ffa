package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Gateway;
import app.orqen.it.support.OwnErrors;
import app.orqen.it.support.RawHttp;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies that come slowly, or not to their end. */
class ITSlowBodies {

  private static final String KEY = "Authorization: Bearer " + Gateway.KEY + "\r\n";
  private static final String CLOSE = "Connection: close\r\n";

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
      OwnErrors.check(answer, path);
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
        OwnErrors.check(answer, path);
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
}

package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.OpenAi;
import app.orqen.it.support.StandIn;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that read an answer as it comes, pause while they read, or leave before its end. */
class ITClientConnections {

  private static StandIn provider;
  private static Gateway gateway;

  @BeforeAll
  static void start() {
    provider = new StandIn();
    gateway = Gateway.start("orqen.providers.openai.base-url=" + provider.url() + "/v1",
        "orqen.breaker.minimum-calls=1000", "orqen.breaker.window=1000");
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    provider.close();
  }

  @Test
  void eventsAreLive() throws Exception {
    CountDownLatch seen = new CountDownLatch(1);
    provider.script((request, wire) -> {
      wire.events();
      wire.chunk(OpenAi.chunk("first"));
      assertThat(seen.await(60, TimeUnit.SECONDS)).isTrue();
      wire.chunk(OpenAi.finish() + OpenAi.DONE);
      wire.end();
    });
    try (Socket socket = open(ITStreams.STREAM)) {
      InputStream in = socket.getInputStream();
      assertThat(readUntil(in, "first")).contains("x-accel-buffering: no").contains("text/event-stream");
      seen.countDown();
      readUntil(in, "[DONE]");
    }
  }

  /** Within a second, usually: a busy machine may stall for as long by itself. */
  @Test
  void aClientThatLeavesEndsTheCall() throws Exception {
    for (String body : new String[] {ITStreams.STREAM, ITStreams.PLAIN}) {
      List<Duration> took = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        took.add(untilTheCallEnds(body));
      }
      Collections.sort(took);
      assertThat(took.get(2)).as("the median of " + took).isLessThan(Duration.ofSeconds(1));
    }
  }

  /** Some clients end a body with a line feed of their own, which doesn't mean that they leave. */
  @Test
  void aByteBehindTheBodyDoesNotMeanThatTheClientLeft() throws Exception {
    CountDownLatch sent = new CountDownLatch(1);
    provider.script((request, wire) -> {
      assertThat(sent.await(60, TimeUnit.SECONDS)).isTrue();
      Eventually.afterMillis(1000); // four looks of the watchdog
      wire.json(200, OpenAi.COMPLETION);
    });
    try (Socket socket = open(ITStreams.PLAIN)) {
      Eventually.holds(() -> !provider.requests().isEmpty());
      socket.getOutputStream().write('\n');
      sent.countDown();
      assertThat(readUntil(socket.getInputStream(), "\r\n")).contains(" 200 ");
    }
  }

  /** A client that takes nothing for longer than a request may take to come still gets the rest. */
  @Test
  void aClientMayPauseWhileItReads() throws Exception {
    int bytes = 16 << 20; // more than fits between the two
    try (Gateway brisk = Gateway.start("orqen.providers.openai.base-url=" + provider.url() + "/v1",
        "server.tomcat.connection-timeout=1s", "orqen.timeout.client=1m")) {
      provider.script((request, wire) -> wire.json(200, OpenAi.COMPLETION.replaceFirst("\\{", "{\"pad\":\""
          + "x".repeat(bytes) + "\",")));
      try (Socket socket = open(brisk, ITStreams.PLAIN)) {
        InputStream in = socket.getInputStream();
        readUntil(in, "\r\n\r\n");
        Eventually.afterMillis(3000);
        assertThat(in.readNBytes(bytes)).hasSize(bytes);
      }
    }
  }

  /** From the client's leaving to the provider's seeing it. */
  private static Duration untilTheCallEnds(String body) throws Exception {
    CompletableFuture<Long> closed = new CompletableFuture<>();
    CountDownLatch reached = new CountDownLatch(1);
    provider.script((request, wire) -> {
      reached.countDown();
      wire.awaitClose();
      closed.complete(System.nanoTime());
    });
    Socket socket = open(body);
    assertThat(reached.await(60, TimeUnit.SECONDS)).isTrue();
    long left = System.nanoTime();
    socket.close();
    return Duration.ofNanos(closed.get(60, TimeUnit.SECONDS) - left);
  }

  private static Socket open(String body) throws Exception {
    return open(gateway, body);
  }

  private static Socket open(Gateway gateway, String body) throws Exception {
    Socket socket = new Socket("127.0.0.1", gateway.port());
    socket.getOutputStream().write(("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
        + Gateway.KEY + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
        .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static String readUntil(InputStream in, String wanted) throws Exception {
    StringBuilder text = new StringBuilder();
    while (text.indexOf(wanted) < 0) {
      int b = in.read();
      if (b < 0) {
        throw new AssertionError("ended before '" + wanted + "': " + text);
      }
      text.append((char) b);
    }
    return text.toString().toLowerCase(java.util.Locale.ROOT);
  }
}

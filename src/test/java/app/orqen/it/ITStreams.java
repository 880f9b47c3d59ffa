package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Streams are live and honest. */
class ITStreams {

  static final String STREAM = "{\"model\":\"gpt-4o\",\"stream\":true,\"api_key\":\"sk-own-canary-777777\","
      + "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";
  static final String PLAIN = STREAM.replace("\"stream\":true,", "");

  static StandIn provider;
  static Gateway gateway;

  @BeforeAll
  static void start() {
    provider = new StandIn();
    gateway = Gateway.start("orqen.providers.openai.base-url=" + provider.url() + "/v1",
        "orqen.timeout.first-byte=3s", "orqen.timeout.gap=2s", "orqen.timeout.keep-alive=1s",
        "orqen.breaker.minimum-calls=1000", "orqen.breaker.window=1000");
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    provider.close();
  }

  private static HttpResponse<String> stream() {
    return gateway.post("/v1/chat/completions", STREAM);
  }

  @Test
  void aCutStreamEndsInAnErrorAndNoDone() {
    provider.script((request, wire) -> {
      wire.events();
      wire.chunk(OpenAi.chunk("Hel"));
      wire.cut();
    });
    HttpResponse<String> answer = stream();
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("Hel").contains("data: {\"error\":{").contains("provider_unreachable")
        .doesNotContain("[DONE]").doesNotContain("\"finish_reason\":\"stop\"");
  }

  @Test
  void anEndWithoutDoneIsAnError() {
    provider.script((request, wire) -> {
      wire.events();
      wire.chunk(OpenAi.chunk("Hel"));
      wire.end();
    });
    assertThat(stream().body()).contains("\"error\"").doesNotContain("[DONE]");
  }

  @Test
  void aFailureBeforeTheFirstEventHasAStatus() {
    provider.script((request, wire) -> {
      wire.events();
      wire.end();
    });
    assertThat(stream().statusCode()).isEqualTo(502);
    provider.script((request, wire) -> {
      wire.events();
      wire.chunk("data: {\"error\":{\"message\":\"too fast\",\"type\":\"rate_limit_error\",\"code\":\"x\"}}\n\n");
      wire.end();
    });
    HttpResponse<String> limited = stream();
    assertThat(limited.statusCode()).isEqualTo(429);
    assertThat(limited.body()).contains("too fast");
  }

  @Test
  void anErrorEventAfterContentKeepsItsMessage() {
    provider.script((request, wire) -> {
      wire.events();
      wire.chunk(OpenAi.chunk("Hel"));
      wire.chunk("data: {\"error\":{\"message\":\"broke sk-own-canary-777777\",\"type\":\"server_error\"}}\n\n");
      wire.chunk(OpenAi.DONE);
      wire.end();
    });
    assertThat(stream().body()).contains("broke ***").doesNotContain("[DONE]");
  }

  @Test
  void nonsenseIsNotAnAnswer() {
    provider.script((request, wire) -> wire.answer(200, "text/html", "<html>hi</html>".getBytes()));
    assertThat(stream().statusCode()).isEqualTo(502);
    assertThat(gateway.post("/v1/chat/completions", PLAIN).statusCode()).isEqualTo(502);
    provider.script((request, wire) -> wire.json(200, "{\"half\":"));
    assertThat(gateway.post("/v1/chat/completions", PLAIN).statusCode()).isEqualTo(502);
    provider.script((request, wire) -> wire.answer(503, "text/html", "<html>down</html>".getBytes()));
    HttpResponse<String> page = gateway.post("/v1/chat/completions", PLAIN);
    assertThat(page.statusCode()).isEqualTo(503);
    assertThat(page.body()).startsWith("{\"error\":{");
  }

  @Test
  void silenceBringsSignsOfLifeAndThenATimeout() {
    provider.script((request, wire) -> wire.awaitClose());
    HttpResponse<String> answer = stream();
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).startsWith(": keep-alive\n\n").contains("provider_timeout").doesNotContain("[DONE]");
    HttpResponse<String> plain = gateway.post("/v1/chat/completions", PLAIN);
    assertThat(plain.statusCode()).isEqualTo(504);
    provider.script((request, wire) -> {
      wire.events();
      wire.chunk(OpenAi.chunk("Hel"));
      wire.awaitClose();
    });
    assertThat(stream().body()).contains("fell silent").contains("provider_timeout");
  }

  @Test
  void anEndMarkerWithoutItsBlankLineIsCompleted() {
    provider.script((request, wire) -> {
      wire.events();
      wire.chunk(OpenAi.chunk("Hel") + OpenAi.finish() + "data: [DONE]");
      wire.end();
    });
    assertThat(stream().body()).endsWith("data: [DONE]\n\n");
  }

  @Test
  void eventsAreLive() throws Exception {
    CountDownLatch seen = new CountDownLatch(1);
    provider.script((request, wire) -> {
      wire.events();
      wire.chunk(OpenAi.chunk("first"));
      assertThat(seen.await(5, TimeUnit.SECONDS)).isTrue();
      wire.chunk(OpenAi.finish() + OpenAi.DONE);
      wire.end();
    });
    try (Socket socket = open(STREAM)) {
      InputStream in = socket.getInputStream();
      assertThat(readUntil(in, "first")).contains("x-accel-buffering: no").contains("text/event-stream");
      seen.countDown();
      readUntil(in, "[DONE]");
    }
  }

  @Test
  void aClientThatLeavesEndsTheCall() throws Exception {
    for (String body : new String[] {STREAM, PLAIN}) {
      CompletableFuture<Long> closed = new CompletableFuture<>();
      CountDownLatch reached = new CountDownLatch(1);
      provider.script((request, wire) -> {
        reached.countDown();
        wire.awaitClose();
        closed.complete(System.nanoTime());
      });
      Socket socket = open(body);
      assertThat(reached.await(5, TimeUnit.SECONDS)).isTrue();
      socket.close();
      // Well before the first-byte limit: it was the client's leaving that ended it.
      closed.get(2, TimeUnit.SECONDS);
    }
  }

  private static Socket open(String body) throws Exception {
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

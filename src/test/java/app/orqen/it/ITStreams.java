package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Awaited;
import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.OpenAi;
import app.orqen.it.support.StandIn;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
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
    CountDownLatch begun = new CountDownLatch(1);
    provider.script((request, wire) -> {
      wire.events();
      wire.chunk(OpenAi.chunk("Hel"));
      // A reset takes with it what is not read yet.
      Awaited.await(begun);
      wire.cut();
    });
    HttpResponse<String> answer = Gateway.send(gateway.request("/v1/chat/completions")
        .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(STREAM)),
        Awaited.handler("Hel", begun));
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
  void anErrorEventAfterContentKeepsItsMessage() throws Exception {
    provider.script((request, wire) -> {
      wire.events();
      wire.chunk(OpenAi.chunk("Hel"));
      wire.chunk("data: {\"error\":{\"message\":\"broke sk-own-canary-777777\",\"type\":\"server_error\"}}\n\n");
      wire.chunk(OpenAi.DONE);
      wire.end();
    });
    HttpResponse<String> answer = stream();
    assertThat(answer.body()).contains("broke ***").doesNotContain("[DONE]");
    assertThat(gateway.row(answer).path("error_code").asText()).as("the error has no code of its own").isEqualTo("provider_error");
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
    try (Gateway impatient = Gateway.start("orqen.providers.openai.base-url=" + provider.url() + "/v1",
        "orqen.timeout.first-byte=3s", "orqen.timeout.gap=2s", "orqen.timeout.keep-alive=300ms")) {
      provider.script((request, wire) -> wire.awaitClose());
      HttpResponse<String> answer = impatient.post("/v1/chat/completions", STREAM);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).startsWith(": keep-alive\n\n").contains("provider_timeout").doesNotContain("[DONE]");
      HttpResponse<String> plain = impatient.post("/v1/chat/completions", PLAIN);
      assertThat(plain.statusCode()).isEqualTo(504);
      provider.script((request, wire) -> {
        wire.events();
        wire.chunk(OpenAi.chunk("Hel"));
        wire.awaitClose();
      });
      assertThat(impatient.post("/v1/chat/completions", STREAM).body()).contains("sent nothing for").contains("provider_timeout");
    }
  }

  /** Bytes that drip into a head, a chunk's head or a trailer bring nothing to read: they are as good as silence. */
  @Test
  void bytesThatDripBetweenPiecesAreSilence() {
    String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n";
    try (Gateway impatient = Gateway.start("orqen.providers.openai.base-url=" + provider.url() + "/v1",
        "orqen.timeout.first-byte=2s", "orqen.timeout.gap=2s")) {
      for (String begun : new String[] {head + "X-Slow: ", head + "\r\n", head + "\r\n1\r\n{\r\n",
          head + "\r\n1\r\n{\r\n0\r\nX-Slow: ", head + "Content-Encoding: gzip\r\n\r\n"}) {
        provider.script((request, wire) -> {
          wire.raw(begun);
          for (int i = 0; i < 100; i++) {
            wire.raw("0");
            Eventually.afterMillis(300);
          }
        });
        long start = System.nanoTime();
        HttpResponse<String> answer = impatient.post("/v1/chat/completions", PLAIN);
        assertThat(answer.statusCode()).as(begun + answer.body()).isEqualTo(504);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).as(begun).isLessThan(Duration.ofSeconds(15));
      }
    }
  }

  /** An answer that is refused unread keeps neither its connection nor a thread, however long it goes on. */
  @Test
  void theRestOfARefusedAnswerIsDropped() throws Exception {
    CompletableFuture<Void> dropped = new CompletableFuture<>();
    provider.script((request, wire) -> {
      wire.raw("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n");
      try {
        for (int i = 0; i < 300; i++) {
          wire.chunk("<p>");
          Eventually.afterMillis(100);
        }
        wire.close();
      } catch (IOException e) {
        dropped.complete(null);
      }
    });
    assertThat(gateway.post("/v1/chat/completions", PLAIN).statusCode()).isEqualTo(502);
    dropped.get(20, TimeUnit.SECONDS);
  }

  /** The head goes to the client with the last byte of a whole answer, so there is one status for all. */
  @Test
  void aWholeAnswerThatBreaksOffIsRecordedAsTheClientSawIt() throws Exception {
    for (String framing : new String[] {"Content-Length: 1000000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n30d40\r\n"}) {
      provider.script((request, wire) -> {
        wire.raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + framing + "{\"pad\":\"" + "x".repeat(150_000));
        wire.cut();
      });
      HttpResponse<String> answer = gateway.post("/v1/chat/completions", PLAIN);
      assertThat(answer.statusCode()).isEqualTo(502);
      String id = answer.headers().firstValue("x-request-id").orElseThrow();
      HttpResponse<String> row = Eventually.ask(() -> gateway.get("/v1/account/requests/" + id), r -> r.statusCode() == 200);
      assertThat(row.body()).contains("\"status\":502").contains("\"error_code\":\"provider_unreachable\"");
    }
  }

  /** Embeddings come whole, whatever the request says. */
  @Test
  void embeddingsAreNotStreamed() {
    provider.script((request, wire) -> wire.json(200, "{\"object\":\"list\",\"data\":[],\"model\":\"e\"}"));
    HttpResponse<String> answer = gateway.post("/v1/embeddings",
        "{\"model\":\"openai/e\",\"api_key\":\"k\",\"stream\":true,\"input\":\"x\"}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).contains("application/json");
  }

  /** What a provider closes while nothing goes over it is not used again, however soon. */
  @Test
  void aConnectionThatTheProviderClosedIsNotUsed() throws Exception {
    Semaphore answered = new Semaphore(0);
    Semaphore closed = new Semaphore(0);
    provider.script((request, wire) -> {
      wire.json(200, OpenAi.COMPLETION);
      assertThat(answered.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
      wire.close();
      closed.release();
    });
    for (int i = 0; i < 5; i++) {
      HttpResponse<String> answer = gateway.post("/v1/chat/completions", PLAIN);
      assertThat(answer.statusCode()).as("call " + i + ": " + answer.body()).isEqualTo(200);
      answered.release();
      assertThat(closed.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
      Eventually.afterMillis(200); // longer than a connection is trusted
    }
  }

  /** Some providers send blank lines before an answer that takes them long. */
  @Test
  void aWholeAnswerThatComesInPiecesIsNotSilent() {
    try (Gateway impatient = Gateway.start("orqen.providers.openai.base-url=" + provider.url() + "/v1",
        "orqen.timeout.gap=2s")) {
      provider.script((request, wire) -> {
        wire.raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (int i = 0; i < 8; i++) {
          wire.chunk("\n");
          Eventually.afterMillis(500);
        }
        wire.chunk(OpenAi.COMPLETION);
        wire.end();
      });
      HttpResponse<String> answer = impatient.post("/v1/chat/completions", PLAIN);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
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
}

package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Gateway;
import app.orqen.it.support.OpenAi;
import app.orqen.it.support.StandIn;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Many slow streams at once are the normal load: 300 on the threads of JDK 17, 2,000 on virtual ones. */
class ITManyStreams {

  private static final int STREAMS = Runtime.version().feature() >= 21 ? 2000 : 300;
  /** So many may be without a head at once: clients come one after the other, however slow the machine is. */
  private static final int OPENING = 50;

  @Test
  void allAreServedAtOnce() throws Exception {
    CountDownLatch open = new CountDownLatch(STREAMS);
    Semaphore opening = new Semaphore(OPENING);
    try (StandIn provider = new StandIn();
        Gateway gateway = Gateway.start("orqen.providers.openai.base-url=" + provider.url() + "/v1",
            "orqen.timeout.gap=3m", "server.tomcat.connection-timeout=60s")) {
      provider.script((request, wire) -> {
        wire.events();
        wire.chunk(OpenAi.chunk("Hel"));
        open.countDown();
        // Nobody's stream goes on before everybody's has begun.
        assertThat(open.await(120, TimeUnit.SECONDS)).isTrue();
        wire.chunk(OpenAi.finish() + OpenAi.DONE);
        wire.end();
      });
      HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
      HttpRequest request = gateway.request("/v1/chat/completions").header("Content-Type", "application/json")
          .POST(HttpRequest.BodyPublishers.ofString(ITStreams.STREAM)).build();
      AtomicInteger whole = new AtomicInteger();
      List<CompletableFuture<Void>> all = new ArrayList<>();
      for (int i = 0; i < STREAMS; i++) {
        assertThat(opening.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
        all.add(client.sendAsync(request, head -> {
          opening.release();
          return HttpResponse.BodySubscribers.ofString(StandardCharsets.UTF_8);
        }).thenAccept(answer -> {
          if (answer.statusCode() == 200 && answer.body().endsWith(OpenAi.DONE)) {
            whole.incrementAndGet();
          }
        }));
      }
      CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(180, TimeUnit.SECONDS);
      assertThat(whole.get()).isEqualTo(STREAMS);
    }
  }
}

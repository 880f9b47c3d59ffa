package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.OpenAi;
import app.orqen.it.support.StandIn;
import java.net.http.HttpResponse;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a provider sends beyond its answer reaches nobody. */
class ITPooledConnections {

  private static final String STRAY = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
      + OpenAi.COMPLETION.replace("gpt", "stray").length() + "\r\n\r\n" + OpenAi.COMPLETION.replace("gpt", "stray");

  static StandIn provider;
  static Gateway gateway;

  @BeforeAll
  static void start() {
    provider = new StandIn();
    gateway = Gateway.start("orqen.providers.openai.base-url=" + provider.url() + "/v1",
        "orqen.api-base-allowed-hosts=" + provider.url().substring("http://".length()));
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    provider.close();
  }

  @BeforeEach
  void aConnectionThatIsKept() {
    assertThat(OpenAi.COMPLETION).contains("gpt");
    provider.script((request, wire) -> wire.json(200, OpenAi.COMPLETION));
    assertClean(ITStreams.PLAIN);
  }

  private static void assertClean(String body) {
    HttpResponse<String> answer = gateway.post("/v1/chat/completions", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).doesNotContain("stray").doesNotContain("junk");
  }

  @Test
  void anHonestProvidersConnectionIsKept() {
    long before = provider.connections();
    for (int i = 0; i < 5; i++) {
      assertClean(ITStreams.PLAIN);
    }
    assertThat(provider.connections()).isEqualTo(before);
  }

  @Test
  void bytesBehindAnAnswerEndTheConnection() {
    for (String stray : new String[] {STRAY, "20 bytes of junk ....", "\r\n", "H"}) {
      provider.script((request, wire) -> wire.raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
          + OpenAi.COMPLETION.length() + "\r\n\r\n" + OpenAi.COMPLETION + stray));
      assertClean(ITStreams.PLAIN);
      provider.script((request, wire) -> wire.json(200, OpenAi.COMPLETION));
      assertClean(ITStreams.PLAIN);
    }
  }

  @Test
  void bytesBehindTheLastChunkEndTheConnection() {
    provider.script((request, wire) -> {
      wire.events();
      wire.chunk(OpenAi.chunk("Hel"));
      wire.chunk(OpenAi.DONE);
      wire.raw("0\r\n\r\n" + STRAY);
    });
    assertClean(ITStreams.STREAM);
    provider.script((request, wire) -> wire.json(200, OpenAi.COMPLETION));
    assertClean(ITStreams.PLAIN);
  }

  /** Neither at once nor after a time in which a look at the connection is due. */
  @Test
  void anUnaskedAnswerIsDiscarded() throws Exception {
    for (int pause : new int[] {0, 300}) {
      CountDownLatch read = new CountDownLatch(1);
      CountDownLatch sent = new CountDownLatch(1);
      provider.script((request, wire) -> {
        wire.json(200, OpenAi.COMPLETION);
        read.await();
        wire.raw(STRAY);
        sent.countDown();
      });
      assertClean(ITStreams.PLAIN);
      read.countDown();
      assertThat(sent.await(10, TimeUnit.SECONDS)).isTrue();
      Eventually.afterMillis(pause);
      provider.script((request, wire) -> wire.json(200, OpenAi.COMPLETION));
      assertClean(ITStreams.PLAIN);
    }
  }

  @Test
  void aCallersOwnBaseUrlIsTreatedAlike() {
    String own = ITStreams.PLAIN.replace("{\"model\"", "{\"api_base\":\"" + provider.url() + "/own\",\"model\"");
    provider.script((request, wire) -> wire.raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
        + OpenAi.COMPLETION.length() + "\r\n\r\n" + OpenAi.COMPLETION + STRAY));
    assertClean(own);
    provider.script((request, wire) -> wire.json(200, OpenAi.COMPLETION));
    assertClean(own);
  }
}

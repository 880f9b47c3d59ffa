package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Gateway;
import app.orqen.it.support.OpenAi;
import app.orqen.it.support.StandIn;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** More calls at once than there may be connections to a provider. */
class ITFullPool {

  /** More than the circuit breaker needs to judge. */
  private static final int CALLS = 24;

  @Test
  void aCallWithoutAPlaceIsTheGatewaysOwnLimitAndNoFailureOfTheProvider() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    try (StandIn provider = new StandIn();
        Gateway gateway = Gateway.start("orqen.providers.openai.base-url=" + provider.url() + "/v1",
            "camel.component.http.connections-per-route=1", "camel.component.http.connection-request-timeout=50")) {
      provider.script((request, wire) -> {
        asked.countDown();
        release.await();
        wire.json(200, OpenAi.COMPLETION);
      });
      CompletableFuture<HttpResponse<String>> first =
          CompletableFuture.supplyAsync(
              () -> gateway.post("/v1/chat/completions", ITStreams.PLAIN), task -> new Thread(task).start());
      asked.await();

      for (int i = 0; i < CALLS; i++) {
        HttpResponse<String> refused = gateway.post("/v1/chat/completions", ITStreams.PLAIN);
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
        assertThat(refused.body()).contains("\"code\":\"gateway_overloaded\"");
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
      }

      release.countDown();
      assertThat(first.get().statusCode()).isEqualTo(200);
      assertThat(gateway.post("/v1/chat/completions", ITStreams.PLAIN).statusCode()).isEqualTo(200);
    }
  }
}

package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.OpenAi;
import app.orqen.it.support.Ports;
import app.orqen.it.support.StandIn;
import app.orqen.vault.CredentialStore;
import app.orqen.vault.StoredCredential;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Two of three providers are dead under load, and nobody notices. One that comes back is used again. */
class ITDeadProviders {

  private static final int CLIENTS = 8;
  private static final int REQUESTS = 40;
  /** A conversation stays where it was answered, so that each request begins one. */
  private static final AtomicInteger CONVERSATIONS = new AtomicInteger();

  private static HttpResponse<String> ask(Gateway gateway, boolean stream) {
    return gateway.post("/v1/chat/completions", "{\"model\":\"three\"," + (stream ? "\"stream\":true," : "")
        + "\"messages\":[{\"role\":\"user\",\"content\":\"" + CONVERSATIONS.incrementAndGet() + "\"}]}");
  }

  @Test
  void noRequestFails() throws Exception {
    try (StandIn failing = new StandIn(); StandIn good = new StandIn();
        Gateway gateway = Gateway.start("orqen.providers.openai.base-url=" + failing.url() + "/v1",
            "orqen.providers.mistral.base-url=http://127.0.0.1:" + Ports.free() + "/v1",
            "orqen.providers.groq.base-url=" + good.url() + "/v1",
            "orqen.models.aliases.three=openai/gpt-4o, mistral/large, groq/llama", "orqen.breaker.open=1s",
            "orqen.breaker.minimum-calls=5", "orqen.breaker.window=10")) {
      CredentialStore store = gateway.bean(CredentialStore.class);
      String account = gateway.bean(JdbcClient.class).sql("select id from account").query(String.class).single();
      for (String id : new String[] {"openai", "mistral", "groq"}) {
        store.put(account, id, StoredCredential.DEFAULT, 1, Map.of("api_key", "stored-canary-2468"), "…2468");
      }
      failing.script((request, wire) -> wire.cut());
      good.script(OpenAi::greet);
      ExecutorService users = Executors.newFixedThreadPool(CLIENTS);
      List<Future<HttpResponse<String>>> asked = new ArrayList<>();
      for (int i = 0; i < CLIENTS * REQUESTS; i++) {
        boolean stream = i % 2 == 0;
        asked.add(users.submit(() -> ask(gateway, stream)));
      }
      users.shutdown();
      for (Future<HttpResponse<String>> answer : asked) {
        assertThat(answer.get().statusCode()).as(answer.get().body()).isEqualTo(200);
        assertThat(answer.get().headers().firstValue("x-orqen-model")).contains("groq/llama");
      }
      // With its breaker open a dead target isn't called at all.
      assertThat(failing.requests().size()).isLessThan(CLIENTS * REQUESTS / 2);
      failing.script(OpenAi::greet);
      Eventually.holds(() -> ask(gateway, false).headers().firstValue("x-orqen-model").orElse("").equals("openai/gpt-4o"));
    }
  }
}

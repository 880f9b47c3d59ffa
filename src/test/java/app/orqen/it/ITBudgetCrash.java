package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.GatewayProcess;
import app.orqen.it.support.OpenAi;
import app.orqen.it.support.StandIn;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A gateway that is killed in the middle of a request has not forgotten, when it starts again, what the request may cost. */
class ITBudgetCrash {

  private static final String CHAT = "{\"model\":\"openai/gpt-4o\",\"api_key\":\"sk-own-canary-777777\",\"max_tokens\":100,"
      + "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";

  @Test
  void whatWasSetAsideCountsAfterAKill() throws Exception {
    try (StandIn provider = new StandIn()) {
      Path folder = GatewayProcess.folder();
      Map<String, String> settings = Map.of("ORQEN_BOOTSTRAP_KEY", Gateway.KEY, "ORQEN_PROVIDERS_OPENAI_BASE_URL", provider.url() + "/v1");
      String key;
      GatewayProcess gateway = GatewayProcess.start(folder, settings);
      // A request sets about 0.0011 USD aside.
      JsonNode made = new ObjectMapper().readTree(
          gateway.send("POST", "/v1/account/keys", Gateway.KEY, "{\"name\":\"k\",\"max_budget_usd\":0.0015}").body());
      key = made.get("key").asText();
      provider.script((request, wire) -> wire.awaitClose());
      CompletableFuture<HttpResponse<String>> running =
          CompletableFuture.supplyAsync(() -> gateway.send("POST", "/v1/chat/completions", key, CHAT));
      Eventually.holds(() -> !provider.requests().isEmpty());
      Eventually.afterMillis(1000); // It is written ten times a second.
      gateway.kill();
      assertThat(running.handle((answer, failure) -> failure).join()).as("it was running").isNotNull();

      provider.script((request, wire) -> wire.json(200, OpenAi.COMPLETION));
      try (GatewayProcess again = GatewayProcess.start(folder, settings)) {
        HttpResponse<String> refused = again.send("POST", "/v1/chat/completions", key, CHAT);
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(402);
        again.send("PATCH", "/v1/account/keys/" + made.get("id").asText(), Gateway.KEY, "{\"max_budget_usd\":0.0025}");
        assertThat(again.send("POST", "/v1/chat/completions", key, CHAT).statusCode()).as("there is room beside it").isEqualTo(200);
      }
    }
  }
}

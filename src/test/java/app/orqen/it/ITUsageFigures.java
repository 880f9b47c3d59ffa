package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.OpenAi;
import app.orqen.it.support.StandIn;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Malformed figures of usage spoil neither the answer that has them nor the account's sums. */
class ITUsageFigures {

  private static final String MESSAGES = "{\"model\":\"%s\",\"max_tokens\":9,\"api_key\":\"sk-own-canary-777777\","
      + "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";

  static StandIn provider;
  static Gateway gateway;

  @BeforeAll
  static void start() {
    provider = new StandIn();
    gateway = Gateway.start("orqen.providers.openai.base-url=" + provider.url() + "/v1",
        "orqen.providers.anthropic.base-url=" + provider.url());
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    provider.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"9223372036854775807", "9223372036854775808", "18446744073709551620", "-5", "9.7", "1e400",
      "-1e400", "\"9\"", "null", "{}", "[9]", "true"})
  void theAnswerComesThrough(String figure) {
    String odd = OpenAi.COMPLETION.replace(":9,", ":" + figure + ",").replace(":2,", ":" + figure + ",")
        .replace("\"total_tokens\":11", "\"total_tokens\":" + figure + ",\"prompt_tokens_details\":{\"cached_tokens\":" + figure + "}");
    provider.script((request, wire) -> wire.json(200, odd));
    HttpResponse<String> plain = gateway.post("/v1/chat/completions", ITStreams.PLAIN);
    assertThat(plain.statusCode()).as(plain.body()).isEqualTo(200);
    assertThat(plain.body()).isEqualTo(odd);
    assertCounts(gateway.post("/v1/messages", MESSAGES.formatted("openai/gpt-4o")).body());

    provider.script((request, wire) -> {
      wire.events();
      wire.chunk(OpenAi.chunk("Hel") + OpenAi.finish() + OpenAi.usage().replace(":9,", ":" + figure + ",") + OpenAi.DONE);
      wire.end();
    });
    assertThat(gateway.post("/v1/chat/completions", ITStreams.STREAM).body()).endsWith(OpenAi.DONE);

    provider.script((request, wire) -> wire.json(200, "{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\","
        + "\"model\":\"c\",\"content\":[{\"type\":\"text\",\"text\":\"hi\"}],\"stop_reason\":\"end_turn\","
        + "\"usage\":{\"input_tokens\":" + figure + ",\"output_tokens\":" + figure + "}}"));
    assertThat(gateway.post("/v1/messages", MESSAGES.formatted("anthropic/claude-x")).statusCode()).isEqualTo(200);
  }

  private static void assertCounts(String message) {
    assertThat(message).containsPattern("\"input_tokens\":(0|9)[,}]").containsPattern("\"output_tokens\":\\d{1,3}[,}]");
  }

  @Test
  void theSumsHold() throws Exception {
    for (String figure : new String[] {"9223372036854775807", "9223372036854775807", "-1000000"}) {
      provider.script((request, wire) -> wire.json(200, OpenAi.COMPLETION.replace(":9,", ":" + figure + ",")));
      gateway.post("/v1/chat/completions", ITStreams.PLAIN.replace("gpt-4o", "openai/sums"));
    }
    Eventually.holds(() -> gateway.get("/v1/account/requests?limit=100").body().split("\"sums\"").length == 4);
    HttpResponse<String> summary = gateway.get("/v1/account/usage/summary");
    assertThat(summary.statusCode()).as(summary.body()).isEqualTo(200);
    assertThat(summary.body()).containsPattern("\"input_tokens\":\\d{1,4},");
  }
}

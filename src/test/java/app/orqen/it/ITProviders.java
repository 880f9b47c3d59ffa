package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Gateway;
import app.orqen.it.support.OpenAi;
import app.orqen.it.support.StandIn;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Providers as the routes folder describes them: base URLs, keyless ones, the echo, a caller's own, the models. */
class ITProviders {

  static StandIn provider;
  static Gateway gateway;

  @BeforeAll
  static void start() {
    provider = new StandIn();
    provider.script((request, wire) -> wire.json(200, OpenAi.COMPLETION));
    String host = provider.url().substring("http://".length());
    gateway = Gateway.start("orqen.providers.ollama.base-url=" + provider.url() + "/v1/",
        "orqen.providers.mistral.base-url=" + provider.url() + "/m/", "orqen.providers.vllm.base-url=",
        "orqen.providers.together_ai.base-url=" + provider.url() + "/t",
        "orqen.api-base-allowed-hosts=" + host);
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    provider.close();
  }

  private static HttpResponse<String> chat(String model, String content, String more) {
    return gateway.post("/v1/chat/completions", "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\","
        + "\"content\":" + content + "},{\"role\":\"assistant\",\"content\":\"no\"}]" + more + "}");
  }

  @Test
  void theOperatorsBaseUrlWins() {
    assertThat(chat("mistral/x", "\"a\"", ",\"api_key\":\"key-canary\",\"seed\":1,\"user\":\"u\"").statusCode())
        .isEqualTo(200);
    assertThat(provider.last().line()).startsWith("POST /m/chat/completions ");
    assertThat(provider.last().text()).contains("\"random_seed\":1").doesNotContain("\"user\":\"u\"");
    chat("together_ai/a/b", "\"a\"", ",\"api_key\":\"key-canary\"");
    assertThat(provider.last().line()).startsWith("POST /t/chat/completions ");
    assertThat(provider.last().text()).contains("\"a/b\"");
  }

  /** Mistral takes only ids of nine letters and digits, and a conversation may come from any provider. */
  @Test
  void mistralGetsIdsThatItTakes() {
    String openAi = "{\"model\":\"mistral/x\",\"api_key\":\"key-canary\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"},"
        + "{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"call_Xy_1\",\"type\":\"function\",\"function\":"
        + "{\"name\":\"f\",\"arguments\":\"{}\"}}]},{\"role\":\"tool\",\"tool_call_id\":\"call_Xy_1\",\"content\":\"r\"}]}";
    String anthropic = "{\"model\":\"mistral/x\",\"api_key\":\"key-canary\",\"max_tokens\":9,\"messages\":["
        + "{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"call_Xy_1\","
        + "\"name\":\"f\",\"input\":{}}]},{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\","
        + "\"tool_use_id\":\"call_Xy_1\",\"content\":\"r\"}]}]}";
    assertThat(gateway.post("/v1/chat/completions", openAi).statusCode()).isEqualTo(200);
    String direct = provider.last().text();
    assertThat(gateway.post("/v1/messages", anthropic).statusCode()).isEqualTo(200);
    for (String sent : new String[] {direct, provider.last().text()}) {
      assertThat(sent).doesNotContain("call_Xy_1")
          .containsPattern("(?s)\"id\":\"([0-9A-Za-z]{9})\".*\"tool_call_id\":\"\\1\"");
    }
  }

  @Test
  void aKeylessProviderExistsOnlyWithItsBaseUrl() {
    assertThat(chat("ollama/llama3", "\"a\"", "").statusCode()).isEqualTo(200);
    assertThat(provider.last().line()).startsWith("POST /v1/chat/completions ");
    assertThat(chat("vllm/llama3", "\"a\"", "").body()).contains("model_not_found");
    assertThat(chat("databricks/x", "\"a\"", "").body()).contains("model_not_found");
  }

  @Test
  void aCallersBaseUrlIsCalled() {
    HttpResponse<String> answer = chat("openai/x", "\"a\"",
        ",\"api_key\":\"key-canary\",\"api_base\":\"" + provider.url() + "/own/v1/\"");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(provider.last().line()).startsWith("POST /own/v1/chat/completions ");
    assertThat(provider.last().header("authorization")).isEqualTo("Bearer key-canary");
  }

  @Test
  void echoAnswersWhole() {
    HttpResponse<String> answer = chat("echo/e\\\"x", "\"Grüß \\\"dich\\\"\\n, ${body} a,b\"", "");
    assertThat(answer.body()).contains("\"content\":\"Grüß \\\"dich\\\"\\n, ${body} a,b\"")
        .contains("\"model\":\"e\\\"x\"");
    assertThat(answer.headers().firstValue("content-type").orElseThrow()).startsWith("application/json");
    assertThat(chat("echo/x", "[{\"type\":\"text\",\"text\":\"one \"},{\"type\":\"image_url\",\"image_url\":{}},"
        + "{\"type\":\"text\",\"text\":\"two\"}]", "").body()).contains("\"content\":\"one two\"");
    assertThat(chat("echo/x", "null", "").body()).contains("comes back");
  }

  @Test
  void echoStreams() {
    HttpResponse<String> answer = chat("echo/x", "\"Hello, you\"", ",\"stream\":true");
    assertThat(answer.headers().firstValue("content-type").orElseThrow()).startsWith("text/event-stream");
    assertThat(answer.body()).contains("\"Hello, \"", "\"you\"").contains("\"finish_reason\":\"stop\"")
        .endsWith("data: [DONE]\n\n").doesNotContain("usage");
  }

  @Test
  void modelsAreListed() {
    String list = gateway.get("/v1/models").body();
    assertThat(list).startsWith("{\"object\":\"list\"").contains("\"echo/echo\"").doesNotContain("anthropic/");
    assertThat(gateway.get("/v1/models/echo/echo").body()).contains("\"object\":\"model\"");
    assertThat(gateway.get("/v1/models/echo%2Fecho").body()).contains("\"object\":\"model\"");
    assertThat(gateway.get("/v1/models/no/such").statusCode()).isEqualTo(404);
    assertThat(gateway.post("/v1/models", "{}").headers().firstValue("allow")).contains("GET, HEAD");
    HttpRequest.Builder anthropic = gateway.request("/v1/models").header("anthropic-version", "2023-06-01").GET();
    assertThat(Gateway.send(anthropic).body()).contains("\"first_id\":\"echo/echo\"");
  }
}

package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Gateway;
import app.orqen.it.support.Sdks;
import app.orqen.it.support.SigV4;
import app.orqen.it.support.StandIn;
import app.orqen.it.support.Wires;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Anthropic's count_tokens: asked of providers that count, and estimated for the others. */
class ITCountTokens {

  private static final String CLAUDE = "anthropic.claude-sonnet-4-5-20250929-v1:0";
  private static final String ARN = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc";

  static StandIn provider;
  static Gateway gateway;

  @BeforeAll
  static void start() {
    provider = new StandIn();
    gateway = Gateway.start("orqen.providers.anthropic.base-url=" + provider.url(),
        "orqen.providers.gemini.base-url=" + provider.url(), "orqen.providers.bedrock.base-url=" + provider.url(),
        "orqen.models.base-models.[bedrock/" + ARN + "]=" + CLAUDE);
    Wires.liftLimit(gateway);
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    provider.close();
  }

  private static HttpResponse<String> count(String model) {
    String credentials = model.startsWith("bedrock/") ? Wires.AWS : Wires.CREDENTIALS;
    return gateway.post("/v1/messages/count_tokens", "{\"model\":\"" + model + "\"," + credentials
        + ",\"system\":\"Be brief\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello there\"}]}");
  }

  @Test
  void anthropicCounts() {
    provider.script((request, socket) -> socket.json(200, "{\"input_tokens\":14}"));
    gateway.put("/v1/account/providers", "{\"provider\":\"anthropic\",\"api_key\":\"sk-ant-canary\"}");
    try (Sdks sdks = new Sdks(gateway.url())) {
      var params = MessageCountTokensParams.builder().model("claude-sonnet-4-5").addUserMessage("Hello there").build();
      assertThat(sdks.anthropic.messages().countTokens(params).inputTokens()).isEqualTo(14);
    }
    assertThat(provider.last().line()).isEqualTo("POST /v1/messages/count_tokens HTTP/1.1");
  }

  /** A count needs a model, not a profile's name. The operator says which model is behind an opaque name. */
  @ParameterizedTest
  @CsvSource({"us." + CLAUDE + ", eu-west-1", "us-west-2/" + CLAUDE + ", us-west-2", ARN + ", us-east-1",
      "arn:aws:bedrock:us-east-2:123456789012:inference-profile/eu." + CLAUDE + ", us-east-2"})
  void bedrockCountsForClaude(String model, String region) throws Exception {
    provider.script((request, socket) -> socket.json(200, "{\"inputTokens\":17}"));
    HttpResponse<String> answer = count("bedrock/" + model);
    assertThat(answer.body()).isEqualTo("{\"input_tokens\":17}");
    assertThat(provider.last().line()).isEqualTo("POST /model/anthropic.claude-sonnet-4-5-20250929-v1%3A0/count-tokens HTTP/1.1");
    JsonNode sent = new ObjectMapper().readTree(provider.last().body()).at("/input/converse");
    assertThat(sent.at("/messages/0/content/0/text").asText()).isEqualTo("Hello there");
    assertThat(sent.at("/system/0/text").asText()).isEqualTo("Be brief");
    SigV4.verify(provider.last(), Wires.SECRET, region);
  }

  @Test
  void geminiCounts() throws Exception {
    provider.script((request, socket) -> socket.json(200, "{\"totalTokens\":9}"));
    HttpResponse<String> answer = count("gemini/gemini-2.5-pro");
    assertThat(answer.body()).isEqualTo("{\"input_tokens\":9}");
    assertThat(answer.headers().firstValue("x-orqen-count")).isEmpty();
    assertThat(provider.last().line()).isEqualTo("POST /v1beta/models/gemini-2.5-pro:countTokens HTTP/1.1");
    assertThat(new ObjectMapper().readTree(provider.last().body()).at("/generateContentRequest/model").asText())
        .isEqualTo("models/gemini-2.5-pro");
  }

  @Test
  void aProvidersErrorIsAnthropicsToTheClient() {
    provider.script((request, socket) -> socket.json(400, "{\"message\":\"no counting here\"}",
        "x-amzn-ErrorType: ValidationException"));
    HttpResponse<String> answer = count("bedrock/" + CLAUDE);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("\"type\":\"error\"").contains("invalid_request_error").contains("no counting here");
  }

  @Test
  void whatBedrockRefusesToCountIsEstimated() {
    provider.script((request, socket) -> socket.json(400, "{\"message\":\"The provided model doesn't support counting tokens\"}",
        "x-amzn-ErrorType: ValidationException"));
    HttpResponse<String> answer = count("bedrock/global.anthropic.claude-opus-5-5-v1:0");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("x-orqen-count")).contains("estimate");
    assertThat(answer.body()).matches("\\{\"input_tokens\":\\d{1,2}}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai/gpt-4o", "bedrock/us.amazon.nova-pro-v1:0", "bedrock/anthropic.claude-3-haiku-20240307-v1:0"})
  void othersAreEstimatedAndTheAnswerSaysSo(String model) {
    provider.script((request, socket) -> socket.json(500, "{}"));
    HttpResponse<String> answer = count(model);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("x-orqen-count")).contains("estimate");
    assertThat(Integer.parseInt(answer.body().replaceAll("\\D", ""))).isBetween(3, 200);
    assertThat(provider.requests()).isEmpty();
  }
}

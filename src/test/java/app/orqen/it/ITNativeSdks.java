package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.orqen.translate.Wire;
import app.orqen.vault.CredentialStore;
import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.errors.RateLimitException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.token.credentials.StaticTokenProvider;
import software.amazon.awssdk.http.auth.spi.scheme.AuthSchemeOption;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.auth.scheme.BedrockRuntimeAuthSchemeProvider;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;

/** The official SDKs of OpenAI, Anthropic and AWS, unmodified, against every wire, with stored credentials. */
class ITNativeSdks {

  static final software.amazon.awssdk.services.bedrockruntime.model.Message HI =
      software.amazon.awssdk.services.bedrockruntime.model.Message.builder().role(ConversationRole.USER)
          .content(ContentBlock.fromText("hi")).build();

  static StandIn provider;
  static Gateway gateway;
  static AnthropicClient anthropic;
  static OpenAIClient openAi;
  static BedrockRuntimeClient bedrock;
  static BedrockRuntimeAsyncClient bedrockAsync;

  @BeforeAll
  static void start() {
    provider = new StandIn();
    gateway = Gateway.start("orqen.providers.openai.base-url=" + provider.url() + "/v1",
        "orqen.providers.anthropic.base-url=" + provider.url(), "orqen.providers.gemini.base-url=" + provider.url(),
        "orqen.providers.bedrock.base-url=" + provider.url(),
        "orqen.api-base-allowed-hosts=127.0.0.1", "orqen.breaker.minimum-calls=1000", "orqen.breaker.window=1000");
    Wires.liftLimit(gateway);
    CredentialStore store = gateway.bean(CredentialStore.class);
    String account = gateway.bean(org.springframework.jdbc.core.simple.JdbcClient.class)
        .sql("select id from account").query(String.class).single();
    for (String id : new String[] {"openai", "anthropic", "gemini"}) {
      store.put(account, id, Map.of("api_key", "stored-canary-1234"), "…1234");
    }
    store.put(account, "bedrock", Map.of("aws_access_key_id", "AKIDCANARY", "aws_secret_access_key",
        "stored-canary-1234", "aws_session_token", "session-canary", "aws_region_name", "eu-west-1"), "…1234");
    anthropic = AnthropicOkHttpClient.builder().baseUrl(gateway.url()).apiKey(Gateway.KEY).maxRetries(0).build();
    openAi = OpenAIOkHttpClient.builder().baseUrl(gateway.url() + "/v1").apiKey(Gateway.KEY).maxRetries(0).build();
    var token = StaticTokenProvider.create(() -> Gateway.KEY);
    // What AWS_BEARER_TOKEN_BEDROCK in the environment does.
    BedrockRuntimeAuthSchemeProvider bearer = params ->
        List.of(AuthSchemeOption.builder().schemeId("smithy.api#httpBearerAuth").build());
    bedrock = BedrockRuntimeClient.builder().endpointOverride(URI.create(gateway.url())).region(Region.US_EAST_1)
        .tokenProvider(token).authSchemeProvider(bearer).httpClient(UrlConnectionHttpClient.create())
        .overrideConfiguration(o -> o.retryStrategy(r -> r.maxAttempts(1))).build();
    bedrockAsync = BedrockRuntimeAsyncClient.builder().endpointOverride(URI.create(gateway.url()))
        .region(Region.US_EAST_1).tokenProvider(token).authSchemeProvider(bearer).httpClient(NettyNioAsyncHttpClient.create())
        .overrideConfiguration(o -> o.retryStrategy(r -> r.maxAttempts(1))).build();
  }

  @AfterAll
  static void stop() throws Exception {
    bedrock.close();
    bedrockAsync.close();
    gateway.close();
    provider.close();
  }

  private static void answers(Wire wire) {
    provider.script((request, socket) -> socket.json(200, Wires.answer(wire)));
  }

  private static void streams(Wire wire) {
    provider.script((request, socket) -> socket.answer(200, Wires.streamType(wire), Wires.stream(wire, true)));
  }

  private static void limits(Wire wire) {
    provider.script((request, socket) -> socket.json(429, Wires.error(wire, "rate_limit_error", "RESOURCE_EXHAUSTED",
        "too fast"), "x-amzn-ErrorType: ThrottlingException", "Retry-After: 7"));
  }

  private static MessageCreateParams.Builder claude(Wire wire) {
    return MessageCreateParams.builder().model(Wires.model(wire)).maxTokens(100).addUserMessage("hi");
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void anthropicSdk(Wire wire) {
    answers(wire);
    Message message = anthropic.messages().create(claude(wire).build());
    assertThat(message.content().get(0).asText().text()).isEqualTo("Hé");
    assertThat(message.content().get(1).asToolUse()._input().toString()).isEqualTo("{city=Oslo}");
    streams(wire);
    MessageAccumulator whole = MessageAccumulator.create();
    try (var stream = anthropic.messages().createStreaming(claude(wire).build())) {
      stream.stream().forEach(whole::accumulate);
    }
    assertThat(whole.message().content().get(1).asToolUse()._input().toString()).isEqualTo("{city=Oslo}");
    assertThat(whole.message().usage().outputTokens()).isEqualTo(4);
    limits(wire);
    assertThatThrownBy(() -> anthropic.messages().create(claude(wire).build())).isInstanceOf(RateLimitException.class);
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void openAiSdk(Wire wire) {
    var request = ChatCompletionCreateParams.builder().model(Wires.model(wire)).addUserMessage("hi").build();
    answers(wire);
    ChatCompletion completion = openAi.chat().completions().create(request);
    assertThat(completion.choices().get(0).message().content()).contains("Hé");
    assertThat(completion.usage().orElseThrow().totalTokens()).isEqualTo(7);
    streams(wire);
    ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
    try (var stream = openAi.chat().completions().createStreaming(request)) {
      stream.stream().forEach(whole::accumulate);
    }
    assertThat(whole.chatCompletion().choices().get(0).finishReason())
        .isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
    limits(wire);
    assertThatThrownBy(() -> openAi.chat().completions().create(request))
        .isInstanceOf(com.openai.errors.RateLimitException.class);
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void awsSdk(Wire wire) {
    answers(wire);
    ConverseResponse response = converse(Wires.model(wire));
    assertThat(response.output().message().content().get(0).text()).isEqualTo("Hé");
    assertThat(response.output().message().content().get(1).toolUse().input().asMap().get("city").asString())
        .isEqualTo("Oslo");
    streams(wire);
    StringBuilder seen = new StringBuilder();
    stream(Wires.model(wire), seen);
    assertThat(seen.toString()).isEqualTo("Hé{\"city\":\"Oslo\"}tool_use7");
    limits(wire);
    assertThatThrownBy(() -> converse(Wires.model(wire))).isInstanceOf(ThrottlingException.class)
        .hasMessageContaining("too fast");
    assertThatThrownBy(() -> stream(Wires.model(wire), new StringBuilder())).isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(ThrottlingException.class);
  }

  private static ConverseResponse converse(String model) {
    return bedrock.converse(r -> r.modelId(model)
        .messages(HI));
  }

  private static void stream(String model, StringBuilder seen) {
    bedrockAsync.converseStream(r -> r.modelId(model)
        .messages(HI),
        ConverseStreamResponseHandler.builder().subscriber(ConverseStreamResponseHandler.Visitor.builder()
            .onContentBlockDelta(e -> seen.append(e.delta().text() != null
                ? e.delta().text() : e.delta().toolUse() != null ? e.delta().toolUse().input() : ""))
            .onMessageStop(e -> seen.append(e.stopReasonAsString()))
            .onMetadata(e -> seen.append(e.usage().totalTokens())).build()).build()).join();
  }

  @Test
  void anArnIsOneSegmentAndPinsItsRegion() throws Exception {
    answers(Wire.CONVERSE);
    converse("arn:aws:bedrock:us-west-2:123456789012:inference-profile/us.anthropic.claude-opus-5");
    assertThat(provider.last().line()).startsWith("POST /model/arn%3Aaws%3Abedrock%3Aus-west-2%3A123456789012"
        + "%3Ainference-profile%2Fus.anthropic.claude-opus-5/converse ");
    SigV4.verify(provider.last(), "stored-canary-1234", "us-west-2");
    converse("bedrock/ap-south-1/anthropic.claude-3-haiku-20240307-v1:0");
    assertThat(provider.last().line()).startsWith("POST /model/anthropic.claude-3-haiku-20240307-v1%3A0/converse ");
    SigV4.verify(provider.last(), "stored-canary-1234", "ap-south-1");
  }

  @Test
  void aBearerTokenAndARegionOfTheRequestsOwn() throws Exception {
    answers(Wire.CONVERSE);
    String body = "{\"model\":\"bedrock/us.amazon.nova-pro-v1:0\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],";
    gateway.post("/v1/chat/completions", body
        + "\"aws_region_name\":\"us-east-2\",\"aws_bearer_token_bedrock\":\"bearer-canary-9\"}");
    assertThat(provider.last().header("authorization")).isEqualTo("Bearer bearer-canary-9");
    gateway.post("/v1/chat/completions", body + "\"aws_region_name\":\"us-east-2\"}");
    SigV4.verify(provider.last(), "stored-canary-1234", "us-east-2");
    var half = gateway.post("/v1/chat/completions", body + "\"aws_access_key_id\":\"AKIDCANARY\"}");
    assertThat(half.statusCode()).isEqualTo(400);
    assertThat(half.body()).contains("aws_secret_access_key");
  }

  @Test
  void azureByItsDeployment() {
    answers(Wire.OPENAI);
    gateway.post("/v1/chat/completions", "{\"model\":\"azure/my dep/../x\",\"api_key\":\"azure-canary\",\"api_base\":\""
        + provider.url() + "\",\"api_version\":\"2024-10-21\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
    assertThat(provider.last().line()).isEqualTo(
        "POST /openai/deployments/my%20dep%2F..%2Fx/chat/completions?api-version=2024-10-21 HTTP/1.1");
    assertThat(provider.last().header("api-key")).isEqualTo("azure-canary");
  }

  @Test
  void tokensAreCounted() {
    provider.script((request, socket) -> socket.json(200, "{\"input_tokens\":14}"));
    var params = MessageCountTokensParams.builder().model("claude-sonnet-4-5").addUserMessage("Hello there").build();
    assertThat(anthropic.messages().countTokens(params).inputTokens()).isEqualTo(14);
    assertThat(provider.last().line()).isEqualTo("POST /v1/messages/count_tokens HTTP/1.1");
    var other = MessageCountTokensParams.builder().model("openai/gpt-4o").addUserMessage("Hello there").build();
    assertThat(anthropic.messages().countTokens(other).inputTokens()).isBetween(3L, 40L);
    assertThat(provider.requests()).hasSize(1);
  }

  @Test
  void bytesToAnthropicStayAsTheyAre() {
    answers(Wire.ANTHROPIC);
    String body = "{ \"model\":\"claude-sonnet-4-5\", \"max_tokens\":1e2,\"x\":[ 1 ],\"messages\":[{\"role\":\"user\",\"content\":\"\\u00e9\"}]}";
    var answer = Gateway.send(gateway.request("/v1/v1/messages").header("Content-Type", "application/json")
        .header("anthropic-version", "2023-01-01").header("anthropic-beta", "a,b")
        .POST(java.net.http.HttpRequest.BodyPublishers.ofString(body)));
    assertThat(answer.body()).isEqualTo(Wires.answer(Wire.ANTHROPIC));
    assertThat(provider.last().text()).isEqualTo(body);
    assertThat(provider.last().header("anthropic-version")).isEqualTo("2023-01-01");
    assertThat(provider.last().header("anthropic-beta")).isEqualTo("a,b");
  }

  @Test
  void aStrangerGetsTheSurfacesOwn401() {
    var converse = Gateway.send(java.net.http.HttpRequest.newBuilder(URI.create(gateway.url() + "/model/x/converse"))
        .header("Content-Type", "application/json").POST(java.net.http.HttpRequest.BodyPublishers.ofString("{}")));
    assertThat(converse.statusCode()).isEqualTo(401);
    assertThat(converse.headers().firstValue("x-amzn-errortype")).contains("UnrecognizedClientException");
    assertThat(gateway.post("/model/x/invoke", "{}").statusCode()).isEqualTo(404);
    assertThat(gateway.get("/model/x/converse").statusCode()).isEqualTo(405);
  }
}

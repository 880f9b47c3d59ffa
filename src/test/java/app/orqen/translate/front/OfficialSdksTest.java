package app.orqen.translate.front;

import static app.orqen.translate.Wire.ANTHROPIC;
import static app.orqen.translate.Wire.CONVERSE;
import static app.orqen.translate.Wire.GEMINI;
import static app.orqen.translate.Wire.OPENAI;
import static app.orqen.translate.front.Fixtures.anthropic;
import static app.orqen.translate.front.Fixtures.chunk;
import static app.orqen.translate.front.Fixtures.converse;
import static app.orqen.translate.front.Fixtures.run;
import static app.orqen.translate.front.Fixtures.sse;
import static app.orqen.translate.front.Fixtures.usageChunk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.orqen.translate.Wire;
import com.anthropic.client.AnthropicClientImpl;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.openai.client.OpenAIClientImpl;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamOutput;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;
import software.amazon.awssdk.utils.async.SimplePublisher;

/** The official SDKs read what the translators write: two parallel calls after a text, from every other provider. */
class OfficialSdksTest {

  private static final byte[] THROTTLED_OPENAI = sse(chunk("{\"content\":\"a\"}"),
      "{\"error\":{\"message\":\"slow down\",\"type\":\"rate_limit_error\",\"code\":\"rate_limit_exceeded\"}}");

  private static byte[] stream(Wire provider) {
    return switch (provider) {
      case OPENAI -> sse(chunk("{\"role\":\"assistant\",\"content\":\"\"}"), chunk("{\"content\":\"hé😀\"}"),
          chunk("{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"x\\\":\"}}]}"),
          chunk("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"1}\"}}]}"),
          chunk("{\"tool_calls\":[{\"index\":1,\"id\":\"b\",\"type\":\"function\",\"function\":{\"name\":\"g\",\"arguments\":\"\"}}]}"),
          chunk("{}", "tool_calls"), usageChunk("{\"prompt_tokens\":3,\"completion_tokens\":4,\"total_tokens\":7}"), "[DONE]");
      case ANTHROPIC -> anthropic(StreamEvents.MESSAGE_START, StreamEvents.textDelta(0, "hé😀"), StreamEvents.blockStop(0),
          StreamEvents.toolStart(1, "a", "f"), StreamEvents.toolDelta(1, "{\"x\":1}"), StreamEvents.blockStop(1),
          StreamEvents.toolStart(2, "b", "g"), StreamEvents.blockStop(2),
          "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\"},\"usage\":{\"input_tokens\":3,\"output_tokens\":4}}",
          StreamEvents.MESSAGE_STOP);
      case CONVERSE -> converse("messageStart", "{\"role\":\"assistant\"}",
          "contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"hé😀\"}}", "contentBlockStop", "{\"contentBlockIndex\":0}",
          "contentBlockStart", "{\"contentBlockIndex\":1,\"start\":{\"toolUse\":{\"toolUseId\":\"a\",\"name\":\"f\"}}}",
          "contentBlockDelta", "{\"contentBlockIndex\":1,\"delta\":{\"toolUse\":{\"input\":\"{\\\"x\\\":1}\"}}}",
          "contentBlockStop", "{\"contentBlockIndex\":1}",
          "contentBlockStart", "{\"contentBlockIndex\":2,\"start\":{\"toolUse\":{\"toolUseId\":\"b\",\"name\":\"g\"}}}",
          "contentBlockStop", "{\"contentBlockIndex\":2}", "messageStop", "{\"stopReason\":\"tool_use\"}",
          "metadata", "{\"usage\":{\"inputTokens\":3,\"outputTokens\":4,\"totalTokens\":7}}");
      case GEMINI -> sse("{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"hé😀\"},{\"functionCall\":{\"id\":\"a\",\"name\":\"f\",\"args\":{\"x\":1}}},"
          + "{\"functionCall\":{\"id\":\"b\",\"name\":\"g\"}}]},\"finishReason\":\"STOP\"}],"
          + "\"usageMetadata\":{\"promptTokenCount\":3,\"candidatesTokenCount\":4}}");
    };
  }

  @ParameterizedTest
  @EnumSource(names = {"ANTHROPIC", "CONVERSE", "GEMINI"})
  void openAi(Wire provider) {
    ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
    try (var answer = openAiClient(run(OPENAI, provider, stream(provider)), "text/event-stream").chat().completions()
        .createStreaming(openAiRequest())) {
      answer.stream().forEach(accumulator::accumulate);
    }
    ChatCompletion completion = accumulator.chatCompletion();
    var choice = completion.choices().get(0);
    assertThat(choice.message().content()).contains("hé😀");
    assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
    assertThat(choice.message().toolCalls().orElseThrow())
        .extracting(call -> call.asFunction().id() + call.asFunction().function().name() + call.asFunction().function().arguments())
        .containsExactly("af{\"x\":1}", "bg{}");
    assertThat(completion.usage().orElseThrow().promptTokens()).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource(names = {"OPENAI", "CONVERSE", "GEMINI"})
  void anthropicSdk(Wire provider) {
    MessageAccumulator accumulator = MessageAccumulator.create();
    try (var answer = anthropicClient(run(ANTHROPIC, provider, stream(provider))).messages().createStreaming(anthropicRequest())) {
      answer.stream().forEach(accumulator::accumulate);
    }
    Message message = accumulator.message();
    assertThat(message.content().get(0).asText().text()).isEqualTo("hé😀");
    assertThat(message.content().get(1).asToolUse().name()).isEqualTo("f");
    assertThat(message.content().get(1).asToolUse()._input().toString()).isEqualTo("{x=1}");
    assertThat(message.content().get(2).asToolUse()._input().toString()).isEqualTo("{}");
    assertThat(message.stopReason().orElseThrow().asString()).isEqualTo("tool_use");
    assertThat(message.usage().outputTokens()).isEqualTo(4);
  }

  @ParameterizedTest
  @EnumSource(names = {"OPENAI", "ANTHROPIC", "GEMINI"})
  void amazon(Wire provider) {
    List<String> seen = new ArrayList<>();
    converseStream(run(CONVERSE, provider, stream(provider)), seen);
    assertThat(seen).containsSubsequence("start assistant", "0 hé😀", "stop 0", "1 a f", "stop 1", "2 b g", "2 {}", "stop 2",
        "tool_use", "3+4");
    assertThat(String.join("", seen.stream().filter(s -> s.startsWith("1 {") || s.equals("1 1}")).map(s -> s.substring(2)).toList()))
        .isEqualTo("{\"x\":1}");
  }

  @Test
  void errorsInTheMiddleReachEverySdk() {
    assertThatThrownBy(() -> {
      byte[] in = anthropic(StreamEvents.MESSAGE_START,
          "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"slow down\"}}");
      try (var answer = openAiClient(run(OPENAI, ANTHROPIC, in), "text/event-stream").chat().completions()
          .createStreaming(openAiRequest())) {
        answer.stream().forEach(each -> { });
      }
    }).hasMessageContaining("slow down");
    assertThatThrownBy(() -> {
      try (var answer = anthropicClient(run(ANTHROPIC, OPENAI, THROTTLED_OPENAI)).messages().createStreaming(anthropicRequest())) {
        answer.stream().forEach(each -> { });
      }
    }).hasMessageContaining("slow down");
    assertThatThrownBy(() -> converseStream(run(CONVERSE, OPENAI, THROTTLED_OPENAI), new ArrayList<>()))
        .isInstanceOf(CompletionException.class).hasCauseInstanceOf(ThrottlingException.class).hasMessageContaining("slow down");
  }

  private static ChatCompletionCreateParams openAiRequest() {
    return ChatCompletionCreateParams.builder().model("m").addUserMessage("x").build();
  }

  private static MessageCreateParams anthropicRequest() {
    return MessageCreateParams.builder().model("m").maxTokens(9).addUserMessage("x").build();
  }

  private static OpenAIClientImpl openAiClient(byte[] body, String contentType) {
    return new OpenAIClientImpl(com.openai.core.ClientOptions.builder().apiKey("k").httpClient(new com.openai.core.http.HttpClient() {
      @Override
      public com.openai.core.http.HttpResponse execute(
          com.openai.core.http.HttpRequest request, com.openai.core.RequestOptions options) {
        return new com.openai.core.http.HttpResponse() {
          @Override
          public int statusCode() {
            return 200;
          }

          @Override
          public com.openai.core.http.Headers headers() {
            return com.openai.core.http.Headers.builder().put("content-type", contentType).build();
          }

          @Override
          public InputStream body() {
            return new ByteArrayInputStream(body);
          }

          @Override
          public void close() {}
        };
      }

      @Override
      public CompletableFuture<com.openai.core.http.HttpResponse> executeAsync(
          com.openai.core.http.HttpRequest request, com.openai.core.RequestOptions options) {
        throw new UnsupportedOperationException();
      }

      @Override
      public void close() {}
    }).build());
  }

  private static AnthropicClientImpl anthropicClient(byte[] body) {
    return new AnthropicClientImpl(com.anthropic.core.ClientOptions.builder().httpClient(new com.anthropic.core.http.HttpClient() {
      @Override
      public com.anthropic.core.http.HttpResponse execute(
          com.anthropic.core.http.HttpRequest request, com.anthropic.core.RequestOptions options) {
        return new com.anthropic.core.http.HttpResponse() {
          @Override
          public int statusCode() {
            return 200;
          }

          @Override
          public com.anthropic.core.http.Headers headers() {
            return com.anthropic.core.http.Headers.builder().put("content-type", "text/event-stream").build();
          }

          @Override
          public InputStream body() {
            return new ByteArrayInputStream(body);
          }

          @Override
          public void close() {}
        };
      }

      @Override
      public CompletableFuture<com.anthropic.core.http.HttpResponse> executeAsync(
          com.anthropic.core.http.HttpRequest request, com.anthropic.core.RequestOptions options) {
        throw new UnsupportedOperationException();
      }

      @Override
      public void close() {}
    }).build());
  }

  private static void converseStream(byte[] body, List<String> seen) {
    try (BedrockRuntimeAsyncClient client = BedrockRuntimeAsyncClient.builder().region(Region.US_EAST_1)
        .credentialsProvider(AnonymousCredentialsProvider.create()).httpClient(new CannedHttp(body)).build()) {
      ConverseStreamResponseHandler handler = ConverseStreamResponseHandler.builder()
          .subscriber(ConverseStreamResponseHandler.Visitor.builder()
              .onMessageStart(e -> seen.add("start " + e.roleAsString()))
              .onContentBlockStart(e -> seen.add(e.contentBlockIndex() + " " + e.start().toolUse().toolUseId() + " "
                  + e.start().toolUse().name()))
              .onContentBlockDelta(e -> seen.add(e.contentBlockIndex() + " "
                  + (e.delta().text() != null ? e.delta().text() : e.delta().toolUse().input())))
              .onContentBlockStop(e -> seen.add("stop " + e.contentBlockIndex()))
              .onMessageStop(e -> seen.add(e.stopReasonAsString()))
              .onMetadata(e -> seen.add(e.usage().inputTokens() + "+" + e.usage().outputTokens()))
              .onDefault((ConverseStreamOutput e) -> seen.add("unknown"))
              .build())
          .build();
      client.converseStream(request -> request.modelId("m"), handler).join();
    }
  }

  /** Answers every call with the same bytes. */
  private record CannedHttp(byte[] body) implements SdkAsyncHttpClient {
    @Override
    public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
      request.responseHandler().onHeaders(SdkHttpResponse.builder().statusCode(200)
          .putHeader("content-type", "application/vnd.amazon.eventstream").build());
      SimplePublisher<ByteBuffer> publisher = new SimplePublisher<>();
      request.responseHandler().onStream(publisher);
      publisher.send(ByteBuffer.wrap(body));
      return publisher.complete();
    }

    @Override
    public void close() {}
  }
}

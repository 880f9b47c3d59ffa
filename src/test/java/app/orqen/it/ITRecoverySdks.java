package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Sdks;
import app.orqen.it.support.Surface;
import app.orqen.it.support.ToolCalls;
import app.orqen.it.support.Wires;
import app.orqen.translate.Wire;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.fasterxml.jackson.core.type.TypeReference;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStatus;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.Tool;
import software.amazon.awssdk.services.bedrockruntime.model.ToolConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.ToolInputSchema;

/** The official clients read an answer that was joined from two rounds as they read any other. */
class ITRecoverySdks {

  static ToolCalls calls;
  static Sdks sdks;

  @BeforeAll
  static void start() {
    calls = ToolCalls.start();
    Wires.liftLimit(calls.gateway());
    calls.key("{\"k_target_override\":2}");
    sdks = new Sdks(calls.gateway().url());
  }

  @AfterAll
  static void stop() throws Exception {
    sdks.close();
    calls.stop();
  }

  private static void model(Wire wire, boolean stream) {
    AtomicInteger round = new AtomicInteger();
    calls.provider().script((request, socket) -> {
      boolean has = calls.offered(wire).contains("vineyard");
      ITToolRecovery.say(socket, wire, stream, "t" + round.incrementAndGet(), has ? "vineyard" : "find_tools",
          has ? "{}" : "{\"names\":[\"vineyard\"]}");
    });
  }

  private static List<Object> tools(Surface surface) {
    return ToolCalls.JSON.convertValue(ToolCalls.tree(ToolCalls.tools(surface, ToolCalls.TWENTY)),
        new TypeReference<List<Object>>() {});
  }

  private static Map<String, String> credentials(Wire wire) {
    return ToolCalls.JSON.convertValue(
        ToolCalls.tree("{" + (wire == Wire.CONVERSE ? Wires.AWS : Wires.CREDENTIALS) + "}"),
        new TypeReference<Map<String, String>>() {});
  }

  /** Each wire, plain and streamed. */
  static Stream<Arguments> everyWay() {
    return Stream.of(Wire.values()).flatMap(wire -> Stream.of(Arguments.of(wire, false), Arguments.of(wire, true)));
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void openAi(Wire wire, boolean stream) {
    model(wire, stream);
    ChatCompletionCreateParams.Builder request = ChatCompletionCreateParams.builder().model(Wires.model(wire))
        .addUserMessage("Show my photo by OpenAI's SDK, " + wire + stream)
        .putAdditionalBodyProperty("tools", com.openai.core.JsonValue.from(tools(Surface.OPENAI)));
    credentials(wire).forEach((name, value) -> request.putAdditionalBodyProperty(name, com.openai.core.JsonValue.from(value)));
    ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
    if (stream) {
      try (var answer = sdks.openAi.chat().completions().createStreaming(request.build())) {
        answer.stream().forEach(accumulator::accumulate);
      }
    }
    var choice = (stream ? accumulator.chatCompletion() : sdks.openAi.chat().completions().create(request.build())).choices().get(0);
    assertThat(choice.message().content()).contains("Hé\n\nHé");
    assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
    assertThat(choice.message().toolCalls().orElseThrow())
        .extracting(call -> call.asFunction().id() + " " + call.asFunction().function().name())
        .containsExactly("t2 vineyard");
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void responses(Wire wire, boolean stream) {
    model(wire, stream);
    ResponseCreateParams.Builder request = ResponseCreateParams.builder().model(Wires.model(Surface.RESPONSES, wire))
        .input("Show my photo by OpenAI's SDK for responses, " + wire + stream)
        .putAdditionalBodyProperty("tools", com.openai.core.JsonValue.from(tools(Surface.RESPONSES)));
    credentials(wire).forEach((name, value) -> request.putAdditionalBodyProperty(name, com.openai.core.JsonValue.from(value)));
    ResponseAccumulator accumulator = ResponseAccumulator.create();
    if (stream) {
      try (var answer = sdks.openAi.responses().createStreaming(request.build())) {
        answer.stream().forEach(event -> accumulator.accumulate(event.validate()));
      }
    }
    Response response = stream ? accumulator.response() : sdks.openAi.responses().create(request.build());
    assertThat(response.validate().status()).contains(ResponseStatus.COMPLETED);
    assertThat(response.output()).hasSize(3);
    assertThat(response.output().get(0).asMessage().content().get(0).asOutputText().text()).isEqualTo("Hé");
    assertThat(response.output().get(1).asMessage().content().get(0).asOutputText().text()).isEqualTo("Hé");
    assertThat(response.output().get(2).asFunctionCall().name()).isEqualTo("vineyard");
    assertThat(response.output().get(2).asFunctionCall().callId()).isEqualTo("t2");
    assertThat(response.usage().orElseThrow().outputTokens()).isEqualTo(8);
  }

  /** The AWS SDK can't send fields of its own, so that the credential is a stored one. */
  @ParameterizedTest
  @MethodSource("everyWay")
  void bedrock(Wire wire, boolean stream) {
    String provider = Wires.model(wire).substring(0, Wires.model(wire).indexOf('/'));
    String credentials = wire == Wire.CONVERSE ? Wires.AWS : Wires.CREDENTIALS;
    assertThat(calls.gateway().put("/v1/account/providers", "{\"provider\":\"" + provider + "\"," + credentials + "}").statusCode()).isLessThan(300);
    model(wire, stream);
    software.amazon.awssdk.services.bedrockruntime.model.Message user = software.amazon.awssdk.services.bedrockruntime.model.Message.builder()
        .role(ConversationRole.USER).content(ContentBlock.fromText("Show my photo by the AWS SDK, " + wire + stream)).build();
    Document schema = Document.mapBuilder().putString("type", "object").putMap("properties", properties -> { }).build();
    ToolConfiguration tools = ToolConfiguration.builder().tools(ToolCalls.TWENTY.stream().map(name -> Tool.fromToolSpec(spec -> spec.name(name)
        .description("Looks up the " + name + " of the user").inputSchema(ToolInputSchema.fromJson(schema)))).toList()).build();
    List<String> said = new CopyOnWriteArrayList<>();
    if (stream) {
      ConverseStreamRequest request = ConverseStreamRequest.builder().modelId(Wires.model(wire)).messages(user).toolConfig(tools).build();
      sdks.bedrockAsync.converseStream(request, ConverseStreamResponseHandler.builder().subscriber(ConverseStreamResponseHandler.Visitor.builder()
          .onContentBlockStart(event -> said.add(event.start().toolUse().toolUseId() + " " + event.start().toolUse().name()))
          .onContentBlockDelta(event -> said.add(event.delta().text() == null ? "" : event.delta().text()))
          .onMessageStop(event -> said.add(event.stopReasonAsString()))
          .onMetadata(event -> said.add("tokens " + event.usage().outputTokens())).build()).build()).join();
    } else {
      ConverseResponse answer = sdks.bedrock.converse(request -> request.modelId(Wires.model(wire)).messages(user).toolConfig(tools));
      answer.output().message().content().forEach(block -> said.add(
          block.toolUse() == null ? block.text() : block.toolUse().toolUseId() + " " + block.toolUse().name()));
      said.add(answer.stopReasonAsString());
      said.add("tokens " + answer.usage().outputTokens());
    }
    assertThat(said).filteredOn(text -> !text.isEmpty()).containsExactly("Hé", "Hé", "t2 vineyard", "tool_use", "tokens 8");
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void anthropic(Wire wire, boolean stream) {
    model(wire, stream);
    MessageCreateParams.Builder request = MessageCreateParams.builder().model(Wires.model(wire)).maxTokens(100)
        .addUserMessage("Show my photo by Anthropic's SDK, " + wire + stream)
        .putAdditionalBodyProperty("tools", com.anthropic.core.JsonValue.from(tools(Surface.ANTHROPIC)));
    credentials(wire).forEach((name, value) -> request.putAdditionalBodyProperty(name, com.anthropic.core.JsonValue.from(value)));
    MessageAccumulator accumulator = MessageAccumulator.create();
    if (stream) {
      try (var answer = sdks.anthropic.messages().createStreaming(request.build())) {
        answer.stream().forEach(accumulator::accumulate);
      }
    }
    Message message = stream ? accumulator.message() : sdks.anthropic.messages().create(request.build());
    assertThat(message.content()).hasSize(3);
    assertThat(message.content().get(0).asText().text()).isEqualTo("Hé");
    assertThat(message.content().get(1).asText().text()).isEqualTo("Hé");
    assertThat(message.content().get(2).asToolUse().name()).isEqualTo("vineyard");
    assertThat(message.content().get(2).asToolUse().id()).isEqualTo("t2");
    assertThat(message.stopReason().orElseThrow().asString()).isEqualTo("tool_use");
    assertThat(message.usage().outputTokens()).isEqualTo(8);
  }
}

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
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

  private static void model(Wire wire) {
    AtomicInteger round = new AtomicInteger();
    calls.provider().script((request, socket) -> {
      boolean has = calls.offered(wire).contains("vineyard");
      ITToolRecovery.say(socket, wire, true, "t" + round.incrementAndGet(), has ? "vineyard" : "find_tools",
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

  @ParameterizedTest
  @EnumSource(Wire.class)
  void openAi(Wire wire) {
    model(wire);
    ChatCompletionCreateParams.Builder request = ChatCompletionCreateParams.builder().model(Wires.model(wire))
        .addUserMessage("Show my photo by OpenAI's SDK, " + wire)
        .putAdditionalBodyProperty("tools", com.openai.core.JsonValue.from(tools(Surface.OPENAI)));
    credentials(wire).forEach((name, value) -> request.putAdditionalBodyProperty(name, com.openai.core.JsonValue.from(value)));
    ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
    try (var answer = sdks.openAi.chat().completions().createStreaming(request.build())) {
      answer.stream().forEach(accumulator::accumulate);
    }
    var choice = accumulator.chatCompletion().choices().get(0);
    assertThat(choice.message().content()).contains("Hé\n\nHé");
    assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
    assertThat(choice.message().toolCalls().orElseThrow())
        .extracting(call -> call.asFunction().id() + " " + call.asFunction().function().name())
        .containsExactly("t2 vineyard");
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void anthropic(Wire wire) {
    model(wire);
    MessageCreateParams.Builder request = MessageCreateParams.builder().model(Wires.model(wire)).maxTokens(100)
        .addUserMessage("Show my photo by Anthropic's SDK, " + wire)
        .putAdditionalBodyProperty("tools", com.anthropic.core.JsonValue.from(tools(Surface.ANTHROPIC)));
    credentials(wire).forEach((name, value) -> request.putAdditionalBodyProperty(name, com.anthropic.core.JsonValue.from(value)));
    MessageAccumulator accumulator = MessageAccumulator.create();
    try (var answer = sdks.anthropic.messages().createStreaming(request.build())) {
      answer.stream().forEach(accumulator::accumulate);
    }
    Message message = accumulator.message();
    assertThat(message.content()).hasSize(3);
    assertThat(message.content().get(0).asText().text()).isEqualTo("Hé");
    assertThat(message.content().get(1).asText().text()).isEqualTo("Hé");
    assertThat(message.content().get(2).asToolUse().name()).isEqualTo("vineyard");
    assertThat(message.content().get(2).asToolUse().id()).isEqualTo("t2");
    assertThat(message.stopReason().orElseThrow().asString()).isEqualTo("tool_use");
    assertThat(message.usage().outputTokens()).isEqualTo(8);
  }
}

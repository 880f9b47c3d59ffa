package app.orqen.it.matrix;

import com.anthropic.client.AnthropicClient;
import com.anthropic.core.JsonValue;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.ImageBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.TextBlockParam;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlockParam;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** anthropic-java on /v1/messages. */
final class AnthropicSdk implements Client {

  private final AnthropicClient client;

  AnthropicSdk(AnthropicClient client) {
    this.client = client;
  }

  @Override
  public boolean knowsSequences() {
    return true;
  }

  @Override
  public Told ask(String model, Ask ask, boolean stream, Consumer<String> heard) {
    MessageCreateParams request = request(model, ask);
    StringBuilder text = new StringBuilder();
    boolean[] finished = new boolean[1];
    try {
      if (!stream) {
        return told(client.messages().create(request));
      }
      MessageAccumulator whole = MessageAccumulator.create();
      try (var events = client.messages().createStreaming(request)) {
        events.stream().forEach(event -> {
          event.contentBlockDelta().ifPresent(delta -> delta.delta().text()
              .ifPresent(more -> heard.accept(text.append(more.text()).toString())));
          finished[0] |= event.isMessageStop() || event.isMessageDelta();
          whole.accumulate(event);
        });
      }
      return told(whole.message());
    } catch (AnthropicServiceException e) {
      return Told.failed(text.toString(), finished[0], new Told.Failure(e.statusCode(),
          e.type().map(type -> type.asString()).orElse(null), e.body() + " " + e.getMessage(),
          e.headers().values("retry-after").stream().findFirst().orElse(null)));
    }
  }

  private static MessageCreateParams request(String model, Ask ask) {
    MessageCreateParams.Builder request = MessageCreateParams.builder().model(model).maxTokens(500);
    if (ask.system() != null) {
      request.system(ask.system());
    }
    if (ask.image() == null) {
      request.addUserMessage(Ask.TEXT);
    } else {
      request.addUserMessageOfContentBlockParams(List.of(
          ContentBlockParam.ofText(TextBlockParam.builder().text(Ask.TEXT).build()),
          ContentBlockParam.ofImage(ImageBlockParam.builder().source(Base64ImageSource.builder()
              .mediaType(Base64ImageSource.MediaType.IMAGE_PNG).data(ask.image()).build()).build())));
    }
    if (ask.results()) {
      addResults(request);
    }
    if (ask.tools()) {
      request.addTool(Tool.builder().name(Ask.TOOL).description("Tells the weather").inputSchema(Tool.InputSchema.builder()
          .properties(Tool.InputSchema.Properties.builder().putAdditionalProperty("city",
              JsonValue.from(Map.of("type", "string", "description", Ask.SCHEMA_CITY))).build())
          .addRequired("city").build()).build());
    }
    if (!ask.stop().isEmpty()) {
      request.stopSequences(ask.stop());
    }
    return request.build();
  }

  private static void addResults(MessageCreateParams.Builder request) {
    List<ContentBlockParam> calls = new ArrayList<>();
    List<ContentBlockParam> results = new ArrayList<>();
    for (int i = 0; i < Ask.CITIES.size(); i++) {
      calls.add(ContentBlockParam.ofToolUse(ToolUseBlockParam.builder().id(Ask.CALL_IDS.get(i)).name(Ask.TOOL).input(
          ToolUseBlockParam.Input.builder().putAdditionalProperty("city", JsonValue.from(Ask.CITIES.get(i))).build())
          .build()));
      results.add(ContentBlockParam.ofToolResult(ToolResultBlockParam.builder().toolUseId(Ask.CALL_IDS.get(i))
          .content(Ask.RESULTS.get(i)).build()));
    }
    request.addAssistantMessageOfContentBlockParams(calls).addUserMessageOfContentBlockParams(results);
  }

  private static Told told(Message message) {
    StringBuilder text = new StringBuilder();
    List<String> calls = new ArrayList<>();
    message.content().forEach(block -> {
      block.text().ifPresent(t -> text.append(t.text()));
      block.toolUse().ifPresent(call -> calls.add(call.id() + " " + call.name() + " "
          + WireForm.json(call._input().convert(Map.class))));
    });
    String stop = message.stopReason().orElseThrow().asString();
    return new Told(text.toString(), calls, switch (stop) {
      case "end_turn" -> Reply.End.DONE;
      case "stop_sequence" -> Reply.End.SEQUENCE;
      case "max_tokens" -> Reply.End.LENGTH;
      case "tool_use" -> Reply.End.TOOLS;
      case "refusal" -> Reply.End.REFUSED;
      default -> throw new IllegalStateException(stop);
    }, message.usage().inputTokens(), message.usage().outputTokens(), null);
  }

  @Override
  public Expected expected(Fault fault) {
    return switch (fault) {
      case UNAUTHORIZED -> new Expected(424, "permission_error");
      case OVERLOADED -> new Expected(529, "overloaded_error");
      default -> new Expected(fault.status, fault.type);
    };
  }

  @Override
  public Expected brokenOff(boolean stream) {
    return new Expected(502, "api_error");
  }

  @Override
  public Expected silent(boolean stream) {
    return new Expected(504, "timeout_error");
  }
}

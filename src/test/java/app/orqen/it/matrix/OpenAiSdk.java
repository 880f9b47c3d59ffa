package app.orqen.it.matrix;

import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.errors.OpenAIServiceException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionAssistantMessageParam;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.completions.CompletionUsage;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** openai-java on /v1/chat/completions. */
final class OpenAiSdk implements Client {

  private final OpenAIClient client;

  OpenAiSdk(OpenAIClient client) {
    this.client = client;
  }

  @Override
  public boolean knowsSequences() {
    return false;
  }

  @Override
  public Told ask(String model, Ask ask, boolean stream, Consumer<String> heard) {
    ChatCompletionCreateParams.Builder request = request(model, ask);
    StringBuilder text = new StringBuilder();
    boolean[] finished = new boolean[1];
    try {
      if (!stream) {
        return told(client.chat().completions().create(request.build()));
      }
      ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
      request.streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build());
      try (var events = client.chat().completions().createStreaming(request.build())) {
        events.stream().forEach(chunk -> {
          chunk.choices().forEach(choice -> {
            choice.delta().content().ifPresent(more -> heard.accept(text.append(more).toString()));
            finished[0] |= choice.finishReason().isPresent();
          });
          whole.accumulate(chunk);
        });
      }
      return told(whole.chatCompletion());
    } catch (OpenAIServiceException e) {
      return Told.failed(text.toString(), finished[0], new Told.Failure(e.statusCode(), e.type().orElse(null), e.getMessage(),
          e.headers().values("retry-after").stream().findFirst().orElse(null)));
    }
  }

  private static ChatCompletionCreateParams.Builder request(String model, Ask ask) {
    ChatCompletionCreateParams.Builder request = ChatCompletionCreateParams.builder().model(model).maxCompletionTokens(500);
    if (ask.system() != null) {
      request.addSystemMessage(ask.system());
    }
    if (ask.image() == null) {
      request.addUserMessage(Ask.TEXT);
    } else {
      request.addUserMessageOfArrayOfContentParts(List.of(
          ChatCompletionContentPart.ofText(ChatCompletionContentPartText.builder().text(Ask.TEXT).build()),
          ChatCompletionContentPart.ofImageUrl(ChatCompletionContentPartImage.builder().imageUrl(
              ChatCompletionContentPartImage.ImageUrl.builder().url("data:image/png;base64," + ask.image()).build())
              .build())));
    }
    if (ask.results()) {
      addResults(request);
    }
    if (ask.tools()) {
      request.addTool(ChatCompletionFunctionTool.builder().function(FunctionDefinition.builder().name(Ask.TOOL)
          .description("Tells the weather").parameters(FunctionParameters.builder()
              .putAdditionalProperty("type", JsonValue.from("object"))
              .putAdditionalProperty("properties", JsonValue.from(Map.of("city",
                  Map.of("type", "string", "description", Ask.SCHEMA_CITY))))
              .putAdditionalProperty("required", JsonValue.from(List.of("city"))).build()).build()).build());
    }
    if (!ask.stop().isEmpty()) {
      request.stopOfStrings(ask.stop());
    }
    return request;
  }

  private static void addResults(ChatCompletionCreateParams.Builder request) {
    ChatCompletionAssistantMessageParam.Builder assistant = ChatCompletionAssistantMessageParam.builder();
    for (int i = 0; i < Ask.CITIES.size(); i++) {
      assistant.addToolCall(ChatCompletionMessageFunctionToolCall.builder().id(Ask.CALL_IDS.get(i)).function(
          ChatCompletionMessageFunctionToolCall.Function.builder().name(Ask.TOOL)
              .arguments("{\"city\":\"" + Ask.CITIES.get(i) + "\"}").build()).build());
    }
    request.addMessage(assistant.build());
    for (int i = 0; i < Ask.RESULTS.size(); i++) {
      request.addMessage(ChatCompletionToolMessageParam.builder().toolCallId(Ask.CALL_IDS.get(i))
          .content(Ask.RESULTS.get(i)).build());
    }
  }

  private static Told told(ChatCompletion completion) {
    ChatCompletion.Choice choice = completion.choices().get(0);
    CompletionUsage usage = completion.usage().orElseThrow();
    List<String> calls = choice.message().toolCalls().orElse(List.of()).stream().map(call -> call.asFunction())
        .map(call -> call.id() + " " + call.function().name() + " " + call.function().arguments()).toList();
    return new Told(choice.message().content().orElse(""), calls, switch (choice.finishReason().asString()) {
      case "stop" -> Reply.End.DONE;
      case "length" -> Reply.End.LENGTH;
      case "tool_calls" -> Reply.End.TOOLS;
      case "content_filter" -> Reply.End.REFUSED;
      default -> throw new IllegalStateException(choice.finishReason().asString());
    }, usage.promptTokens(), usage.completionTokens(), null);
  }

  @Override
  public Expected expected(Fault fault) {
    return switch (fault) {
      case UNAUTHORIZED -> new Expected(424, "permission_error");
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

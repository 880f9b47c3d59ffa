package app.orqen.it.matrix;

import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.errors.OpenAIServiceException;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.EasyInputMessage;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseInputContent;
import com.openai.models.responses.ResponseInputImage;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseInputText;
import com.openai.models.responses.ResponseOutputItem;
import com.openai.models.responses.ResponseStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** openai-java on /v1/responses. */
final class ResponsesSdk implements Client {

  private final OpenAIClient client;

  ResponsesSdk(OpenAIClient client) {
    this.client = client;
  }

  @Override
  public boolean knowsSequences() {
    return false;
  }

  @Override
  public Told ask(String model, Ask ask, boolean stream, Consumer<String> heard) {
    ResponseCreateParams request = request(model, ask);
    StringBuilder text = new StringBuilder();
    try {
      if (!stream) {
        return told(client.responses().create(request));
      }
      ResponseAccumulator whole = ResponseAccumulator.create();
      Told[] failed = new Told[1];
      boolean[] finished = new boolean[1];
      try (var events = client.responses().createStreaming(request)) {
        events.stream().forEach(event -> {
          event.outputTextDelta().ifPresent(more -> heard.accept(text.append(more.delta()).toString()));
          finished[0] |= event.isCompleted() || event.isIncomplete();
          event.failed().ifPresent(end -> failed[0] = Told.failed(text.toString(), finished[0], new Told.Failure(0,
              end.response().error().orElseThrow().code().asString(), end.response().error().orElseThrow().message(), null)));
          whole.accumulate(event);
        });
      }
      return failed[0] != null ? failed[0] : told(whole.response());
    } catch (OpenAIServiceException e) {
      return Told.failed(text.toString(), false, new Told.Failure(e.statusCode(), e.type().orElse(null), e.getMessage(),
          e.headers().values("retry-after").stream().findFirst().orElse(null)));
    }
  }

  private static ResponseCreateParams request(String model, Ask ask) {
    ResponseCreateParams.Builder request = ResponseCreateParams.builder().model(model).maxOutputTokens(500L);
    if (ask.system() != null) {
      request.instructions(ask.system());
    }
    List<ResponseInputItem> items = new ArrayList<>();
    EasyInputMessage.Builder message = EasyInputMessage.builder().role(EasyInputMessage.Role.USER);
    if (ask.image() == null) {
      message.content(Ask.TEXT);
    } else {
      message.contentOfResponseInputMessageContentList(List.of(
          ResponseInputContent.ofInputText(ResponseInputText.builder().text(Ask.TEXT).build()),
          ResponseInputContent.ofInputImage(ResponseInputImage.builder().detail(ResponseInputImage.Detail.AUTO)
              .imageUrl("data:image/png;base64," + ask.image()).build())));
    }
    items.add(ResponseInputItem.ofEasyInputMessage(message.build()));
    if (ask.results()) {
      addResults(items);
    }
    request.inputOfResponse(items);
    if (ask.tools()) {
      request.addTool(FunctionTool.builder().name(Ask.TOOL).description("Tells the weather").strict(false)
          .parameters(FunctionTool.Parameters.builder()
              .putAdditionalProperty("type", JsonValue.from("object"))
              .putAdditionalProperty("properties", JsonValue.from(Map.of("city",
                  Map.of("type", "string", "description", Ask.SCHEMA_CITY))))
              .putAdditionalProperty("required", JsonValue.from(List.of("city"))).build()).build());
    }
    return request.build();
  }

  private static void addResults(List<ResponseInputItem> items) {
    for (int i = 0; i < Ask.CITIES.size(); i++) {
      items.add(ResponseInputItem.ofFunctionCall(ResponseFunctionToolCall.builder().callId(Ask.CALL_IDS.get(i)).name(Ask.TOOL)
          .arguments("{\"city\":\"" + Ask.CITIES.get(i) + "\"}").build()));
    }
    for (int i = 0; i < Ask.RESULTS.size(); i++) {
      items.add(ResponseInputItem.ofFunctionCallOutput(ResponseInputItem.FunctionCallOutput.builder()
          .callId(Ask.CALL_IDS.get(i)).output(Ask.RESULTS.get(i)).build()));
    }
  }

  private static Told told(Response response) {
    StringBuilder text = new StringBuilder();
    List<String> calls = new ArrayList<>();
    for (ResponseOutputItem item : response.output()) {
      item.message().ifPresent(message -> message.content().forEach(part -> part.outputText().ifPresent(said -> text.append(said.text()))));
      item.functionCall().ifPresent(call -> calls.add(call.callId() + " " + call.name() + " " + call.arguments()));
    }
    String status = response.status().map(ResponseStatus::asString).orElse("");
    String reason = response.incompleteDetails().flatMap(Response.IncompleteDetails::reason)
        .map(Response.IncompleteDetails.Reason::asString).orElse("");
    Reply.End end = switch (status + " " + reason) {
      case "completed " -> calls.isEmpty() ? Reply.End.DONE : Reply.End.TOOLS;
      case "incomplete max_output_tokens" -> Reply.End.LENGTH;
      case "incomplete content_filter" -> Reply.End.REFUSED;
      default -> throw new IllegalStateException(status + " " + reason);
    };
    var usage = response.usage().orElseThrow();
    return new Told(text.toString(), calls, end, usage.inputTokens(), usage.outputTokens(), null);
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
    return stream ? new Expected(0, "provider_unreachable") : new Expected(502, "api_error");
  }

  @Override
  public Expected silent(boolean stream) {
    return stream ? new Expected(0, "provider_timeout") : new Expected(504, "timeout_error");
  }
}

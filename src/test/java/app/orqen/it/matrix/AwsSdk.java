package app.orqen.it.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Sdks;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.SystemContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.TokenUsage;
import software.amazon.awssdk.services.bedrockruntime.model.Tool;
import software.amazon.awssdk.services.bedrockruntime.model.ToolConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.ToolInputSchema;
import software.amazon.awssdk.services.bedrockruntime.model.ToolResultContentBlock;

/**
 * The AWS SDK on /model/{id}/converse, with its sync and its async client, and on /converse-stream, which only the async client
 * has.
 */
final class AwsSdk implements Client {

  /** A stream has names of its own, five in all. */
  private static final String IN_A_STREAM = "internalServerException";

  private final Sdks sdks;

  AwsSdk(Sdks sdks) {
    this.sdks = sdks;
  }

  @Override
  public boolean knowsSequences() {
    return true;
  }

  @Override
  public Told ask(String model, Ask ask, boolean stream, Consumer<String> heard) {
    ConverseRequest request = request(model, ask);
    if (stream) {
      return stream(request, heard);
    }
    Told sync = attempt(() -> told(sdks.bedrock.converse(request)));
    assertThat(attempt(() -> told(sdks.bedrockAsync.converse(request).join()))).isEqualTo(sync);
    return sync;
  }

  private static Told attempt(Supplier<Told> call) {
    try {
      return call.get();
    } catch (AwsServiceException e) {
      return failed("", false, e);
    } catch (CompletionException e) {
      return failed("", false, (AwsServiceException) e.getCause());
    }
  }

  private static Told failed(String text, boolean finished, AwsServiceException e) {
    var http = e.awsErrorDetails().sdkHttpResponse();
    return Told.failed(text, finished, new Told.Failure(e.statusCode(), e.awsErrorDetails().errorCode(),
        e.awsErrorDetails().errorMessage(), http == null ? null : http.firstMatchingHeader("retry-after").orElse(null)));
  }

  private static ConverseRequest request(String model, Ask ask) {
    List<Message> messages = new ArrayList<>();
    List<ContentBlock> said = new ArrayList<>(List.of(ContentBlock.fromText(Ask.TEXT)));
    if (ask.image() != null) {
      said.add(ContentBlock.fromImage(image -> image.format("png").source(source -> source.bytes(
          SdkBytes.fromByteArray(Base64.getDecoder().decode(ask.image()))))));
    }
    messages.add(Message.builder().role(ConversationRole.USER).content(said).build());
    if (ask.results()) {
      addResults(messages);
    }
    ConverseRequest.Builder request = ConverseRequest.builder().modelId(model).messages(messages)
        .inferenceConfig(c -> c.maxTokens(500).stopSequences(ask.stop().isEmpty() ? null : ask.stop()));
    if (ask.system() != null) {
      request.system(SystemContentBlock.fromText(ask.system()));
    }
    if (ask.tools()) {
      Document schema = Document.mapBuilder().putString("type", "object").putMap("properties", p -> p.putMap("city",
          c -> c.putString("type", "string").putString("description", Ask.SCHEMA_CITY)))
          .putList("required", r -> r.addString("city")).build();
      request.toolConfig(ToolConfiguration.builder().tools(Tool.fromToolSpec(spec -> spec.name(Ask.TOOL)
          .description("Tells the weather").inputSchema(ToolInputSchema.fromJson(schema)))).build());
    }
    return request.build();
  }

  private static void addResults(List<Message> messages) {
    List<ContentBlock> calls = new ArrayList<>();
    List<ContentBlock> results = new ArrayList<>();
    for (int i = 0; i < Ask.CITIES.size(); i++) {
      String id = Ask.CALL_IDS.get(i);
      Document input = Document.mapBuilder().putString("city", Ask.CITIES.get(i)).build();
      ToolResultContentBlock result = ToolResultContentBlock.fromText(Ask.RESULTS.get(i));
      calls.add(ContentBlock.fromToolUse(call -> call.toolUseId(id).name(Ask.TOOL).input(input)));
      results.add(ContentBlock.fromToolResult(r -> r.toolUseId(id).content(result)));
    }
    messages.add(Message.builder().role(ConversationRole.ASSISTANT).content(calls).build());
    messages.add(Message.builder().role(ConversationRole.USER).content(results).build());
  }

  private static Told told(ConverseResponse response) {
    StringBuilder text = new StringBuilder();
    List<String> calls = new ArrayList<>();
    for (ContentBlock block : response.output().message().content()) {
      text.append(block.text() == null ? "" : block.text());
      if (block.toolUse() != null) {
        calls.add(block.toolUse().toolUseId() + " " + block.toolUse().name() + " "
            + WireForm.json(block.toolUse().input().unwrap()));
      }
    }
    return new Told(text.toString(), calls, end(response.stopReasonAsString()), response.usage().inputTokens(),
        response.usage().outputTokens(), null);
  }

  private Told stream(ConverseRequest asked, Consumer<String> heard) {
    ConverseStreamRequest request = ConverseStreamRequest.builder().modelId(asked.modelId()).messages(asked.messages())
        .system(asked.hasSystem() ? asked.system() : null).inferenceConfig(asked.inferenceConfig())
        .toolConfig(asked.toolConfig()).build();
    StringBuilder text = new StringBuilder();
    Map<Integer, String> calls = new TreeMap<>();
    List<String> ends = new ArrayList<>();
    List<TokenUsage> usage = new ArrayList<>();
    try {
      sdks.bedrockAsync.converseStream(request, ConverseStreamResponseHandler.builder().subscriber(
          ConverseStreamResponseHandler.Visitor.builder()
              .onContentBlockStart(e -> calls.put(e.contentBlockIndex(),
                  e.start().toolUse().toolUseId() + " " + e.start().toolUse().name() + " "))
              .onContentBlockDelta(e -> {
                heard.accept(text.append(e.delta().text() == null ? "" : e.delta().text()).toString());
                if (e.delta().toolUse() != null) {
                  calls.merge(e.contentBlockIndex(), e.delta().toolUse().input(), String::concat);
                }
              })
              .onMessageStop(e -> ends.add(e.stopReasonAsString()))
              .onMetadata(e -> usage.add(e.usage())).build()).build()).join();
    } catch (CompletionException e) {
      return failed(text.toString(), !ends.isEmpty(), (AwsServiceException) e.getCause());
    }
    assertThat(ends).hasSize(1);
    assertThat(usage).hasSize(1);
    return new Told(text.toString(), List.copyOf(calls.values()), end(ends.get(0)), usage.get(0).inputTokens(),
        usage.get(0).outputTokens(), null);
  }

  private static Reply.End end(String reason) {
    return switch (reason) {
      case "end_turn" -> Reply.End.DONE;
      case "stop_sequence" -> Reply.End.SEQUENCE;
      case "max_tokens" -> Reply.End.LENGTH;
      case "tool_use" -> Reply.End.TOOLS;
      case "content_filtered" -> Reply.End.REFUSED;
      default -> throw new IllegalStateException(reason);
    };
  }

  @Override
  public Expected expected(Fault fault) {
    return switch (fault) {
      case UNAUTHORIZED -> new Expected(424, "ModelErrorException");
      default -> new Expected(fault.status, fault.amazonType);
    };
  }

  @Override
  public Expected brokenOff(boolean stream) {
    return new Expected(502, stream ? IN_A_STREAM : "InternalServerException");
  }

  @Override
  public Expected silent(boolean stream) {
    return new Expected(504, stream ? IN_A_STREAM : "ModelTimeoutException");
  }
}

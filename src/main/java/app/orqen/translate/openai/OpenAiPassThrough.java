package app.orqen.translate.openai;

import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.Usage;
import app.orqen.translate.error.ErrorReader;
import app.orqen.translate.error.ProviderError;
import app.orqen.translate.framing.FramingException;
import app.orqen.translate.framing.SseEvent;
import app.orqen.translate.json.Json;
import app.orqen.translate.json.JsonOut;
import app.orqen.translate.stream.SsePassThrough;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Watches an OpenAI stream on its way to an OpenAI client. Bytes stay as they are, except that the usage chunk is left out if
 * the client did not ask for it, and tool indexes that break the SDK are put right ({@link ToolIndexRepair}).
 */
public final class OpenAiPassThrough extends SsePassThrough {

  private static final byte[] USAGE = ascii("\"usage\"");
  private static final byte[] NO_USAGE = ascii("\"usage\":null");
  private static final byte[] TOOLS = ascii("\"tool_calls\"");
  private static final byte[] FUNCTION = ascii("\"function_call\"");
  private static final byte[] ERROR = ascii("\"error\"");
  private static final byte[] NETWORK = ascii("\"network_error\"");
  private static final byte[] RESOURCE = ascii("\"insufficient_system_resource\"");

  private final ToolIndexRepair repair = new ToolIndexRepair();

  public OpenAiPassThrough(AnswerContext context) {
    super(OpenAiErrors.INSTANCE, context);
  }

  @Override
  protected void onEvent(SseEvent event) throws IOException {
    if (isEnd(event)) {
      done = true;
      repair.end();
      pass(event);
      return;
    }
    if ("ping".equals(event.type())) {
      out.writeBytes(OpenAiSurface.INSTANCE.keepAlive()); // The SDK would take its data for a chunk (P2).
      return;
    }
    byte[] data = event.data();
    if (data[firstVisible(data)] != '{' || lastVisible(data) != '}') {
      throw new FramingException("an event is not a JSON object");
    }
    boolean usage = contains(data, USAGE) && !contains(data, NO_USAGE);
    boolean tools = contains(data, TOOLS) || contains(data, FUNCTION);
    boolean failed = contains(data, ERROR) || contains(data, NETWORK) || contains(data, RESOURCE);
    if (!usage && !tools && !failed) {
      pass(event);
      return;
    }
    inspect(event, object(event));
  }

  private void inspect(SseEvent event, JsonNode chunk) {
    if (Json.has(chunk, "error")) {
      failure = ErrorReader.event(chunk);
      pass(event);
      return;
    }
    JsonNode choices = chunk.path("choices");
    for (JsonNode choice : choices) {
      ProviderError failed = Json.has(choice, "error") ? ErrorReader.event(choice) : OpenAiFailures.error(Json.text(choice, "finish_reason"));
      if (failed != null) {
        fail(failed); // The SDK would take the chunk for the end of an answer.
        return;
      }
    }
    Usage told = OpenAiUsage.in(chunk);
    if (told != null) {
      used = told;
      model = Json.text(chunk, "model");
      if (choices.isEmpty() && !context.includeUsage()) {
        return;
      }
    }
    boolean changed = false;
    for (JsonNode choice : choices) {
      int index = choice.path("index").asInt();
      JsonNode legacy = choice.path("delta").path("function_call");
      changed |= legacy.isObject() && repair.applyLegacy(index, legacy);
      for (JsonNode call : choice.path("delta").path("tool_calls")) {
        changed |= call.isObject() && repair.apply(index, (ObjectNode) call);
      }
      if (choice.path("finish_reason").isTextual()) {
        repair.end();
      }
    }
    if (changed) {
      out.writeBytes(new JsonOut().raw("data: ").node(chunk).raw("\n\n").bytes());
    } else {
      pass(event);
    }
  }

  @Override
  public List<String> tools() {
    return repair.names(true);
  }

  @Override
  public List<String> begunTools() {
    return repair.names(false);
  }

  /** Returns where the first visible byte is. White space before an object is JSON too. */
  private static int firstVisible(byte[] data) {
    int first = 0;
    while (first < data.length - 1 && data[first] <= ' ' && data[first] >= 0) {
      first++;
    }
    return first;
  }

  private static byte lastVisible(byte[] data) {
    int last = data.length - 1;
    while (last > 0 && data[last] <= ' ' && data[last] >= 0) {
      last--;
    }
    return data[last];
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}

package app.orqen.recover;

import app.orqen.translate.framing.SseEvent;
import app.orqen.translate.framing.SseParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiConsumer;

/** Answers of Anthropic's messages. */
final class AnthropicForm implements BlockForm {

  private static final int MAX_EVENT = 32 * 1024 * 1024;

  private final SseParser parser = new SseParser(MAX_EVENT, true);

  @Override
  public void parse(byte[] events, BiConsumer<Event, IOException> handler) {
    parser.feed(events, 0, events.length, event -> {
      try {
        handler.accept(read(event), null);
      } catch (IOException e) {
        handler.accept(null, e);
      }
    });
  }

  private static Event read(SseEvent event) throws IOException {
    if (!event.hasData()) {
      return new Event(Kind.OTHER, null, null, event.raw());
    }
    ObjectNode payload = Trees.object(event.data());
    String type = payload.path("type").asText();
    Kind kind = switch (type) {
      case "message_start" -> Kind.START;
      case "content_block_start" -> Kind.BLOCK_START;
      case "content_block_delta" -> Kind.BLOCK_DELTA;
      case "content_block_stop" -> Kind.BLOCK_STOP;
      case "message_delta" -> Kind.STOP;
      case "message_stop" -> Kind.END;
      case "error" -> Kind.ERROR;
      default -> Kind.OTHER;
    };
    return new Event(kind, type, kind == Kind.OTHER || kind == Kind.ERROR ? null : payload, event.raw());
  }

  @Override
  public byte[] write(String type, ObjectNode payload) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(("event: " + type + "\ndata: ").getBytes(StandardCharsets.UTF_8));
    out.writeBytes(Trees.bytes(payload));
    out.writeBytes("\n\n".getBytes(StandardCharsets.US_ASCII));
    return out.toByteArray();
  }

  @Override
  public ObjectNode message(ObjectNode answer) {
    return answer;
  }

  @Override
  public ObjectNode usage(ObjectNode holder) {
    JsonNode usage = holder.has("message") ? holder.path("message").path("usage") : holder.path("usage");
    return usage instanceof ObjectNode object ? object : null;
  }

  @Override
  public String stopField() {
    return "stop_reason";
  }

  @Override
  public String indexField() {
    return "index";
  }

  @Override
  public String toolStop() {
    return "tool_use";
  }

  @Override
  public String endStop() {
    return "end_turn";
  }

  @Override
  public boolean isCall(JsonNode block) {
    return "tool_use".equals(block.path("type").asText());
  }

  @Override
  public String callName(JsonNode block) {
    return block.path("name").asText();
  }

  @Override
  public String callId(JsonNode block) {
    return block.path("id").asText();
  }

  @Override
  public JsonNode callInput(JsonNode block) {
    return block.path("input");
  }

  @Override
  public ObjectNode begun(ObjectNode event) {
    return event.path("content_block") instanceof ObjectNode block ? block.deepCopy() : Trees.JSON.createObjectNode();
  }

  @Override
  public String grow(ObjectNode block, ObjectNode event) {
    JsonNode delta = event.path("delta");
    switch (delta.path("type").asText()) {
      case "text_delta" -> append(block, "text", delta);
      case "thinking_delta" -> append(block, "thinking", delta);
      case "signature_delta" -> append(block, "signature", delta);
      case "citations_delta" -> {
        ArrayNode citations = block.path("citations") instanceof ArrayNode array ? array : block.putArray("citations");
        citations.add(delta.path("citation"));
      }
      case "input_json_delta" -> {
        return delta.path("partial_json").asText();
      }
      default -> {
        // A kind of delta that is newer than this code: the client gets it, the next round does without.
      }
    }
    return "";
  }

  private static void append(ObjectNode block, String member, JsonNode delta) {
    block.put(member, block.path(member).asText("") + delta.path(member).asText());
  }

  @Override
  public void complete(ObjectNode block, String input) {
    block.set("input", Trees.arguments(input));
  }

  @Override
  public boolean isSayable(JsonNode block) {
    return !"text".equals(block.path("type").asText()) || !block.path("text").asText().isBlank();
  }

  @Override
  public ObjectNode results(List<FindCall> calls, List<String> results) {
    ObjectNode turn = Trees.JSON.createObjectNode().put("role", "user");
    ArrayNode content = turn.putArray("content");
    for (int i = 0; i < calls.size(); i++) {
      content.addObject().put("type", "tool_result").put("tool_use_id", calls.get(i).id()).put("content", results.get(i));
    }
    return turn;
  }
}

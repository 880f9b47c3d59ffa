package app.orqen.recover;

import app.orqen.translate.framing.EventFrame;
import app.orqen.translate.framing.EventFrameDecoder;
import app.orqen.translate.framing.EventFrameEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.function.BiConsumer;

/** Answers of Bedrock's Converse and ConverseStream. */
final class ConverseForm implements BlockForm {

  private final EventFrameDecoder decoder = new EventFrameDecoder();

  @Override
  public void parse(byte[] events, BiConsumer<Event, IOException> handler) {
    decoder.feed(events, 0, events.length, frame -> {
      try {
        handler.accept(read(frame), null);
      } catch (IOException e) {
        handler.accept(null, e);
      }
    });
  }

  private static Event read(EventFrame frame) throws IOException {
    Kind kind = !frame.messageType().equals("event") ? Kind.ERROR : switch (frame.type()) {
      case "messageStart" -> Kind.START;
      case "contentBlockStart" -> Kind.BLOCK_START;
      case "contentBlockDelta" -> Kind.BLOCK_DELTA;
      case "contentBlockStop" -> Kind.BLOCK_STOP;
      case "messageStop" -> Kind.STOP;
      case "metadata" -> Kind.USAGE;
      default -> Kind.OTHER;
    };
    return new Event(kind, frame.type(), kind == Kind.OTHER || kind == Kind.ERROR ? null : Trees.object(frame.payload()), frame.raw());
  }

  @Override
  public byte[] write(String type, ObjectNode payload) throws IOException {
    return EventFrameEncoder.event(type, Trees.bytes(payload));
  }

  @Override
  public ObjectNode message(ObjectNode answer) {
    return answer.path("output").path("message") instanceof ObjectNode message ? message : Trees.JSON.createObjectNode();
  }

  @Override
  public ObjectNode usage(ObjectNode holder) {
    return holder.path("usage") instanceof ObjectNode usage ? usage : null;
  }

  @Override
  public String stopField() {
    return "stopReason";
  }

  @Override
  public String indexField() {
    return "contentBlockIndex";
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
    return block.has("toolUse");
  }

  @Override
  public String callName(JsonNode block) {
    return block.path("toolUse").path("name").asText();
  }

  @Override
  public String callId(JsonNode block) {
    return block.path("toolUse").path("toolUseId").asText();
  }

  @Override
  public JsonNode callInput(JsonNode block) {
    return block.path("toolUse").path("input");
  }

  @Override
  public ObjectNode begun(ObjectNode event) {
    ObjectNode block = Trees.JSON.createObjectNode();
    if (event.path("start").path("toolUse") instanceof ObjectNode call) {
      block.set("toolUse", call.deepCopy());
    }
    return block;
  }

  @Override
  public String grow(ObjectNode block, ObjectNode event) {
    JsonNode delta = event.path("delta");
    if (delta.has("text")) {
      block.put("text", block.path("text").asText("") + delta.path("text").asText());
    }
    if (delta.path("reasoningContent") instanceof ObjectNode reasoning) {
      reason(block.path("reasoningContent") instanceof ObjectNode before ? before : block.putObject("reasoningContent"),
          reasoning);
    }
    return delta.path("toolUse").path("input").asText("");
  }

  private static void reason(ObjectNode into, ObjectNode delta) {
    if (delta.has("redactedContent")) {
      into.set("redactedContent", delta.get("redactedContent"));
      return;
    }
    ObjectNode text = into.path("reasoningText") instanceof ObjectNode before ? before : into.putObject("reasoningText");
    for (String member : List.of("text", "signature")) {
      if (delta.has(member)) {
        text.put(member, text.path(member).asText("") + delta.path(member).asText());
      }
    }
  }

  @Override
  public void complete(ObjectNode block, String input) {
    ((ObjectNode) block.get("toolUse")).set("input", Trees.arguments(input));
  }

  @Override
  public boolean isSayable(JsonNode block) {
    return !block.isEmpty() && (!block.has("text") || !block.path("text").asText().isBlank());
  }

  @Override
  public ObjectNode results(List<FindCall> calls, List<String> results) {
    ObjectNode turn = Trees.JSON.createObjectNode().put("role", "user");
    ArrayNode content = turn.putArray("content");
    for (int i = 0; i < calls.size(); i++) {
      ObjectNode result = content.addObject().putObject("toolResult").put("toolUseId", calls.get(i).id());
      result.putArray("content").addObject().put("text", results.get(i));
    }
    return turn;
  }
}

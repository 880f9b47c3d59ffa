package app.orqen.translate.front;

import app.orqen.translate.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;

/** Events of an Anthropic stream, and what an OpenAI stream says of its calls. */
final class StreamEvents {

  static final String MESSAGE_START =
      "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude\","
          + "\"content\":[],\"stop_reason\":null,\"usage\":{\"input_tokens\":10,\"output_tokens\":1}}}";
  static final String MESSAGE_STOP = "{\"type\":\"message_stop\"}";

  static String toolStart(int index, String id, String name) {
    return "{\"type\":\"content_block_start\",\"index\":" + index + ",\"content_block\":{\"type\":\"tool_use\",\"id\":\"" + id
        + "\",\"name\":\"" + name + "\",\"input\":{}}}";
  }

  static String toolDelta(int index, String fragment) {
    return "{\"type\":\"content_block_delta\",\"index\":" + index + ",\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":"
        + Json.compact(TextNode.valueOf(fragment)) + "}}";
  }

  static String textDelta(int index, String text) {
    return "{\"type\":\"content_block_delta\",\"index\":" + index + ",\"delta\":{\"type\":\"text_delta\",\"text\":\"" + text + "\"}}";
  }

  static String blockStop(int index) {
    return "{\"type\":\"content_block_stop\",\"index\":" + index + "}";
  }

  static String messageDelta(String reason) {
    return "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"" + reason + "\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":7}}";
  }

  private StreamEvents() {}

  static List<JsonNode> toolDeltas(byte[] out) {
    return Fixtures.events(out).stream().map(e -> e.path("choices").path(0).path("delta").path("tool_calls").path(0))
        .filter(node -> !node.isMissingNode()).toList();
  }

  static String finish(byte[] out) {
    return Fixtures.events(out).stream().map(e -> e.path("choices").path(0).path("finish_reason"))
        .filter(JsonNode::isTextual).map(JsonNode::asText).reduce("", String::concat);
  }

  static String arguments(byte[] out, int index) {
    return toolDeltas(out).stream().filter(d -> d.get("index").asInt() == index)
        .map(d -> d.path("function").path("arguments").asText()).reduce("", String::concat);
  }
}

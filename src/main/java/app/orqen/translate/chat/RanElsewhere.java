package app.orqen.translate.chat;

import app.orqen.translate.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;

/**
 * Tells in words what a tool did that another provider ran. The next model knows neither the call nor the result as blocks, and
 * would otherwise not see what the conversation goes on from.
 */
public final class RanElsewhere {

  /** Characters of one call or result. A fetched page may be longer than the next model's context. */
  private static final int MAX_TEXT = 40_000;
  private static final int MAX_DEPTH = 16;
  private static final String CUT = " [cut]";

  /** Members that say nothing to a reader: kinds, ids, and what only the provider that wrote it can read. */
  private static final Set<String> UNSAID = Set.of("type", "id", "tool_use_id", "file_id", "container_id", "media_type", "signature",
      "page_age", "retrieved_at", "cache_control", "caller", "status", "logprobs");
  private static final String SEALED = "encrypted_";

  private RanElsewhere() {}

  /** Returns a call in words. */
  public static String call(String tool, JsonNode input) {
    return cut("[The tool " + tool + " ran with " + Json.compact(input)) + "]";
  }

  /** Returns the result of a call in words. */
  public static String result(String tool, JsonNode content) {
    StringBuilder text = new StringBuilder();
    say("", content, text, 0);
    return cut("[The tool " + tool + " gave: " + (text.isEmpty() ? "nothing" : text.toString().strip())) + "]";
  }

  private static String cut(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + CUT;
  }

  private static void say(String name, JsonNode node, StringBuilder into, int depth) {
    if (depth > MAX_DEPTH || into.length() > MAX_TEXT) {
      return;
    }
    if (node.isArray()) {
      node.forEach(element -> say(name, element, into, depth + 1));
    } else if (node.isObject()) {
      boolean file = "base64".equals(Json.text(node, "type"));
      for (Map.Entry<String, JsonNode> member : node.properties()) {
        String key = member.getKey();
        if (!UNSAID.contains(key) && !key.startsWith(SEALED) && !(file && key.equals("data"))) {
          say(key, member.getValue(), into, depth + 1);
        }
      }
    } else if (!node.isNull() && !node.isMissingNode() && !node.asText().isBlank()) {
      into.append(name.isEmpty() ? "" : name + ": ").append(node.asText()).append('\n');
    }
  }
}

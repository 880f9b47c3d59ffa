package app.orqen.recover;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The lists of thinking in streams of OpenAI's form: {@code thinking_blocks} (the gateway's and LiteLLM's) and {@code
 * reasoning_details} (OpenRouter's). Their pieces belong together by {@code index}. Each round counts from 0, and a client would
 * join the entries of two rounds, so that later rounds count on from where the earlier ones ended.
 */
final class OpenAiThinking {

  private static final List<String> LISTS = List.of("thinking_blocks", "reasoning_details");
  /** Members that grow from piece to piece. */
  private static final Set<String> GROWING = Set.of("thinking", "text", "summary", "data", "signature");

  private final Map<String, Integer> earlier = new HashMap<>();
  private final Map<String, Integer> shown = new HashMap<>();

  /**
   * Adds a delta's pieces to the lists of the round's message, and gives them the index that the client gets.
   *
   * @return whether a piece was changed
   */
  boolean collect(ObjectNode delta, ObjectNode message) {
    boolean changed = false;
    for (String name : LISTS) {
      if (delta.path(name) instanceof ArrayNode pieces) {
        changed |= collect(name, pieces, message);
      }
    }
    return changed;
  }

  private boolean collect(String name, ArrayNode pieces, ObjectNode message) {
    ArrayNode all = message.path(name) instanceof ArrayNode list ? list : message.putArray(name);
    int before = earlier.getOrDefault(name, 0);
    for (JsonNode piece : pieces) {
      if (piece instanceof ObjectNode object) {
        int index = Math.max(0, object.path("index").asInt(Math.max(0, all.size() - 1)));
        add(object, entry(all, index));
        shown.merge(name, before + index + 1, Math::max);
        if (before > 0) {
          object.put("index", before + index);
        }
      }
    }
    return before > 0 && !pieces.isEmpty();
  }

  private static ObjectNode entry(ArrayNode all, int index) {
    int at = Math.min(index, all.size());
    return at < all.size() ? (ObjectNode) all.get(at) : all.addObject();
  }

  private static void add(ObjectNode piece, ObjectNode entry) {
    for (Map.Entry<String, JsonNode> member : piece.properties()) {
      String name = member.getKey();
      JsonNode value = member.getValue();
      if (GROWING.contains(name) && value.isTextual()) {
        entry.put(name, entry.path(name).asText("") + value.textValue());
      } else if (!name.equals("index") && !value.isNull() && !entry.has(name)) {
        entry.set(name, value);
      }
    }
  }

  /** Prepares for the next answer. */
  void nextRound() {
    earlier.putAll(shown);
  }
}

package app.orqen.recover;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** The output items of one round of the Responses API, which become input of the next round together with the results of their calls. */
final class ResponsesHistory {

  /** Calls that the provider itself answers; any other item that ends so waits for the client. */
  static final Set<String> SERVER_CALLS = Set.of("web_search_call", "file_search_call", "code_interpreter_call",
      "image_generation_call", "mcp_call");

  private final ArrayNode items = Trees.JSON.createArrayNode();

  /** Adds a copy of a complete item. */
  void add(ObjectNode item) {
    items.add(item.deepCopy());
  }

  /**
   * Returns the items and the results of the calls.
   *
   * @param results one text a call, in their order
   * @return JSON objects with commas between
   */
  byte[] nextRound(List<FindCall> calls, List<String> results) throws IOException {
    ByteArrayOutputStream input = new ByteArrayOutputStream();
    for (JsonNode item : items) {
      JsonNode sayable = sayable((ObjectNode) item);
      if (sayable != null) {
        comma(input);
        input.writeBytes(Trees.bytes(sayable));
      }
    }
    for (int i = 0; i < results.size(); i++) {
      comma(input);
      input.writeBytes(Trees.bytes(Trees.JSON.createObjectNode().put("type", "function_call_output")
          .put("call_id", calls.get(i).id()).put("output", results.get(i))));
    }
    return input.toByteArray();
  }

  /** Forgets the items. */
  void forget() {
    items.removeAll();
  }

  private static void comma(ByteArrayOutputStream input) {
    if (input.size() > 0) {
      input.write(',');
    }
  }

  /**
   * Returns an item as it may go back. Ids mean items that the provider has stored, which it hasn't always; thinking can only go
   * back with its encrypted content.
   */
  private static JsonNode sayable(ObjectNode item) {
    String type = item.path("type").asText();
    if (type.equals("reasoning")) {
      return item.path("encrypted_content").isTextual() ? item : null;
    }
    item.remove("id");
    item.remove("status");
    return SERVER_CALLS.contains(type) ? null : item;
  }
}

package app.orqen.recover;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Writes the messages of chat completions that the next round has more: what the model said, and the results of its calls. */
final class OpenAiHistory {

  /** Members of an assistant's message that providers take back. */
  private static final Set<String> TAKEN_BACK = Set.of(
      "role", "content", "reasoning_content", "reasoning_details", "thinking_blocks", "tool_calls");

  private OpenAiHistory() {}

  /**
   * Returns the messages as JSON, with commas between.
   *
   * @param message what the model said
   * @param results one for each of the calls that were found
   */
  static byte[] nextRound(ObjectNode message, OpenAiCalls calls, List<String> results) throws IOException {
    ObjectNode turn = Trees.JSON.createObjectNode().put("role", "assistant");
    turn.set("content", message.path("content").asText("").isEmpty() ? null : message.get("content"));
    for (String name : TAKEN_BACK) {
      if (message.has(name) && !turn.has(name)) {
        turn.set(name, message.get(name));
      }
    }
    turn.set("tool_calls", calls.asked());
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    messages.writeBytes(Trees.bytes(turn));
    for (int i = 0; i < results.size(); i++) {
      messages.write(',');
      messages.writeBytes(Trees.bytes(Trees.JSON.createObjectNode().put("role", "tool")
          .put("tool_call_id", calls.found().get(i).id()).put("content", results.get(i))));
    }
    return messages.toByteArray();
  }
}

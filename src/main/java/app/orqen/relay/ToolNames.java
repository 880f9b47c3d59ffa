package app.orqen.relay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The tools that a whole OpenAI answer calls. */
final class ToolNames {

  private static final ObjectMapper JSON = new ObjectMapper();

  private ToolNames() {}

  static List<String> in(byte[] answer) throws IOException {
    List<String> names = new ArrayList<>();
    for (JsonNode choice : JSON.readTree(answer).path("choices")) {
      add(names, choice.path("message").path("function_call"));
      for (JsonNode call : choice.path("message").path("tool_calls")) {
        add(names, call.path("function"));
        add(names, call.path("custom"));
      }
    }
    return names;
  }

  private static void add(List<String> names, JsonNode called) {
    if (called.path("name").isTextual()) {
      names.add(called.path("name").textValue());
    }
  }
}

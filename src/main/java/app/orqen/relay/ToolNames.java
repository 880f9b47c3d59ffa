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
      for (JsonNode call : choice.path("message").path("tool_calls")) {
        String kind = call.path("type").asText("function");
        JsonNode name = call.path(kind).path("name");
        if (name.isTextual()) {
          names.add(name.textValue());
        }
      }
    }
    return names;
  }
}

package app.orqen.auto.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A request of the set of 200 that was written by hand, with the tier of model that its writer expects.
 *
 * @param body in OpenAI's form, without a model
 */
public record Prompt(int tier, String kind, String language, String text, ObjectNode body) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Returns the whole set, in the order of its file. */
  public static List<Prompt> all() throws IOException {
    try (InputStream in = Prompt.class.getResourceAsStream("/auto/prompts.jsonl")) {
      List<Prompt> prompts = new ArrayList<>();
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        prompts.add(of(JSON.readTree(line)));
      }
      return prompts;
    }
  }

  private static Prompt of(JsonNode line) {
    ObjectNode body = JSON.createObjectNode();
    ArrayNode messages = body.putArray("messages");
    if (line.has("system")) {
      messages.addObject().put("role", "system").put("content", line.get("system").asText());
    }
    for (int i = 0; i < line.path("history").size(); i++) {
      messages.addObject().put("role", i % 2 == 0 ? "user" : "assistant").put("content", line.get("history").get(i).asText());
    }
    JsonNode pad = line.path("pad");
    String text = line.get("user").asText()
        + (pad.isMissingNode() ? "" : "\n\n" + pad.get("text").asText().repeat(pad.get("times").asInt()));
    messages.addObject().put("role", "user").put("content", text);
    for (int i = 0; i < line.path("steps").asInt(); i++) {
      messages.addObject().put("role", "assistant").putNull("content").putArray("tool_calls").addObject().put("id", "call_" + i)
          .put("type", "function").putObject("function").put("name", "read_file").put("arguments", "{\"path\":\"src/m" + i + ".c\"}");
      messages.addObject().put("role", "tool").put("tool_call_id", "call_" + i).put("content", "line of code;\n".repeat(40));
    }
    line.path("tools").forEach(name -> body.withArray("tools").addObject().put("type", "function").putObject("function")
        .put("name", name.asText()).put("description", "Does what its name says, with the arguments that it is given.")
        .putObject("parameters").put("type", "object"));
    return new Prompt(line.get("tier").asInt(), line.get("kind").asText(), line.get("lang").asText(), line.get("user").asText(), body);
  }

  /** Reads the request as the gateway does. */
  Task read() {
    byte[] turns = body.get("messages").toString().getBytes(StandardCharsets.UTF_8);
    return TaskReader.read(turns, null, new int[] {0, turns.length}, body.has("tools"));
  }
}

package app.orqen.translate.openai;

import static app.orqen.translate.error.TranslationException.invalid;
import static app.orqen.translate.error.TranslationException.notSupported;
import static app.orqen.translate.error.TranslationException.unsupported;

import app.orqen.translate.chat.Attachments;
import app.orqen.translate.chat.ChatRequest;
import app.orqen.translate.chat.Fields;
import app.orqen.translate.chat.Part;
import app.orqen.translate.chat.Turn;
import app.orqen.translate.chat.Turn.Role;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.List;

/**
 * Reads the messages of an OpenAI chat completions request into turns. System and developer messages go to the system prompt.
 */
public final class OpenAiMessageReader {

  private OpenAiMessageReader() {}

  static void read(JsonNode messages, ChatRequest request) throws TranslationException {
    for (int i = 0; i < messages.size(); i++) {
      JsonNode message = messages.get(i);
      String param = "messages[" + i + "]";
      if (!message.isObject()) {
        throw Fields.wrong(param, "an object");
      }
      String role = Fields.required(message, "role", param + ".role");
      switch (role) {
        case "system", "developer" -> system(message, param, request);
        case "user" -> request.turns.add(new Turn(Role.USER, parts(message, param)));
        case "assistant" -> request.turns.add(assistant(message, param));
        case "tool" -> request.turns.add(toolResult(message, param));
        default -> throw notSupported(param + ".role", "The role " + role);
      }
    }
  }

  private static void system(JsonNode message, String param, ChatRequest request) throws TranslationException {
    for (Part part : parts(message, param)) {
      if (part instanceof Part.Text text) {
        request.system.add(text);
      } else {
        throw invalid(param + ".content", "A system message takes text only.");
      }
    }
  }

  private static Turn assistant(JsonNode message, String param) throws TranslationException {
    Turn turn = Turn.of(Role.ASSISTANT);
    thinking(message, turn.parts());
    turn.parts().addAll(parts(message, param));
    for (String other : List.of("audio", "function_call")) {
      if (Json.has(message, other)) {
        throw notSupported(param + "." + other, "A message with " + other);
      }
    }
    for (JsonNode image : message.path("images")) { // images that an earlier answer brought
      turn.parts().add(image(image, param + ".images", null));
    }
    String refusal = Fields.string(message, "refusal", param + ".refusal");
    if (refusal != null) {
      turn.parts().add(new Part.Text(refusal));
    }
    JsonNode calls = Fields.array(message, "tool_calls", param + ".tool_calls");
    for (int i = 0; calls != null && i < calls.size(); i++) {
      turn.parts().add(toolCall(calls.get(i), param + ".tool_calls[" + i + "]"));
    }
    return turn;
  }

  /**
   * Reads thinking. Thinking with its signature is in {@code thinking_blocks}. Without a signature it is text, for models that
   * want it back.
   */
  private static void thinking(JsonNode message, List<Part> parts) {
    for (JsonNode block : message.path("thinking_blocks")) {
      if ("redacted_thinking".equals(Json.text(block, "type"))) {
        parts.add(new Part.Redacted(block.path("data").asText()));
      } else {
        parts.add(new Part.Thinking(block.path("thinking").asText(), Json.text(block, "signature")));
      }
    }
    String reasoning = Json.text(message, "reasoning_content");
    if (parts.isEmpty() && reasoning != null) {
      parts.add(new Part.Thinking(reasoning, null));
    }
  }

  private static Part toolCall(JsonNode call, String param) throws TranslationException {
    JsonNode function = Fields.object(call, "function", param + ".function");
    if (function == null) {
      throw unsupported(param + ".type", "This provider takes only tool calls of type function. Leave the others out, or use another provider.");
    }
    String arguments = Fields.string(function, "arguments", param + ".function.arguments");
    return new Part.ToolUse(
        Fields.required(call, "id", param + ".id"),
        Fields.required(function, "name", param + ".function.name"),
        arguments(arguments, param + ".function.arguments"),
        Fields.cacheControl(call));
  }

  /** Reads arguments as an object. A missing value means no arguments (pitfall 5). */
  static JsonNode arguments(String json, String param) throws TranslationException {
    if (Json.isBlank(json)) {
      return JsonNodeFactory.instance.objectNode();
    }
    try {
      JsonNode node = Json.tree(json);
      if (node.isNull()) {
        return JsonNodeFactory.instance.objectNode();
      }
      if (node.isObject()) {
        return node;
      }
    } catch (IOException e) {
      // Falls through to the same message.
    }
    throw invalid(param, param + " must be a string that holds a JSON object.");
  }

  private static Turn toolResult(JsonNode message, String param) throws TranslationException {
    String id = Fields.required(message, "tool_call_id", param + ".tool_call_id");
    Turn turn = Turn.of(Role.USER);
    turn.parts().add(new Part.ToolResult(id, parts(message, param), false, Fields.cacheControl(message)));
    return turn;
  }

  private static List<Part> parts(JsonNode message, String param) throws TranslationException {
    String cache = message.has("tool_call_id") ? null : Fields.cacheControl(message);
    return Fields.content(message.get("content"), param + ".content", cache, "parts", OpenAiMessageReader::part);
  }

  private static Part part(JsonNode part, String param) throws TranslationException {
    String type = Fields.required(part, "type", param + ".type");
    String cache = Fields.cacheControl(part);
    return switch (type) {
      case "text", "refusal" -> Fields.text(part, type, param + "." + type, cache);
      case "image_url" -> image(part, param + ".image_url", cache);
      case "input_audio" -> audio(part, param + ".input_audio");
      case "file" -> file(part, param + ".file", cache);
      default -> throw notSupported(param + ".type", "A part of type " + type);
    };
  }

  private static Part image(JsonNode part, String param, String cache) throws TranslationException {
    JsonNode image = part.path("image_url");
    String url = image.isTextual() ? image.textValue() : Fields.required(image, "url", param + ".url");
    return Attachments.ofUrl(url, null, param, cache);
  }

  private static Part audio(JsonNode part, String param) throws TranslationException {
    JsonNode audio = part.path("input_audio");
    String format = Fields.required(audio, "format", param + ".format");
    return new Part.Media("audio/" + format, Fields.required(audio, "data", param + ".data"), null, null, null);
  }

  private static Part file(JsonNode part, String param, String cache) throws TranslationException {
    JsonNode file = part.path("file");
    String data = Fields.string(file, "file_data", param + ".file_data");
    if (data == null) {
      throw unsupported(param + ".file_id", "Uploaded files are not supported with this provider: send file_data.");
    }
    String name = Fields.string(file, "filename", param + ".filename");
    return Attachments.ofData(data, name, param, cache);
  }
}

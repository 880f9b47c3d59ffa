package app.orqen.translate.anthropic;

import static app.orqen.translate.error.TranslationException.invalid;
import static app.orqen.translate.error.TranslationException.notSupported;
import static app.orqen.translate.error.TranslationException.unsupported;

import app.orqen.translate.chat.ChatRequest;
import app.orqen.translate.chat.DatedTools;
import app.orqen.translate.chat.Fields;
import app.orqen.translate.chat.Part;
import app.orqen.translate.chat.RanElsewhere;
import app.orqen.translate.chat.Reasoning;
import app.orqen.translate.chat.RemoteServers;
import app.orqen.translate.chat.ResponseFormat;
import app.orqen.translate.chat.Tool;
import app.orqen.translate.chat.ToolChoice;
import app.orqen.translate.chat.Turn;
import app.orqen.translate.chat.Turn.Role;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Reads an Anthropic messages request. */
public final class AnthropicRequestReader {

  /** Claude Code puts this line before its system prompt. Only Anthropic's billing reads it. */
  private static final String BILLING_LINE = "x-anthropic-billing-header";
  private static final String RESULT = "_tool_result";

  private AnthropicRequestReader() {}

  public static ChatRequest read(byte[] bytes) throws TranslationException {
    JsonNode body = Fields.body(bytes);
    ChatRequest request = new ChatRequest(bytes.length);
    refuseAnthropicsOwn(body);
    system(body, request);
    messages(Fields.messages(body), request);
    tools(body, request);
    RemoteServers.read(body, request);
    sampling(body, request);
    return request;
  }

  /** Refuses what only Anthropic can do, where the caller would be wrong to think that it was done. */
  private static void refuseAnthropicsOwn(JsonNode body) throws TranslationException {
    String place = Fields.string(body, "inference_geo", "inference_geo");
    if (place != null && !place.equals("global")) {
      throw unsupported("inference_geo", "Only Anthropic lets a request choose where it is served: leave out inference_geo.");
    }
    if (body.path("container").path("skills").size() > 0) {
      throw unsupported("container.skills", "Skills run at Anthropic only: leave out container.skills.");
    }
    if (Json.has(body, "thread")) {
      throw unsupported("thread", "Only Anthropic keeps threads: send the whole conversation as messages.");
    }
  }

  private static void system(JsonNode body, ChatRequest request) throws TranslationException {
    for (Part part : content(body.get("system"), "system")) {
      if (part instanceof Part.Text text && !text.text().startsWith(BILLING_LINE)) {
        request.system.add(text);
      }
    }
  }

  private static void messages(JsonNode messages, ChatRequest request) throws TranslationException {
    for (int i = 0; i < messages.size(); i++) {
      JsonNode message = messages.get(i);
      String param = "messages[" + i + "]";
      if (!message.isObject()) {
        throw Fields.wrong(param, "an object");
      }
      Role role = switch (Fields.required(message, "role", param + ".role")) {
        case "user" -> Role.USER;
        case "assistant" -> Role.ASSISTANT;
        case "system" -> Role.SYSTEM;
        default -> throw invalid(param + ".role", param + ".role must be user, assistant or system.");
      };
      request.turns.add(new Turn(role, content(message.get("content"), param + ".content")));
    }
  }

  private static List<Part> content(JsonNode content, String param) throws TranslationException {
    return Fields.content(content, param, null, "blocks", AnthropicRequestReader::block);
  }

  private static Part block(JsonNode block, String param) throws TranslationException {
    String type = Fields.required(block, "type", param + ".type");
    String cache = Fields.cacheControl(block);
    return switch (type) {
      case "text" -> Fields.text(block, "text", param + ".text", cache);
      case "image" -> source(block, param + ".source", cache);
      case "document" -> source(block, param + ".source", cache).about(
          Fields.string(block, "context", param + ".context"), block.path("citations").path("enabled").asBoolean());
      case "tool_use" -> new Part.ToolUse(
          Fields.required(block, "id", param + ".id"),
          Fields.required(block, "name", param + ".name"),
          input(block, param),
          cache);
      case "tool_result" -> new Part.ToolResult(
          Fields.required(block, "tool_use_id", param + ".tool_use_id"),
          content(block.get("content"), param + ".content"),
          Boolean.TRUE.equals(Fields.bool(block, "is_error", param + ".is_error")),
          cache);
      case "thinking" -> new Part.Thinking(block.path("thinking").asText(), Json.text(block, "signature"));
      case "redacted_thinking" -> new Part.Redacted(block.path("data").asText());
      case "search_result" -> new Part.Text(searchResult(block), cache);
      case "tool_reference" -> new Part.Text(
          "The tool " + Fields.required(block, "tool_name", param + ".tool_name") + " is available now.", cache);
      default -> {
        if (type.endsWith("_tool_use")) { // of a tool that ran at Anthropic, as the next one is its result
          yield new Part.Text(RanElsewhere.call(block.path("name").asText(), block.path("input")), cache);
        }
        if (type.endsWith(RESULT)) {
          yield new Part.Text(RanElsewhere.result(type.substring(0, type.length() - RESULT.length()), block.path("content")), cache);
        }
        throw notSupported(param + ".type", "A block of type " + type);
      }
    };
  }

  private static JsonNode input(JsonNode block, String param) throws TranslationException {
    JsonNode input = Fields.object(block, "input", param + ".input");
    return input == null ? JsonNodeFactory.instance.objectNode() : input;
  }

  private static Part.Media source(JsonNode block, String param, String cache) throws TranslationException {
    JsonNode source = Fields.object(block, "source", param);
    if (source == null) {
      throw invalid(param, param + " is required.");
    }
    String title = Json.text(block, "title");
    boolean document = "document".equals(Json.text(block, "type"));
    String type = Fields.required(source, "type", param + ".type");
    switch (type) {
      case "base64" -> {
        String mediaType = Fields.required(source, "media_type", param + ".media_type");
        return new Part.Media(mediaType, Fields.required(source, "data", param + ".data"), null, title, cache);
      }
      case "url" -> {
        String url = Fields.required(source, "url", param + ".url");
        return new Part.Media(document ? "application/pdf" : null, null, url, title, cache);
      }
      case "text" -> {
        byte[] text = Fields.required(source, "data", param + ".data").getBytes(StandardCharsets.UTF_8);
        return new Part.Media("text/plain", Base64.getEncoder().encodeToString(text), null, title, cache);
      }
      default -> throw notSupported(param + ".type", "A source of type " + type);
    }
  }

  private static String searchResult(JsonNode block) {
    StringBuilder text = new StringBuilder(block.path("title").asText()).append(' ').append(block.path("source").asText());
    for (JsonNode piece : block.path("content")) {
      text.append('\n').append(piece.path("text").asText());
    }
    return text.toString();
  }

  private static void tools(JsonNode body, ChatRequest request) throws TranslationException {
    JsonNode tools = Fields.array(body, "tools", "tools");
    boolean searched = tools != null && DatedTools.searchesTools(tools);
    for (int i = 0; tools != null && i < tools.size(); i++) {
      JsonNode tool = tools.get(i);
      String param = "tools[" + i + "]";
      String type = Fields.string(tool, "type", param + ".type");
      if (!searched && tool.path("defer_loading").asBoolean() && !isLoaded(tool, body)) {
        continue; // Anthropic would not show it to the model either; another provider can't hold it back itself.
      }
      if (type != null && !type.equals("custom")) {
        DatedTools.read(tool, type, param, request);
        continue;
      }
      JsonNode schema = tool.get("input_schema");
      request.tools.add(new Tool(
          Fields.required(tool, "name", param + ".name"),
          described(tool, param),
          schema != null && schema.isObject() ? schema : null,
          Fields.bool(tool, "strict", param + ".strict"),
          Fields.cacheControl(tool),
          searched && tool.path("defer_loading").asBoolean()));
    }
    JsonNode choice = Fields.object(body, "tool_choice", "tool_choice");
    if (choice != null) {
      request.toolChoice = toolChoice(choice);
      Boolean serial = Fields.bool(choice, "disable_parallel_tool_use", "tool_choice.disable_parallel_tool_use");
      request.parallelTools = serial == null ? null : !serial;
    }
  }

  /** Returns the description, with the examples of input that no other provider has a field for. */
  private static String described(JsonNode tool, String param) throws TranslationException {
    String description = Fields.string(tool, "description", param + ".description");
    JsonNode examples = Fields.array(tool, "input_examples", param + ".input_examples");
    if (examples == null || examples.isEmpty()) {
      return description;
    }
    return (description == null ? "" : description + "\n\n") + "Examples of input: " + Json.compact(examples);
  }

  /** Returns whether the conversation has loaded or called a deferred tool, or the request demands it. */
  private static boolean isLoaded(JsonNode tool, JsonNode body) {
    String name = tool.path("name").asText();
    if (name.equals(body.path("tool_choice").path("name").asText())) {
      return true;
    }
    for (JsonNode message : body.path("messages")) {
      for (JsonNode block : message.path("content")) {
        if (names(block, name)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean names(JsonNode block, String tool) {
    if ("tool_use".equals(block.path("type").asText())) {
      return tool.equals(block.path("name").asText());
    }
    for (JsonNode found : block.path("content").findValues("tool_name")) {
      if (tool.equals(found.asText())) {
        return true;
      }
    }
    return false;
  }

  private static ToolChoice toolChoice(JsonNode choice) throws TranslationException {
    return switch (Fields.required(choice, "type", "tool_choice.type")) {
      case "auto" -> ToolChoice.of(ToolChoice.Mode.AUTO);
      case "any" -> ToolChoice.of(ToolChoice.Mode.ANY);
      case "none" -> ToolChoice.of(ToolChoice.Mode.NONE);
      case "tool" -> new ToolChoice(ToolChoice.Mode.NAMED, Fields.required(choice, "name", "tool_choice.name"));
      default -> throw invalid("tool_choice.type", "tool_choice.type must be auto, any, tool or none.");
    };
  }

  private static void sampling(JsonNode body, ChatRequest request) throws TranslationException {
    request.maxTokens = Fields.integer(body, "max_tokens", "max_tokens");
    request.temperature = Fields.decimal(body, "temperature", "temperature");
    request.topP = Fields.decimal(body, "top_p", "top_p");
    request.topK = Fields.integer(body, "top_k", "top_k");
    request.stop = Fields.strings(body, "stop_sequences", "stop_sequences");
    request.stopField = "stop_sequences";
    request.cache = Fields.cacheControl(body);
    String tier = Fields.string(body, "service_tier", "service_tier");
    request.serviceTier = "standard_only".equals(tier) ? "default" : tier;
    JsonNode metadata = Fields.object(body, "metadata", "metadata");
    request.user = metadata == null ? null : Fields.string(metadata, "user_id", "metadata.user_id");
    String effort = null;
    JsonNode earlier = Fields.object(body, "output_format", "output_format"); // what betas call output_config.format
    if (earlier != null) {
      request.format = new ResponseFormat("response", null, earlier.get("schema"), true);
    }
    JsonNode output = Fields.object(body, "output_config", "output_config");
    if (output != null) {
      effort = Reasoning.effort(Fields.string(output, "effort", "output_config.effort"), "output_config.effort");
      JsonNode format = Fields.object(output, "format", "output_config.format");
      if (format != null) {
        request.format = new ResponseFormat("response", null, format.get("schema"), true);
      }
    }
    request.reasoning = Fields.thinking(Fields.object(body, "thinking", "thinking"), effort);
  }
}

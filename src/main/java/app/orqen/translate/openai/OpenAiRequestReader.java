package app.orqen.translate.openai;

import static app.orqen.translate.error.TranslationException.invalid;
import static app.orqen.translate.error.TranslationException.unsupported;

import app.orqen.translate.chat.ChatRequest;
import app.orqen.translate.chat.DatedTools;
import app.orqen.translate.chat.Fields;
import app.orqen.translate.chat.OpenAiServerTools;
import app.orqen.translate.chat.Reasoning;
import app.orqen.translate.chat.RemoteServers;
import app.orqen.translate.chat.ResponseFormat;
import app.orqen.translate.chat.Tool;
import app.orqen.translate.chat.ToolChoice;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads an OpenAI chat completions request. Fields that no other wire has are left out only if the answer doesn't depend on them;
 * docs/api.md, "Fields that a translation leaves out", lists those.
 */
public final class OpenAiRequestReader {

  private OpenAiRequestReader() {}

  public static ChatRequest read(byte[] bytes) throws TranslationException {
    JsonNode body = Fields.body(bytes);
    ChatRequest request = new ChatRequest(bytes.length);
    OpenAiRefusals.check(body);
    OpenAiMessageReader.read(Fields.messages(body), request);
    sampling(body, request);
    tools(body, request);
    format(body, request);
    reasoning(body, request);
    return request;
  }

  private static void sampling(JsonNode body, ChatRequest request) throws TranslationException {
    request.maxTokens = Fields.integer(body, "max_completion_tokens", "max_completion_tokens");
    if (request.maxTokens == null) {
      request.maxTokens = Fields.integer(body, "max_tokens", "max_tokens");
    }
    request.temperature = Fields.decimal(body, "temperature", "temperature");
    request.topP = Fields.decimal(body, "top_p", "top_p");
    request.topK = Fields.integer(body, "top_k", "top_k");
    request.stop = Fields.strings(body, "stop", "stop");
    JsonNode seed = body.path("seed");
    request.seed = seed.isIntegralNumber() && seed.canConvertToLong() ? seed.longValue() : null;
    request.presencePenalty = Fields.decimal(body, "presence_penalty", "presence_penalty");
    request.frequencyPenalty = Fields.decimal(body, "frequency_penalty", "frequency_penalty");
    request.topLogprobs = Fields.integer(body, "top_logprobs", "top_logprobs");
    request.logprobs = Boolean.TRUE.equals(Fields.bool(body, "logprobs", "logprobs"));
    request.images = Fields.strings(body, "modalities", "modalities").contains("image");
    request.cache = Fields.cacheControl(body);
    request.user = Fields.string(body, "user", "user");
    if (request.user == null) {
      request.user = Fields.string(body, "safety_identifier", "safety_identifier");
    }
    request.serviceTier = Fields.string(body, "service_tier", "service_tier");
    JsonNode streamOptions = Fields.object(body, "stream_options", "stream_options");
    request.includeUsage = streamOptions != null
        && Boolean.TRUE.equals(Fields.bool(streamOptions, "include_usage", "stream_options.include_usage"));
  }

  private static void tools(JsonNode body, ChatRequest request) throws TranslationException {
    JsonNode tools = Fields.array(body, "tools", "tools");
    for (int i = 0; tools != null && i < tools.size(); i++) {
      tool(tools.get(i), "tools[" + i + "]", request);
    }
    RemoteServers.read(body, request);
    JsonNode search = Fields.object(body, "web_search_options", "web_search_options");
    if (search != null) {
      request.serverTools.add(OpenAiServerTools.webSearch("web_search", search, "web_search_options"));
    }
    request.parallelTools = Fields.bool(body, "parallel_tool_calls", "parallel_tool_calls");
    JsonNode choice = body.get("tool_choice");
    if (choice != null && !choice.isNull()) {
      request.toolChoice = toolChoice(choice, request);
    }
  }

  private static void tool(JsonNode tool, String param, ChatRequest request) throws TranslationException {
    JsonNode function = Fields.object(tool, "function", param + ".function");
    String type = Fields.string(tool, "type", param + ".type");
    if (function != null) {
      request.tools.add(function(tool, function, param));
    } else if (type == null || type.equals("function") || type.equals("custom")) {
      throw unsupported(param + ".type", "This provider takes only tools of type function. Leave the others out, or use another provider.");
    } else if (DatedTools.isDated(type)) {
      DatedTools.read(tool, type, param, request);
    } else {
      request.serverTools.add(OpenAiServerTools.read(tool, type, param));
    }
  }

  private static Tool function(JsonNode tool, JsonNode function, String param) throws TranslationException {
    // PHP writes an empty map as []: anything but an object counts as no schema.
    JsonNode schema = function.get("parameters");
    return new Tool(
        Fields.required(function, "name", param + ".function.name"),
        Fields.string(function, "description", param + ".function.description"),
        schema != null && schema.isObject() ? schema : null,
        Fields.bool(function, "strict", param + ".function.strict"),
        Fields.cacheControl(tool),
        tool.path("defer_loading").asBoolean());
  }

  private static ToolChoice toolChoice(JsonNode choice, ChatRequest request) throws TranslationException {
    if (choice.isTextual()) {
      return switch (choice.textValue()) {
        case "auto" -> ToolChoice.of(ToolChoice.Mode.AUTO);
        case "required", "any" -> ToolChoice.of(ToolChoice.Mode.ANY);
        case "none" -> ToolChoice.of(ToolChoice.Mode.NONE);
        default -> throw invalid("tool_choice", "tool_choice must be none, auto, required or name a function.");
      };
    }
    String type = Json.text(choice, "type");
    if ("function".equals(type) && choice.path("function").isObject()) {
      return new ToolChoice(
          ToolChoice.Mode.NAMED, Fields.required(choice.get("function"), "name", "tool_choice.function.name"));
    }
    if ("allowed_tools".equals(type) && choice.path("allowed_tools").isObject()) {
      return allowedTools(choice.get("allowed_tools"), request);
    }
    throw unsupported("tool_choice", "tool_choice must be none, auto, required or name a function.");
  }

  /** Leaves out the tools that aren't allowed, since no other wire has a list of allowed tools next to the list of tools. */
  private static ToolChoice allowedTools(JsonNode allowed, ChatRequest request) throws TranslationException {
    Set<String> names = new HashSet<>();
    for (JsonNode tool : allowed.path("tools")) {
      names.add(tool.path("function").path("name").asText());
    }
    request.tools.removeIf(tool -> !names.contains(tool.name()));
    boolean required = "required".equals(Fields.string(allowed, "mode", "tool_choice.allowed_tools.mode"));
    return ToolChoice.of(required ? ToolChoice.Mode.ANY : ToolChoice.Mode.AUTO);
  }

  private static void format(JsonNode body, ChatRequest request) throws TranslationException {
    JsonNode format = Fields.object(body, "response_format", "response_format");
    String type = format == null ? "text" : Fields.required(format, "type", "response_format.type");
    switch (type) {
      case "text" -> { }
      case "json_object" -> request.format = new ResponseFormat("response", null, null, null);
      case "json_schema" -> {
        String param = "response_format.json_schema";
        JsonNode schema = Fields.object(format, "json_schema", param);
        if (schema == null) {
          throw invalid(param, param + " is required.");
        }
        String name = Fields.string(schema, "name", param + ".name");
        request.format = new ResponseFormat(
            name == null ? "response" : name,
            Fields.string(schema, "description", param + ".description"),
            Fields.object(schema, "schema", param + ".schema"),
            Fields.bool(schema, "strict", param + ".strict"));
      }
      default -> throw invalid("response_format.type", "response_format.type must be text, json_object or json_schema.");
    }
  }

  /**
   * Reads the reasoning. Apart from OpenAI's own field, that is {@code thinking} in Anthropic's form, which clients of other
   * gateways send.
   */
  private static void reasoning(JsonNode body, ChatRequest request) throws TranslationException {
    String effort = Reasoning.effort(Fields.string(body, "reasoning_effort", "reasoning_effort"), "reasoning_effort");
    if (effort != null) {
      request.reasoning = Reasoning.ofEffort(effort);
    } else if (body.path("thinking").isObject()) {
      request.reasoning = Fields.thinking(body.get("thinking"), null);
    } else if (body.path("reasoning").isObject()) {
      request.reasoning = aggregators(body.get("reasoning"));
    }
  }

  /** Reads {@code reasoning} in the form of OpenRouter: {@code effort}, {@code max_tokens} and {@code enabled}. */
  private static Reasoning aggregators(JsonNode reasoning) throws TranslationException {
    String effort = Reasoning.effort(Fields.string(reasoning, "effort", "reasoning.effort"), "reasoning.effort");
    Integer budget = Fields.integer(reasoning, "max_tokens", "reasoning.max_tokens");
    Boolean enabled = Fields.bool(reasoning, "enabled", "reasoning.enabled");
    if (Boolean.FALSE.equals(enabled)) {
      return Reasoning.ofEffort("none");
    }
    return effort == null && (budget != null || enabled != null)
        ? new Reasoning(Reasoning.Mode.ON, budget, null) : Reasoning.ofEffort(effort);
  }
}

package app.orqen.translate.responses;

import static app.orqen.translate.error.TranslationException.invalid;
import static app.orqen.translate.error.TranslationException.unsupported;

import app.orqen.translate.chat.Asked;
import app.orqen.translate.chat.ChatRequest;
import app.orqen.translate.chat.Fields;
import app.orqen.translate.chat.Part;
import app.orqen.translate.chat.Reasoning;
import app.orqen.translate.chat.ResponseFormat;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Reads a request of the Responses API (docs/wires/responses.md). What only steers how OpenAI works, and changes no answer, is left
 * out; what another provider can't do is refused by name.
 */
final class ResponsesRequestReader {

  /** Fields that name something that only the provider which made it has. */
  private static final List<String> STATE = List.of("previous_response_id", "conversation", "prompt");

  /** Fields that an answer repeats, as long as they are small. */
  private static final List<String> ECHOED = List.of("max_output_tokens", "max_tool_calls", "parallel_tool_calls",
      "prompt_cache_key", "reasoning", "safety_identifier", "service_tier", "temperature", "text", "tool_choice", "top_p",
      "truncation", "user", "metadata");

  /** Characters of JSON. An echo is kept as long as a stream lasts, and a schema may be large. */
  private static final int LONGEST_ECHO = 2_000;

  private ResponsesRequestReader() {}

  static ChatRequest read(byte[] bytes) throws TranslationException {
    JsonNode body = Fields.body(bytes);
    refuseUntranslatable(body);
    ChatRequest request = new ChatRequest(bytes.length);
    Part.Text instructions = Fields.text(body, "instructions", "instructions", null);
    if (!instructions.isBlank()) {
      request.system.add(instructions);
    }
    JsonNode input = input(body);
    ResponsesToolReader tools = new ResponsesToolReader(request);
    tools.read(body, input);
    ResponsesItemReader.read(input, tools, request);
    tools.choose(body);
    sampling(body, request);
    format(body, request);
    request.asked = new Asked(tools.calledAs(), echo(body));
    return request;
  }

  private static JsonNode input(JsonNode body) throws TranslationException {
    JsonNode input = body.path("input");
    if (input.isTextual()) {
      ObjectNode message = JsonNodeFactory.instance.objectNode().put("role", "user");
      message.set("content", input);
      return JsonNodeFactory.instance.arrayNode().add(message);
    }
    if (!input.isArray()) {
      throw invalid("input", "input must be a string or a list of items.");
    }
    return input;
  }

  private static void refuseUntranslatable(JsonNode body) throws TranslationException {
    for (String field : STATE) {
      if (Json.has(body, field)) {
        throw unsupported(field, field + " is not supported with this provider, which keeps nothing: send the whole conversation as input.");
      }
    }
    if (Boolean.TRUE.equals(Fields.bool(body, "background", "background"))) {
      throw unsupported("background", "background is not supported with this provider: leave it out, and stream a long answer.");
    }
    if (Json.has(body, "moderation")) {
      throw unsupported("moderation", "moderation is not supported with this provider: leave it out.");
    }
    Integer logprobs = Fields.integer(body, "top_logprobs", "top_logprobs");
    if (logprobs != null && logprobs > 0) {
      throw unsupported("top_logprobs", "This provider gives no log probabilities: leave out top_logprobs.");
    }
    if (Fields.strings(body, "include", "include").contains("message.output_text.logprobs")) {
      throw unsupported("include", "This provider gives no log probabilities: leave message.output_text.logprobs out of include.");
    }
    String truncation = Fields.string(body, "truncation", "truncation");
    if (truncation != null && !List.of("auto", "disabled").contains(truncation)) {
      throw invalid("truncation", "truncation must be auto or disabled.");
    }
  }

  private static void sampling(JsonNode body, ChatRequest request) throws TranslationException {
    request.maxTokens = Fields.integer(body, "max_output_tokens", "max_output_tokens");
    request.temperature = Fields.decimal(body, "temperature", "temperature");
    request.topP = Fields.decimal(body, "top_p", "top_p");
    request.parallelTools = Fields.bool(body, "parallel_tool_calls", "parallel_tool_calls");
    request.user = Fields.string(body, "user", "user");
    if (request.user == null) {
      request.user = Fields.string(body, "safety_identifier", "safety_identifier");
    }
    request.serviceTier = Fields.string(body, "service_tier", "service_tier");
    request.includeUsage = true;
    JsonNode reasoning = Fields.object(body, "reasoning", "reasoning");
    if (reasoning != null) {
      request.reasoning = Reasoning.ofEffort(
          Reasoning.effort(Fields.string(reasoning, "effort", "reasoning.effort"), "reasoning.effort"));
    }
  }

  private static void format(JsonNode body, ChatRequest request) throws TranslationException {
    JsonNode text = Fields.object(body, "text", "text");
    JsonNode format = text == null ? null : Fields.object(text, "format", "text.format");
    if (format == null) {
      return;
    }
    switch (Fields.required(format, "type", "text.format.type")) {
      case "text" -> { }
      case "json_object" -> request.format = new ResponseFormat("response", null, null, null);
      case "json_schema" -> {
        JsonNode schema = Fields.object(format, "schema", "text.format.schema");
        if (schema == null) {
          throw invalid("text.format.schema", "text.format.schema is required.");
        }
        request.format = new ResponseFormat(
            Fields.required(format, "name", "text.format.name"),
            Fields.string(format, "description", "text.format.description"),
            schema,
            Fields.bool(format, "strict", "text.format.strict"));
      }
      default -> throw invalid("text.format.type", "text.format.type must be text, json_object or json_schema.");
    }
  }

  /** Returns what the answer repeats, detached from the bytes of the request. */
  private static JsonNode echo(JsonNode body) {
    ObjectNode echo = JsonNodeFactory.instance.objectNode();
    for (String field : ECHOED) {
      if (Json.has(body, field)) {
        String json = Json.compact(body.get(field));
        if (json.length() <= LONGEST_ECHO) {
          echo.set(field, detached(json));
        }
      }
    }
    return echo;
  }

  private static JsonNode detached(String json) {
    try {
      return Json.tree(json);
    } catch (IOException e) {
      throw new IllegalStateException("a tree that was written can be read", e);
    }
  }

  /** Returns a map that doesn't hold more than its entries. */
  static <V> Map<String, V> copy(Map<String, V> map) {
    return map.isEmpty() ? Map.of() : Map.copyOf(map);
  }
}

package app.orqen.translate.responses;

import static app.orqen.translate.error.TranslationException.invalid;
import static app.orqen.translate.error.TranslationException.notSupported;
import static app.orqen.translate.error.TranslationException.unsupported;

import app.orqen.translate.chat.CalledAs;
import app.orqen.translate.chat.CalledAs.Kind;
import app.orqen.translate.chat.ChatRequest;
import app.orqen.translate.chat.Fields;
import app.orqen.translate.chat.Part;
import app.orqen.translate.chat.RanElsewhere;
import app.orqen.translate.chat.SealedThinking;
import app.orqen.translate.chat.Turn;
import app.orqen.translate.chat.Turn.Role;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads the items of a conversation into turns. */
final class ResponsesItemReader {

  private static final String EXEC = "exec";

  private final ResponsesToolReader tools;
  private final ChatRequest request;
  /** Ids of calls whose results have not come yet. */
  private final Set<String> open = new HashSet<>();
  /** Instructions between a call and its result, where no provider takes them. */
  private final List<Turn> waiting = new ArrayList<>();

  private ResponsesItemReader(ResponsesToolReader tools, ChatRequest request) {
    this.tools = tools;
    this.request = request;
  }

  static void read(JsonNode input, ResponsesToolReader tools, ChatRequest request) throws TranslationException {
    ResponsesItemReader reader = new ResponsesItemReader(tools, request);
    for (int i = 0; i < input.size(); i++) {
      JsonNode item = input.get(i);
      String param = "input[" + i + "]";
      if (!item.isObject()) {
        throw Fields.wrong(param, "an object");
      }
      reader.item(item, param);
    }
    request.turns.addAll(reader.waiting);
    if (request.turns.isEmpty() && request.system.isEmpty()) {
      throw invalid("input", "input must have at least one message.");
    }
  }

  private void item(JsonNode item, String param) throws TranslationException {
    String type = Fields.string(item, "type", param + ".type");
    switch (type == null ? "message" : type) {
      case "message" -> message(item, param);
      case "reasoning" -> reasoning(item);
      case "function_call" -> called(item, param, Kind.FUNCTION,
          arguments(Fields.string(item, "arguments", param + ".arguments")));
      case "custom_tool_call" -> called(item, param, Kind.CUSTOM, input(item.path("input")));
      case "tool_search_call" -> searched(item, param);
      case "local_shell_call" -> called(item, param, Kind.LOCAL_SHELL, without(item.path("action"), "type", EXEC));
      case "shell_call" -> called(item, param, Kind.SHELL, without(item.path("action"), "type", EXEC));
      case "apply_patch_call" -> called(item, param, Kind.APPLY_PATCH, object(item.path("operation")));
      case "function_call_output", "custom_tool_call_output", "local_shell_call_output" ->
          result(item, param, ResponsesContent.read(item.get("output"), param + ".output"), false);
      case "shell_call_output" -> result(item, param, shellOutput(item.path("output")), false);
      case "apply_patch_call_output" -> result(item, param, ResponsesContent.read(item.get("output"), param + ".output"),
          "failed".equals(Json.text(item, "status")));
      case "tool_search_output" -> found(item, param);
      case "additional_tools" -> { } // They are read with the other tools.
      // Left by tools that ran at OpenAI.
      case "web_search_call" -> ran("web_search", item.path("action"), item.path("results"));
      case "file_search_call" -> ran("file_search", item.path("queries"), item.path("results"));
      case "code_interpreter_call" -> ran("code_interpreter", item.path("code"), item.path("outputs"));
      case "mcp_call" -> ran(item.path("name").asText(), item.path("arguments"),
          item.path(item.path("error").isMissingNode() || item.path("error").isNull() ? "output" : "error"));
      case "mcp_list_tools", "mcp_approval_request" -> { } // They say what could have been run.
      case "image_generation_call" -> image(Json.text(item, "result"));
      case "item_reference" -> reference(item, param);
      default -> throw notSupported(param + ".type", "An item of type " + type);
    }
  }

  /** Reads what a tool did at OpenAI as words of the model's, since the next one can't know it otherwise. */
  private void ran(String tool, JsonNode input, JsonNode output) {
    assistant(new Part.Text(RanElsewhere.call(tool, input)));
    if (!output.isMissingNode() && !output.isNull()) {
      assistant(new Part.Text(RanElsewhere.result(tool, output)));
    }
  }

  private void message(JsonNode message, String param) throws TranslationException {
    List<Part> parts = ResponsesContent.read(message.get("content"), param + ".content");
    switch (Fields.required(message, "role", param + ".role")) {
      case "user" -> request.turns.add(new Turn(Role.USER, parts));
      case "assistant" -> request.turns.add(new Turn(Role.ASSISTANT, parts));
      case "system", "developer" -> instruct(parts, param);
      default -> throw invalid(param + ".role", param + ".role must be user, assistant, system or developer.");
    }
  }

  private void instruct(List<Part> parts, String param) throws TranslationException {
    for (Part part : parts) {
      if (!(part instanceof Part.Text)) {
        throw invalid(param + ".content", "A system or developer message takes text only.");
      }
      if (request.turns.isEmpty()) {
        request.system.add((Part.Text) part);
      }
    }
    if (!request.turns.isEmpty()) {
      (open.isEmpty() ? request.turns : waiting).add(new Turn(Role.SYSTEM, parts));
    }
  }

  /**
   * Reads thinking. That of another maker is left out: no provider could read it, and none refuses a conversation without it.
   */
  private void reasoning(JsonNode item) {
    StringBuilder text = new StringBuilder();
    item.path("summary").forEach(part -> text.append(part.path("text").asText()));
    Part thinking = SealedThinking.open(Json.text(item, "encrypted_content"), text.toString());
    if (thinking != null) {
      assistant(thinking);
    }
  }

  /** Leaves out a reference to thinking, which Vercel's SDK sends unless it is told not to store; refuses any other. */
  private static void reference(JsonNode item, String param) throws TranslationException {
    if (!Fields.required(item, "id", param + ".id").startsWith("rs_")) {
      throw unsupported(param, "An item_reference is not supported with this provider, which keeps nothing: send the item itself. The"
          + " whole conversation must be in input.");
    }
  }

  /** Reads an image as what the model said. The item does not tell its kind, which the first bytes do. */
  private void image(String base64) {
    if (base64 == null || base64.isEmpty()) {
      return;
    }
    String kind = base64.startsWith("/9j/") ? "jpeg" : base64.startsWith("UklGR") ? "webp" : base64.startsWith("R0lGOD") ? "gif" : "png";
    assistant(new Part.Media("image/" + kind, base64, null, null, null));
  }

  private void called(JsonNode item, String param, Kind kind, JsonNode arguments) throws TranslationException {
    boolean named = kind == Kind.FUNCTION || kind == Kind.CUSTOM;
    String name = named ? Fields.required(item, "name", param + ".name") : kind.name().toLowerCase(Locale.ROOT);
    String id = Fields.required(item, "call_id", param + ".call_id");
    open.add(id);
    assistant(new Part.ToolUse(id, tools.functionName(kind, Json.text(item, "namespace"), name), arguments, null));
  }

  private void assistant(Part part) {
    Turn turn = Turn.of(Role.ASSISTANT);
    turn.parts().add(part);
    request.turns.add(turn);
  }

  private void result(JsonNode item, String param, List<Part> content, boolean failed) throws TranslationException {
    String id = Json.text(item, "call_id");
    if (id == null) {
      id = Fields.required(item, "id", param + ".call_id"); // the results of a local shell call their call id so
    }
    Turn turn = Turn.of(Role.USER);
    turn.parts().add(new Part.ToolResult(id, content, failed, null));
    request.turns.add(turn);
    open.remove(id);
    if (open.isEmpty()) {
      request.turns.addAll(waiting);
      waiting.clear();
    }
  }

  /**
   * Reads a search for tools. One that OpenAI ran has no call that could be answered, and the tools that it found are among the
   * tools.
   */
  private void searched(JsonNode item, String param) throws TranslationException {
    if (!"server".equals(Json.text(item, "execution"))) {
      called(item, param, Kind.TOOL_SEARCH, object(item.path("arguments")));
    }
  }

  private void found(JsonNode item, String param) throws TranslationException {
    if ("server".equals(Json.text(item, "execution"))) {
      return;
    }
    List<String> names = new ArrayList<>();
    for (JsonNode tool : item.path("tools")) {
      String name = Json.text(tool, "name");
      if (tool.path("tools").isArray()) {
        for (JsonNode inner : tool.get("tools")) {
          Kind kind = "custom".equals(Json.text(inner, "type")) ? Kind.CUSTOM : Kind.FUNCTION;
          names.add(tools.functionName(new CalledAs(kind, name, inner.path("name").asText())));
        }
      } else if (name != null) {
        names.add(name);
      }
    }
    String text = names.isEmpty() ? "No tools were found." : "Loaded: " + String.join(", ", names) + ". They can be called now.";
    result(item, param, new ArrayList<>(List.of(new Part.Text(text))), false);
  }

  private static List<Part> shellOutput(JsonNode output) {
    StringBuilder text = new StringBuilder(output.isTextual() ? output.textValue() : "");
    for (JsonNode command : output) {
      text.append(text.isEmpty() ? "" : "\n").append(command.path("stdout").asText()).append(command.path("stderr").asText());
      JsonNode outcome = command.path("outcome");
      if ("timeout".equals(Json.text(outcome, "type"))) {
        text.append("\n[timed out]");
      } else if (outcome.path("exit_code").asInt() != 0) {
        text.append("\n[exit code ").append(outcome.get("exit_code").asText()).append(']');
      }
    }
    return new ArrayList<>(List.of(new Part.Text(text.toString())));
  }

  /** Returns a call's arguments as an object. A model may have written broken JSON, and the conversation must still go on. */
  private static JsonNode arguments(String json) {
    if (Json.isBlank(json)) {
      return JsonNodeFactory.instance.objectNode();
    }
    try {
      JsonNode node = Json.tree(json);
      if (node.isObject()) {
        return node;
      }
    } catch (IOException e) {
      // The same as for JSON that isn't an object.
    }
    return JsonNodeFactory.instance.objectNode().put("arguments", json);
  }

  private static JsonNode input(JsonNode text) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.set(CalledAs.INPUT, text.isTextual() ? text : JsonNodeFactory.instance.textNode(""));
    return object;
  }

  private static JsonNode object(JsonNode node) {
    return node.isObject() ? node : JsonNodeFactory.instance.objectNode();
  }

  /** Returns an object without a member that has a certain value, and without those that are null. */
  private static JsonNode without(JsonNode node, String name, String value) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    node.properties().forEach(member -> {
      boolean same = member.getKey().equals(name) && value.equals(member.getValue().asText());
      if (!same && !member.getValue().isNull()) {
        object.set(member.getKey(), member.getValue());
      }
    });
    return object;
  }
}

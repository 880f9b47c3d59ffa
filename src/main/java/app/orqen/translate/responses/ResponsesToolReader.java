package app.orqen.translate.responses;

import static app.orqen.translate.error.TranslationException.invalid;
import static app.orqen.translate.error.TranslationException.notSupported;

import app.orqen.bytes.Sha256;
import app.orqen.translate.chat.CalledAs;
import app.orqen.translate.chat.ChatRequest;
import app.orqen.translate.chat.Fields;
import app.orqen.translate.chat.OpenAiServerTools;
import app.orqen.translate.chat.ServerTool;
import app.orqen.translate.chat.Tool;
import app.orqen.translate.chat.ToolChoice;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Reads the tools of a request as functions: those of {@code tools}, those that agents put among the items
 * ({@code additional_tools}), and those that a search has loaded. A tool that appears again is the same tool.
 */
final class ResponsesToolReader {

  private static final int HASH = 8;

  private final ChatRequest request;
  /** By the name of the function. */
  private final Map<String, CalledAs> called = new LinkedHashMap<>();
  private final Map<CalledAs, String> names = new HashMap<>();
  private final Set<CalledAs> declared = new HashSet<>();
  private final Set<String> servers = new HashSet<>();
  private boolean searches;

  ResponsesToolReader(ChatRequest request) {
    this.request = request;
  }

  /** Reads all tools of a request. */
  void read(JsonNode body, JsonNode input) throws TranslationException {
    JsonNode tools = Fields.array(body, "tools", "tools");
    searches = tools != null && hasSearch(tools);
    for (JsonNode item : input) {
      searches |= is(item, "additional_tools") && hasSearch(item.path("tools"));
    }
    if (tools != null) {
      list(tools, "tools", false, input, body);
    }
    for (int i = 0; i < input.size(); i++) {
      JsonNode item = input.get(i);
      String param = "input[" + i + "].tools";
      boolean loaded = is(item, "tool_search_output");
      JsonNode more = loaded || is(item, "additional_tools") ? Fields.array(item, "tools", param) : null;
      if (more != null) {
        list(more, param, loaded, input, body);
      }
    }
  }

  private static boolean is(JsonNode item, String type) {
    return type.equals(Json.text(item, "type"));
  }

  /** Returns whether the client itself searches for tools that it holds back. */
  private static boolean hasSearch(JsonNode tools) {
    for (JsonNode tool : tools) {
      if (is(tool, "tool_search") && "client".equals(Json.text(tool, "execution"))) {
        return true;
      }
    }
    return false;
  }

  private void list(JsonNode tools, String param, boolean loaded, JsonNode input, JsonNode body) throws TranslationException {
    for (int i = 0; i < tools.size(); i++) {
      JsonNode tool = tools.get(i);
      String at = param + "[" + i + "]";
      if (!tool.isObject()) {
        throw Fields.wrong(at, "an object");
      }
      if (is(tool, "namespace")) {
        namespace(tool, at, loaded, input, body);
      } else {
        one(tool, null, at, loaded, input, body);
      }
    }
  }

  private void namespace(JsonNode group, String param, boolean loaded, JsonNode input, JsonNode body)
      throws TranslationException {
    String name = Fields.required(group, "name", param + ".name");
    JsonNode tools = Fields.array(group, "tools", param + ".tools");
    for (int i = 0; tools != null && i < tools.size(); i++) {
      String at = param + ".tools[" + i + "]";
      String type = Fields.required(tools.get(i), "type", at + ".type");
      if (!type.equals("function") && !type.equals("custom")) {
        throw invalid(at + ".type", "A tool in a namespace must be of type function or custom.");
      }
      one(tools.get(i), name, at, loaded, input, body);
    }
  }

  private void one(JsonNode tool, String namespace, String param, boolean loaded, JsonNode input, JsonNode body)
      throws TranslationException {
    String type = Fields.required(tool, "type", param + ".type");
    CalledAs.Kind kind = kind(type, tool);
    if (kind == null) {
      server(tool, type, param);
      return;
    }
    boolean named = kind == CalledAs.Kind.FUNCTION || kind == CalledAs.Kind.CUSTOM;
    CalledAs as = new CalledAs(kind, namespace, named ? Fields.required(tool, "name", param + ".name") : type);
    boolean held = !loaded && searches && tool.path("defer_loading").asBoolean() && !isUsed(as, input, body);
    if (held || !declared.add(as)) {
      return; // A tool that is held back comes with the result of the search that loads it.
    }
    String name = functionName(as);
    String description = Fields.string(tool, "description", param + ".description");
    request.tools.add(switch (kind) {
      case FUNCTION -> new Tool(name, description, object(tool.get("parameters")), Fields.bool(tool, "strict", param + ".strict"), null,
          !loaded && !searches && tool.path("defer_loading").asBoolean());
      case CUSTOM -> ClientTools.custom(name, description, tool.path("format"));
      default -> ClientTools.of(kind, name, description, object(tool.get("parameters")));
    });
  }

  /** Returns the kind of a tool that the client runs; null for one that the provider runs. */
  private static CalledAs.Kind kind(String type, JsonNode tool) {
    return switch (type) {
      case "function" -> CalledAs.Kind.FUNCTION;
      case "custom" -> CalledAs.Kind.CUSTOM;
      case "tool_search" -> "client".equals(Json.text(tool, "execution")) ? CalledAs.Kind.TOOL_SEARCH : null;
      case "local_shell" -> CalledAs.Kind.LOCAL_SHELL;
      // A shell with an environment other than the client's own machine runs in a container of OpenAI's.
      case "shell" -> tool.path("environment").path("type").asText("local").equals("local") ? CalledAs.Kind.SHELL : null;
      case "apply_patch" -> CalledAs.Kind.APPLY_PATCH;
      default -> null;
    };
  }

  private void server(JsonNode tool, String type, String param) throws TranslationException {
    if (!servers.add(type + Json.text(tool, "server_label"))) {
      return;
    }
    if (type.equals("tool_search")) {
      return; // Nobody searches, so that the tools that it would find were all read.
    }
    if (type.equals("file_search") || type.equals("image_generation") || type.equals("mcp") || type.equals("shell")
        || type.equals("code_interpreter") || type.startsWith("computer") || type.startsWith("web_search")) {
      String label = Json.text(tool, "server_label");
      request.serverTools.add(label == null ? OpenAiServerTools.read(tool, type, param)
          : ServerTool.of(ServerTool.Kind.OTHER, type + ":" + label, param));
    } else {
      throw notSupported(param + ".type", "A tool of type " + type);
    }
  }

  private static JsonNode object(JsonNode schema) {
    return schema != null && schema.isObject() ? schema : null;
  }

  /** Returns whether the conversation has called a tool, or the request demands it. */
  private static boolean isUsed(CalledAs tool, JsonNode input, JsonNode body) {
    JsonNode choice = body.path("tool_choice");
    if (tool.name().equals(Json.text(choice, "name"))) {
      return true;
    }
    for (JsonNode item : input) {
      String type = Json.text(item, "type");
      if (type != null && type.endsWith("_call") && tool.name().equals(Json.text(item, "name"))) {
        return true;
      }
    }
    return false;
  }

  /** Returns the name of the function that represents a tool. It is the same in every mention of the tool. */
  String functionName(CalledAs tool) {
    String known = names.get(tool);
    if (known != null) {
      return known;
    }
    String name = tool.functionName();
    if (called.containsKey(name)) {
      name += "_" + Sha256.hex(tool.kind() + "\n" + tool.namespace() + "\n" + tool.name()).substring(0, HASH);
    }
    called.put(name, tool);
    names.put(tool, name);
    return name;
  }

  /** Returns the name of the function that a call in the conversation means. Some clients leave its namespace out. */
  String functionName(CalledAs.Kind kind, String namespace, String name) {
    CalledAs exact = new CalledAs(kind, namespace, name);
    if (namespace == null && !names.containsKey(exact)) {
      for (CalledAs tool : declared) {
        if (tool.kind() == kind && tool.name().equals(name)) {
          return names.get(tool);
        }
      }
    }
    return functionName(exact);
  }

  /** Returns how the client knows the functions that are something else to it. */
  Map<String, CalledAs> calledAs() {
    Map<String, CalledAs> different = new HashMap<>(called);
    different.entrySet().removeIf(tool -> tool.getValue().kind() == CalledAs.Kind.FUNCTION
        && tool.getValue().namespace() == null && tool.getValue().name().equals(tool.getKey()));
    return ResponsesRequestReader.copy(different);
  }

  /** Reads which tools may or must be called. */
  void choose(JsonNode body) throws TranslationException {
    JsonNode choice = body.path("tool_choice");
    if (choice.isMissingNode() || choice.isNull()) {
      return;
    }
    if (choice.isTextual()) {
      request.toolChoice = ToolChoice.of(mode(choice.textValue(), "tool_choice"));
      return;
    }
    String type = Fields.required(choice, "type", "tool_choice.type");
    if (type.equals("allowed_tools")) {
      allowedTools(choice);
    } else {
      request.toolChoice = new ToolChoice(ToolChoice.Mode.NAMED, chosen(choice, type, "tool_choice"));
    }
  }

  private static ToolChoice.Mode mode(String mode, String param) throws TranslationException {
    return switch (mode) {
      case "auto" -> ToolChoice.Mode.AUTO;
      case "required" -> ToolChoice.Mode.ANY;
      case "none" -> ToolChoice.Mode.NONE;
      default -> throw invalid(param, param + " must be none, auto, required or an object that names a tool.");
    };
  }

  /** Returns the name of the function that an object with a type, and perhaps a name, means. */
  private String chosen(JsonNode choice, String type, String param) throws TranslationException {
    CalledAs.Kind kind = type.equals("tool_search") ? CalledAs.Kind.TOOL_SEARCH : kind(type, choice);
    if (kind == null) {
      String label = Json.text(choice, "server_label");
      return label == null ? type : type + ":" + label;
    }
    boolean named = kind == CalledAs.Kind.FUNCTION || kind == CalledAs.Kind.CUSTOM;
    return functionName(kind, Json.text(choice, "namespace"), named ? Fields.required(choice, "name", param + ".name") : type);
  }

  /** Leaves out the tools that aren't allowed, since no other wire has a list of allowed tools next to the list of tools. */
  private void allowedTools(JsonNode choice) throws TranslationException {
    Set<String> allowed = new HashSet<>();
    JsonNode tools = Fields.array(choice, "tools", "tool_choice.tools");
    for (int i = 0; tools != null && i < tools.size(); i++) {
      String param = "tool_choice.tools[" + i + "]";
      allowed.add(chosen(tools.get(i), Fields.required(tools.get(i), "type", param + ".type"), param));
    }
    request.tools.removeIf(tool -> !allowed.contains(tool.name()));
    request.serverTools.removeIf(tool -> !allowed.contains(tool.name()));
    String mode = Fields.string(choice, "mode", "tool_choice.mode");
    request.toolChoice = ToolChoice.of(mode == null ? ToolChoice.Mode.AUTO : mode(mode, "tool_choice.mode"));
  }
}

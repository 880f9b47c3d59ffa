package app.orqen.translate.converse;

import static app.orqen.translate.error.TranslationException.invalid;
import static app.orqen.translate.error.TranslationException.unsupported;

import app.orqen.translate.chat.ChatRequest;
import app.orqen.translate.chat.DatedTools;
import app.orqen.translate.chat.Fields;
import app.orqen.translate.chat.Part;
import app.orqen.translate.chat.Reasoning;
import app.orqen.translate.chat.ResponseFormat;
import app.orqen.translate.chat.ServerTool;
import app.orqen.translate.chat.Tool;
import app.orqen.translate.chat.ToolChoice;
import app.orqen.translate.chat.Turn;
import app.orqen.translate.chat.Turn.Role;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;

/** Reads a Bedrock Converse request (docs/wires/bedrock-converse.md). */
public final class ConverseRequestReader {

  private ConverseRequestReader() {}

  public static ChatRequest read(byte[] bytes) throws TranslationException {
    JsonNode body = Fields.body(bytes);
    ChatRequest request = new ChatRequest(bytes.length);
    for (Part part : ConverseContentReader.content(Fields.array(body, "system", "system"), "system")) {
      if (part instanceof Part.Text text) {
        request.system.add(text);
      }
    }
    AmazonsOwn.refuse(body);
    JsonNode messages = Fields.messages(body);
    for (int i = 0; i < messages.size(); i++) {
      request.turns.add(turn(messages.get(i), "messages[" + i + "]"));
    }
    inference(body, request);
    tools(body, request);
    output(body, request);
    return request;
  }

  private static Turn turn(JsonNode message, String param) throws TranslationException {
    Role role = switch (Fields.required(message, "role", param + ".role")) {
      case "user" -> Role.USER;
      case "assistant" -> Role.ASSISTANT;
      case "system" -> Role.SYSTEM;
      default -> throw invalid(param + ".role", param + ".role must be user or assistant.");
    };
    return new Turn(role, ConverseContentReader.content(Fields.array(message, "content", param + ".content"), param + ".content"));
  }

  private static void markLastCached(List<Tool> tools, JsonNode point) {
    int last = tools.size() - 1;
    if (last >= 0) {
      tools.set(last, tools.get(last).withCache(ConverseContentReader.life(point)));
    }
  }

  private static void inference(JsonNode body, ChatRequest request) throws TranslationException {
    JsonNode config = Fields.object(body, "inferenceConfig", "inferenceConfig");
    if (config != null) {
      request.maxTokens = Fields.integer(config, "maxTokens", "inferenceConfig.maxTokens");
      request.temperature = Fields.decimal(config, "temperature", "inferenceConfig.temperature");
      request.topP = Fields.decimal(config, "topP", "inferenceConfig.topP");
      request.stop = Fields.strings(config, "stopSequences", "inferenceConfig.stopSequences");
      request.stopField = "inferenceConfig.stopSequences";
    }
    request.serviceTier = Json.text(body.path("serviceTier"), "type");
    String effort = Reasoning.effort(Json.text(body.path("outputConfig"), "effort"), "outputConfig.effort");
    JsonNode more = Fields.object(body, "additionalModelRequestFields", "additionalModelRequestFields");
    JsonNode thinking = null;
    if (more != null) {
      ownTools(more, request);
      AmazonsOwn.refuseUnknown(more);
      request.topK = Fields.integer(more, "top_k", "additionalModelRequestFields.top_k");
      if (request.topK == null) { // as Nova has it
        request.topK = Fields.integer(more.path("inferenceConfig"), "topK", "additionalModelRequestFields.inferenceConfig.topK");
      }
      if (effort == null) { // as Claude has it
        effort = Reasoning.effort(Json.text(more.path("output_config"), "effort"), "additionalModelRequestFields.output_config.effort");
      }
      thinking = more.has("thinking") ? more.get("thinking") : more.get("reasoning_config");
      Boolean serial = Fields.bool(more.path("tool_choice"), "disable_parallel_tool_use",
          "additionalModelRequestFields.tool_choice.disable_parallel_tool_use");
      request.parallelTools = serial == null ? null : !serial;
      if (effort == null) {
        effort = Reasoning.effort(
            Json.text(more, "reasoning_effort"), "additionalModelRequestFields.reasoning_effort");
      }
      JsonNode nova = more.path("reasoningConfig");
      if (effort == null && nova.isObject()) {
        effort = "disabled".equals(Json.text(nova, "type")) ? "none"
            : Reasoning.effort(Json.text(nova, "maxReasoningEffort"), "additionalModelRequestFields.reasoningConfig.maxReasoningEffort");
      }
    }
    boolean configured = thinking != null && thinking.isObject();
    request.reasoning = configured
        ? Fields.thinking(thinking, effort)
        : Reasoning.ofEffort(effort);
  }

  /** Reads the tools of Anthropic's own, which Bedrock takes only among the model's own fields. */
  private static void ownTools(JsonNode more, ChatRequest request) throws TranslationException {
    String param = "additionalModelRequestFields.tools";
    JsonNode tools = Fields.array(more, "tools", param);
    for (int i = 0; tools != null && i < tools.size(); i++) {
      String at = param + "[" + i + "]";
      DatedTools.read(tools.get(i), Fields.required(tools.get(i), "type", at + ".type"), at, request);
    }
  }

  private static void tools(JsonNode body, ChatRequest request) throws TranslationException {
    JsonNode config = Fields.object(body, "toolConfig", "toolConfig");
    if (config == null) {
      return;
    }
    JsonNode tools = Fields.array(config, "tools", "toolConfig.tools");
    for (int i = 0; tools != null && i < tools.size(); i++) {
      JsonNode spec = tools.get(i).get("toolSpec");
      String param = "toolConfig.tools[" + i + "]";
      if (spec != null) {
        JsonNode schema = spec.path("inputSchema").get("json");
        request.tools.add(new Tool(
            Fields.required(spec, "name", param + ".toolSpec.name"),
            Json.text(spec, "description"),
            schema != null && schema.isObject() ? schema : null,
            Fields.bool(spec, "strict", param + ".toolSpec.strict"),
            null,
            tools.get(i).path("defer_loading").asBoolean()));
      } else if (tools.get(i).has("cachePoint")) {
        markLastCached(request.tools, tools.get(i).get("cachePoint"));
      } else if (tools.get(i).has("systemTool")) {
        request.serverTools.add(systemTool(tools.get(i).get("systemTool"), param + ".systemTool"));
      } else {
        throw unsupported(param, "This provider takes only tools of kind toolSpec. Leave the others out, or use another provider.");
      }
    }
    JsonNode choice = Fields.object(config, "toolChoice", "toolConfig.toolChoice");
    if (choice != null) {
      request.toolChoice = choice.has("tool")
          ? new ToolChoice(ToolChoice.Mode.NAMED, Fields.required(choice.get("tool"), "name", "toolConfig.toolChoice.tool.name"))
          : ToolChoice.of(choice.has("any") ? ToolChoice.Mode.ANY : ToolChoice.Mode.AUTO);
    }
  }

  /** Reads a tool that Nova runs. */
  private static ServerTool systemTool(JsonNode tool, String param) throws TranslationException {
    String name = Fields.required(tool, "name", param + ".name");
    return switch (name) {
      case SystemTools.SEARCH -> ServerTool.search(name, param, new ServerTool.Search(null, List.of(), List.of(), null, null));
      case SystemTools.CODE -> ServerTool.of(ServerTool.Kind.CODE_EXECUTION, name, param);
      default -> ServerTool.of(ServerTool.Kind.OTHER, name, param);
    };
  }

  private static void output(JsonNode body, ChatRequest request) throws TranslationException {
    JsonNode schema = body.path("outputConfig").path("textFormat").path("structure").path("jsonSchema");
    String json = schema.isObject() ? Json.text(schema, "schema") : null;
    if (json == null) {
      return;
    }
    try {
      String name = Json.text(schema, "name");
      request.format = new ResponseFormat(name == null ? "response" : name, Json.text(schema, "description"), Json.tree(json), true);
    } catch (IOException e) {
      throw invalid("outputConfig.textFormat.structure.jsonSchema.schema", "The schema is not valid JSON.");
    }
  }
}

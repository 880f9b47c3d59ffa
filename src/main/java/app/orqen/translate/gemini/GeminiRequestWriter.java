package app.orqen.translate.gemini;

import app.orqen.catalogue.Efforts;
import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.TranslatedRequest;
import app.orqen.translate.chat.ChatRequest;
import app.orqen.translate.chat.GeminiSignature;
import app.orqen.translate.chat.ModelRules;
import app.orqen.translate.chat.Part;
import app.orqen.translate.chat.Reasoning;
import app.orqen.translate.chat.RequestContext;
import app.orqen.translate.chat.SafeNames;
import app.orqen.translate.chat.ServerTool;
import app.orqen.translate.chat.ServerTools;
import app.orqen.translate.chat.Tool;
import app.orqen.translate.chat.Turn;
import app.orqen.translate.chat.Turns;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.json.Json;
import app.orqen.translate.json.JsonOut;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes a request in Gemini's generateContent wire (docs/wires/gemini.md). Model and streaming go into the path. */
public final class GeminiRequestWriter {

  /**
   * Gemini 3 refuses a call without a signature in the history. This value is documented for calls that it did not make itself.
   */
  private static final String NO_SIGNATURE = "skip_thought_signature_validator";

  private static final int MAX_STOP = 5;
  private static final int DYNAMIC_BUDGET = -1;

  private final ChatRequest request;
  private final RequestContext context;
  private final JsonNode rules;
  private final SafeNames names = new SafeNames("_-.", 64, true);
  private final Map<String, String> toolNames = new HashMap<>();
  private final JsonOut out;

  private GeminiRequestWriter(ChatRequest request, RequestContext context) {
    this.request = request;
    this.out = new JsonOut(request.size + 1024);
    this.context = context;
    this.rules = ModelRules.find("gemini", context.family());
  }

  public static TranslatedRequest write(ChatRequest request, RequestContext context) throws TranslationException {
    return new GeminiRequestWriter(request, context).write();
  }

  private TranslatedRequest write() throws TranslationException {
    ServerTools server = ServerTools.of(request, this::takes);
    Turns.distinctCallIds(request.turns);
    Turns.hoistSystem(request);
    request.turns = Turns.normalise(request.turns);
    out.object();
    system();
    out.array("contents");
    for (Turn turn : request.turns) {
      if (turn.has(Part.Text.class) || turn.has(Part.Media.class) || turn.has(Part.ToolUse.class)
          || turn.has(Part.ToolResult.class)) {
        content(turn);
      }
    }
    out.endArray();
    tools();
    ownTools(server.carried());
    generationConfig();
    byte[] body = out.endObject().bytes();
    return new TranslatedRequest(body, new AnswerContext(
        context.id(), context.created(), context.model(), request.includeUsage, names.originals(), null),
        server.leftOut());
  }

  /**
   * Returns whether Gemini can run a tool. It refuses its own tools next to functions, can't be made to use them, and searches
   * the whole web.
   */
  private boolean takes(ServerTool tool) {
    boolean known = tool.kind() == ServerTool.Kind.CODE_EXECUTION
        || tool.kind() == ServerTool.Kind.WEB_SEARCH && !tool.search().isRestricted();
    return known && request.tools.isEmpty() && !ServerTools.isForced(tool, request);
  }

  private void ownTools(List<ServerTool> carried) {
    if (carried.isEmpty() || !request.mayUseTools()) {
      return;
    }
    out.array("tools");
    for (ServerTool tool : carried) {
      out.object().object(tool.kind() == ServerTool.Kind.WEB_SEARCH ? "googleSearch" : "codeExecution").endObject().endObject();
    }
    out.endArray();
  }

  private void system() {
    boolean any = request.system.stream().anyMatch(text -> !text.isBlank());
    if (any) {
      out.object("systemInstruction").array("parts");
      for (Part.Text text : request.system) {
        if (!text.isBlank()) {
          out.object().field("text", text.node()).endObject();
        }
      }
      out.endArray().endObject();
    }
  }

  private void content(Turn turn) throws TranslationException {
    out.object().field("role", turn.role() == Turn.Role.ASSISTANT ? "model" : "user").array("parts");
    Map<Integer, String> signatures = signatures(turn);
    signatures.putIfAbsent(0, NO_SIGNATURE);
    int calls = 0;
    int texts = (int) turn.parts().stream().filter(Part.Text.class::isInstance).count();
    for (Part part : turn.parts()) {
      if (part instanceof Part.ToolUse call) {
        functionCall(call, signatures.get(calls++));
      } else if (part instanceof Part.Text text) {
        texts--;
        out.object().field("text", text.node())
            .optional("thoughtSignature", texts == 0 ? signatures.get(GeminiSignature.TEXT) : null).endObject();
      } else {
        part(part);
      }
    }
    out.endArray().endObject();
  }

  /** Returns the thought signatures of a turn by the number of their call, or by {@link GeminiSignature#TEXT}. */
  private static Map<Integer, String> signatures(Turn turn) {
    Map<Integer, String> signatures = new HashMap<>();
    int calls = 0;
    for (Part part : turn.parts()) {
      if (part instanceof Part.ToolUse) {
        calls++;
      } else if (part instanceof Part.Thinking thinking && GeminiSignature.is(thinking.signature())) {
        GeminiSignature signature = GeminiSignature.read(thinking.signature());
        signatures.put(signature.call() == GeminiSignature.NEXT_CALL ? calls : signature.call(), signature.value());
      }
    }
    return signatures;
  }

  private void functionCall(Part.ToolUse call, String signature) {
    toolNames.put(call.id(), call.name());
    out.object().object("functionCall").field("name", names.of(call.name())).field("args", call.input()).endObject()
        .optional("thoughtSignature", signature).endObject();
  }

  private void part(Part part) throws TranslationException {
    if (part instanceof Part.Media media) {
      media(media);
    } else if (part instanceof Part.ToolResult result) {
      functionResponse(result);
    }
  }

  private void media(Part.Media media) {
    if (media.context() != null) {
      out.object().field("text", media.contextText()).endObject();
    }
    out.object();
    if (media.url() != null) {
      out.object("fileData").optional("mimeType", media.mediaType()).field("fileUri", media.url()).endObject();
    } else {
      out.object("inlineData").field("mimeType", media.mediaType()).field("data", media.data()).endObject();
    }
    out.endObject();
  }

  /** Writes a result. The response must be an object, and names the function instead of the call. */
  private void functionResponse(Part.ToolResult result) throws TranslationException {
    String name = toolNames.get(result.id());
    if (name == null) {
      throw TranslationException.invalid("messages",
          "No tool call before it has the id of the tool result " + result.id() + ". Send the call too, with the same id.");
    }
    out.object().object("functionResponse").field("name", names.of(name));
    response(result);
    out.endObject().endObject();
    for (Part part : result.content()) {
      if (part instanceof Part.Media media) {
        media(media);
      }
    }
  }

  private void response(Part.ToolResult result) {
    List<Part> content = result.content();
    if (!result.error() && content.size() == 1 && content.get(0) instanceof Part.Text text && !text.beginsWith('{')) {
      out.object("response").field("output", text.node()).endObject();
      return;
    }
    String text = Turns.plainText(content);
    // Gemini resolves references in a response and refuses those without a target. In a text they are only text.
    JsonNode object = result.error() || text.contains("\"$ref\"") ? null : asObject(text);
    if (object != null) {
      out.field("response", object);
    } else {
      out.object("response").field(result.error() ? "error" : "output", text).endObject();
    }
  }

  private static JsonNode asObject(String text) {
    if (!text.startsWith("{")) {
      return null;
    }
    try {
      JsonNode node = Json.tree(text);
      return node.isObject() ? node : null;
    } catch (IOException e) {
      return null; // Text that only looks like JSON.
    }
  }

  private void tools() {
    if (request.tools.isEmpty()) {
      return;
    }
    out.array("tools").object().array("functionDeclarations");
    for (Tool tool : request.tools) {
      out.object().field("name", names.of(tool.name())).optional("description", tool.description());
      if (tool.schema() != null && !tool.schema().isEmpty()) {
        out.field("parametersJsonSchema", Turns.objectSchema(tool.schema()));
      }
      out.endObject();
    }
    out.endArray().endObject().endArray();
    if (request.toolChoice == null) {
      return;
    }
    out.object("toolConfig").object("functionCallingConfig");
    switch (request.toolChoice.mode()) {
      case AUTO -> out.field("mode", "AUTO");
      case NONE -> out.field("mode", "NONE");
      case ANY -> out.field("mode", "ANY");
      case NAMED -> out.field("mode", "ANY").array("allowedFunctionNames").value(names.of(request.toolChoice.name())).endArray();
    }
    out.endObject().endObject();
  }

  private void generationConfig() throws TranslationException {
    out.object("generationConfig").optional("maxOutputTokens", request.maxTokens)
        .optional("temperature", request.temperature).optional("topP", request.topP).optional("topK", request.topK)
        .optional("stopSequences", request.stopUpTo(MAX_STOP));
    if (request.seed != null) {
      out.field("seed", request.seed.longValue());
    }
    out.optional("presencePenalty", request.presencePenalty).optional("frequencyPenalty", request.frequencyPenalty);
    if (request.logprobs) {
      out.field("responseLogprobs", true).optional("logprobs", request.topLogprobs);
    }
    if (request.images) {
      out.array("responseModalities").value("TEXT").value("IMAGE").endArray();
    }
    if (request.format != null) {
      out.field("responseMimeType", "application/json");
      if (request.format.schema() != null) {
        out.field(rules.path("jsonSchema").asBoolean() ? "responseJsonSchema" : "responseSchema", request.format.schema());
      }
    }
    thinking();
    out.endObject();
  }

  private void thinking() {
    Reasoning reasoning = request.reasoning;
    String kind = rules.get("thinking").asText();
    if (reasoning.mode() == Reasoning.Mode.DEFAULT && reasoning.effort() == null || kind.equals("none")) {
      return;
    }
    String effort = reasoning.off() ? "none" : reasoning.effortOrFromBudget();
    out.object("thinkingConfig");
    if (kind.equals("budget")) {
      out.field("thinkingBudget", budget(reasoning, effort));
    } else {
      out.optional("thinkingLevel", level(effort));
    }
    out.field("includeThoughts", !reasoning.off()).endObject();
  }

  /** Returns a budget in tokens that the model takes. 0 switches thinking off, where it can be. */
  private int budget(Reasoning reasoning, String effort) {
    int min = rules.get("minBudget").intValue();
    if (reasoning.off()) {
      return rules.path("off").asBoolean() ? 0 : min;
    }
    if (reasoning.budget() == null && effort == null) {
      return DYNAMIC_BUDGET;
    }
    int asked = reasoning.budget() != null ? reasoning.budget() : ModelRules.mapping("geminiBudgets").path(effort).asInt(min);
    return Math.max(min, Math.min(asked, rules.get("maxBudget").intValue()));
  }

  /** Returns a level that the model takes, or null where none was asked for. Off becomes its lowest level. */
  private String level(String effort) {
    List<String> levels = new ArrayList<>();
    rules.get("levels").forEach(level -> levels.add(level.asText()));
    // Google's own mapping of efforts has it so for the model without a middle.
    boolean middle = "medium".equals(effort) && !levels.contains(effort);
    return Efforts.bounded(middle ? "high" : effort, levels);
  }
}

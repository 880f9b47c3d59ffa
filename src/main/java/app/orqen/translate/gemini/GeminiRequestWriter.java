package app.orqen.translate.gemini;

import app.orqen.catalogue.Efforts;
import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.TranslatedRequest;
import app.orqen.translate.chat.ChatRequest;
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
import app.orqen.translate.json.JsonOut;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Writes a request in Gemini's generateContent wire (docs/wires/gemini.md). Model and streaming go into the path. */
public final class GeminiRequestWriter {

  private static final int MAX_STOP = 5;
  private static final int DYNAMIC_BUDGET = -1;

  private final ChatRequest request;
  private final RequestContext context;
  private final JsonNode rules;
  private final SafeNames names = new SafeNames("_-.", 64, true);
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
    GeminiContentWriter contents = new GeminiContentWriter(out, names);
    for (Turn turn : request.turns) {
      if (turn.has(Part.Text.class) || turn.has(Part.Media.class) || turn.has(Part.ToolUse.class)
          || turn.has(Part.ToolResult.class)) {
        contents.content(turn);
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

package app.orqen.translate.anthropic;

import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.TranslatedRequest;
import app.orqen.translate.chat.ChatRequest;
import app.orqen.translate.chat.ClaudePlan;
import app.orqen.translate.chat.ClaudeRules;
import app.orqen.translate.chat.Part;
import app.orqen.translate.chat.RequestContext;
import app.orqen.translate.chat.SafeNames;
import app.orqen.translate.chat.ServerTool;
import app.orqen.translate.chat.ServerTools;
import app.orqen.translate.chat.StrictSchema;
import app.orqen.translate.chat.Tool;
import app.orqen.translate.chat.ToolChoice;
import app.orqen.translate.chat.ToolChoice.Mode;
import app.orqen.translate.chat.ToolPlan;
import app.orqen.translate.chat.Turn;
import app.orqen.translate.chat.Turns;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.json.Json;
import app.orqen.translate.json.JsonOut;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Writes a request in Anthropic's wire (docs/wires/anthropic-messages.md). */
public final class AnthropicRequestWriter {

  private static final int DEFAULT_MAX_TOKENS = 4096;
  private static final String SEARCH = "tool_search_tool_bm25";

  private final ChatRequest request;
  private final RequestContext context;
  private final SafeNames names = new SafeNames("_-", 64);
  private final JsonOut out;
  private final AnthropicBlockWriter blocks;
  private ServerTools server;
  private boolean searches;

  private AnthropicRequestWriter(ChatRequest request, RequestContext context) {
    this.request = request;
    this.out = new JsonOut(request.size + 1024);
    this.context = context;
    this.blocks = new AnthropicBlockWriter(out, names);
  }

  public static TranslatedRequest write(ChatRequest request, RequestContext context) throws TranslationException {
    return new AnthropicRequestWriter(request, context).write();
  }

  private TranslatedRequest write() throws TranslationException {
    ClaudeRules rules = ClaudeRules.of(context.family());
    request.requirePlainText(false);
    searches = ServerTools.searches(request, context);
    server = ServerTools.of(request, tool -> tool.kind() == ServerTool.Kind.TOOL_SEARCH ? searches : tool.kind() != ServerTool.Kind.OTHER);
    Turns.distinctCallIds(request.turns);
    Turns.hoistSystem(request);
    Turns.keepThinking(request.turns, ClaudePlan::provenThinking);
    Turns.keepUserMedia(request.turns);
    request.turns = Turns.normalise(request.turns);
    Turns.startWithUser(request.turns);
    Turns.trimPrefill(request.turns);
    ToolPlan tools = withHistory(ToolPlan.of(request, rules.structured()));
    ToolPlan.hintJson(request);
    ClaudePlan plan = ClaudePlan.of(request, rules, maxTokens(rules), tools.choice());
    out.object().field("model", context.model()).optional("max_tokens", plan.maxTokens());
    if (context.stream()) {
      out.field("stream", true);
    }
    system();
    messages();
    tools(tools.tools(), plan.choice());
    sampling(plan, rules);
    blocks.cache(request.cache);
    byte[] body = out.endObject().bytes();
    return new TranslatedRequest(body, new AnswerContext(
        context.id(), context.created(), context.model(), request.includeUsage, names.originals(), tools.jsonTool()),
        server.leftOut());
  }

  private Integer maxTokens(ClaudeRules rules) {
    if (request.maxTokens != null) {
      return request.maxTokens;
    }
    if (context.maxOutput() != null) {
      return context.maxOutput();
    }
    return rules.maxOutput() == null ? DEFAULT_MAX_TOKENS : rules.maxOutput();
  }

  /** Returns the tools. A history with tool blocks needs their tools, which are declared from it but must not be called. */
  private ToolPlan withHistory(ToolPlan plan) {
    if (!plan.tools().isEmpty() || !server.carried().isEmpty() || !request.hasToolHistory()) {
      return plan;
    }
    Set<String> seen = new LinkedHashSet<>();
    for (Turn turn : request.turns) {
      for (Part part : turn.parts()) {
        if (part instanceof Part.ToolUse call) {
          seen.add(call.name());
        }
      }
    }
    List<Tool> tools = new ArrayList<>();
    seen.forEach(name -> tools.add(new Tool(name, null, null, null, null)));
    return new ToolPlan(tools, ToolChoice.of(Mode.NONE), null);
  }

  private void system() throws TranslationException {
    List<Part> texts = request.spokenSystem();
    if (!texts.isEmpty()) {
      blocks.write("system", texts);
    }
  }

  private void messages() throws TranslationException {
    out.array("messages");
    for (Turn turn : request.turns) {
      out.object().field("role", turn.role() == Turn.Role.ASSISTANT ? "assistant" : "user");
      blocks.write("content", turn.parts());
      out.endObject();
    }
    out.endArray();
  }

  private void tools(List<Tool> tools, ToolChoice choice) {
    if (tools.isEmpty() && server.carried().isEmpty()) {
      return;
    }
    out.array("tools");
    if (searches) {
      out.object().field("type", "tool_search_tool_bm25_20251119").field("name", SEARCH).endObject();
    }
    for (Tool tool : tools) {
      out.object().field("name", names.of(tool.name())).optional("description", tool.description())
          .field("input_schema", schema(tool));
      if (tool.strict() != null) {
        out.field("strict", tool.strict());
      }
      if (searches && ServerTools.isDeferred(tool)) {
        out.field("defer_loading", true);
      }
      blocks.cache(tool.cache());
      out.endObject();
    }
    server.carried().stream().filter(tool -> tool.kind() != ServerTool.Kind.TOOL_SEARCH).forEach(this::ownTool);
    out.endArray();
    boolean serial = Boolean.FALSE.equals(request.parallelTools);
    Mode mode = choice != null ? choice.mode() : serial ? Mode.AUTO : null;
    if (mode == null) {
      return;
    }
    out.object("tool_choice");
    switch (mode) {
      case AUTO -> out.field("type", "auto");
      case ANY -> out.field("type", "any");
      case NAMED -> out.field("type", "tool").field("name", chosen(choice.name()));
      case NONE -> out.field("type", "none");
    }
    if (serial && mode != Mode.NONE) {
      out.field("disable_parallel_tool_use", true);
    }
    out.endObject();
  }

  /** Writes a tool that Anthropic runs, in the first version that all of its models take. */
  private void ownTool(ServerTool tool) {
    out.object().field("type", tool.kind() == ServerTool.Kind.WEB_SEARCH ? "web_search_20250305" : "code_execution_20250825")
        .field("name", ownName(tool));
    ServerTool.Search search = tool.search();
    if (search != null) {
      if (search.maxUses() != null) {
        out.field("max_uses", search.maxUses().longValue());
      }
      out.optional("allowed_domains", search.allowed()).optional("blocked_domains", search.blocked());
      if (search.location() != null) {
        out.object("user_location").field("type", "approximate");
        for (String part : List.of("city", "region", "country", "timezone")) {
          out.optional(part, Json.text(search.location(), part));
        }
        out.endObject();
      }
    }
    out.endObject();
  }

  private static String ownName(ServerTool tool) {
    return tool.kind() == ServerTool.Kind.TOOL_SEARCH ? SEARCH : tool.kind() == ServerTool.Kind.WEB_SEARCH ? "web_search" : "code_execution";
  }

  /** Returns what the tool that is to be called is named here. */
  private String chosen(String name) {
    ServerTool forced = server.forced(request);
    return forced == null ? names.of(name) : ownName(forced);
  }

  private static JsonNode schema(Tool tool) {
    JsonNode schema = Turns.objectSchema(tool.schema());
    return Boolean.TRUE.equals(tool.strict()) ? StrictSchema.forClaude(schema) : schema;
  }

  private void sampling(ClaudePlan plan, ClaudeRules rules) {
    out.optional("temperature", plan.temperature()).optional("top_p", plan.topP()).optional("top_k", plan.topK())
        .optional("stop_sequences", request.visibleStop());
    if (plan.thinking() != null) {
      out.object("thinking").field("type", plan.thinking()).optional("budget_tokens", plan.budget()).endObject();
    }
    boolean schema = rules.structured() && request.format != null && request.format.schema() != null;
    if (plan.effort() != null || schema) {
      out.object("output_config").optional("effort", plan.effort());
      if (schema) {
        out.object("format").field("type", "json_schema").field("schema", StrictSchema.forClaude(request.format.schema())).endObject();
      }
      out.endObject();
    }
    if (request.user != null) {
      out.object("metadata").field("user_id", request.user).endObject();
    }
    if ("auto".equals(request.serviceTier)) {
      out.field("service_tier", "auto");
    } else if ("default".equals(request.serviceTier)) {
      out.field("service_tier", "standard_only");
    }
  }
}

package app.orqen.translate.converse;

import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.TranslatedRequest;
import app.orqen.translate.chat.ChatRequest;
import app.orqen.translate.chat.ClaudePlan;
import app.orqen.translate.chat.ClaudeRules;
import app.orqen.translate.chat.ModelRules;
import app.orqen.translate.chat.Part;
import app.orqen.translate.chat.RequestContext;
import app.orqen.translate.chat.ServerTool;
import app.orqen.translate.chat.ServerTools;
import app.orqen.translate.chat.StrictSchema;
import app.orqen.translate.chat.Tool;
import app.orqen.translate.chat.ToolChoice;
import app.orqen.translate.chat.ToolChoice.Mode;
import app.orqen.translate.chat.ToolPlan;
import app.orqen.translate.chat.Turns;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.json.Json;
import app.orqen.translate.json.JsonOut;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Writes a request in Bedrock's Converse wire (docs/wires/bedrock-converse.md). The model goes into the path. */
public final class ConverseRequestWriter {

  private final ChatRequest request;
  private final RequestContext context;
  private final ClaudeRules rules;
  private final JsonNode bedrock;
  private final ConverseBlocks blocks;
  private final JsonOut out;
  private ServerTools server;

  private ConverseRequestWriter(ChatRequest request, RequestContext context) {
    this.request = request;
    this.out = new JsonOut(request.size + 1024);
    this.context = context;
    this.rules = ClaudeRules.of(context.family());
    this.bedrock = ModelRules.find("converse", context.family());
    this.blocks = new ConverseBlocks(out);
  }

  public static TranslatedRequest write(ChatRequest request, RequestContext context) throws TranslationException {
    return new ConverseRequestWriter(request, context).write();
  }

  private TranslatedRequest write() throws TranslationException {
    Turns.distinctCallIds(request.turns);
    Turns.hoistSystem(request);
    request.requirePlainText(false);
    server = ServerTools.of(request,
        tool -> SystemTools.equivalent(tool, bedrock) != null && !ServerTools.isForced(tool, request));
    ToolPlan tools = ToolPlan.of(request, rules.structured());
    boolean callable = tools.jsonTool() != null || request.mayCallTools()
        || !server.carried().isEmpty() && request.mayUseTools();
    if (!callable && request.hasToolHistory()) {
      // Converse has no tool choice "none", and tool blocks need declared tools, which could be called.
      Turns.toolsAsText(request.turns);
    }
    Turns.keepThinking(request.turns, part -> rules.claude() && ClaudePlan.provenThinking(part));
    Turns.keepUserMedia(request.turns);
    request.turns = Turns.normalise(request.turns);
    Turns.startWithUser(request.turns);
    request.markLastBlock();
    Turns.trimPrefill(request.turns);
    ToolPlan.hintJson(request);
    ClaudePlan plan = ClaudePlan.of(request, rules, maxTokens(), callable ? tools.choice() : null);
    out.object();
    blocks.messages(request.turns);
    system();
    inference(plan);
    if (callable) {
      toolConfig(tools.tools(), plan.choice());
    }
    output(plan);
    additionalFields(plan, callable);
    if ("flex".equals(request.serviceTier) || "priority".equals(request.serviceTier)) {
      out.object("serviceTier").field("type", request.serviceTier).endObject();
    }
    byte[] body = out.endObject().bytes();
    return new TranslatedRequest(body, new AnswerContext(
        context.id(), context.created(), context.model(), request.includeUsage, blocks.names.originals(), tools.jsonTool()),
        server.leftOut());
  }

  /**
   * Returns the limit to send. Without the client's limit the model's own applies, but a thinking budget needs a limit above
   * it.
   */
  private Integer maxTokens() {
    if (request.maxTokens != null) {
      return request.maxTokens;
    }
    boolean budget = request.reasoning.on() && rules.thinking() == ClaudeRules.Thinking.BUDGET;
    return budget ? context.maxOutput() != null ? context.maxOutput() : rules.maxOutput() : null;
  }

  private void system() throws TranslationException {
    List<Part> texts = request.spokenSystem();
    if (!texts.isEmpty()) {
      out.array("system");
      blocks.write(texts);
      out.endArray();
    }
  }

  private void inference(ClaudePlan plan) {
    out.object("inferenceConfig").optional("maxTokens", plan.maxTokens()).optional("temperature", plan.temperature())
        .optional("topP", plan.topP()).optional("stopSequences", request.visibleStop()).endObject();
  }

  private void toolConfig(List<Tool> tools, ToolChoice choice) {
    out.object("toolConfig").array("tools");
    for (Tool tool : tools) {
      out.object().object("toolSpec").field("name", blocks.names.of(tool.name()));
      if (!Json.isBlank(tool.description())) {
        out.field("description", tool.description());
      }
      out.object("inputSchema").field("json", schema(tool)).endObject();
      if (tool.strict() != null) {
        out.field("strict", tool.strict());
      }
      out.endObject().endObject();
      blocks.cachePoint(tool.cache());
    }
    for (ServerTool tool : server.carried()) {
      out.object().object("systemTool").field("name", SystemTools.equivalent(tool, bedrock)).endObject().endObject();
    }
    out.endArray();
    if (choice != null && !serialTools(choice)) {
      out.object("toolChoice");
      boolean named = choice.mode() == Mode.NAMED && bedrock.path("namedTool").asBoolean();
      if (named) {
        out.object("tool").field("name", blocks.names.of(choice.name())).endObject();
      } else {
        out.object(choice.forced() ? "any" : "auto").endObject();
      }
      out.endObject();
    }
    out.endObject();
  }

  private JsonNode schema(Tool tool) {
    JsonNode schema = Turns.objectSchema(tool.schema());
    return Boolean.TRUE.equals(tool.strict()) && rules.claude() ? StrictSchema.forClaude(schema) : schema;
  }

  /** Returns whether calls must come one at a time. Only Claude's own tool_choice can say that, and it excludes toolChoice. */
  private boolean serialTools(ToolChoice choice) {
    boolean auto = choice == null || choice.mode() == Mode.AUTO;
    return Boolean.FALSE.equals(request.parallelTools) && rules.claude() && auto;
  }

  private void output(ClaudePlan plan) {
    boolean schema = rules.structured() && request.format != null && request.format.schema() != null;
    if (plan.effort() == null && !schema) {
      return;
    }
    out.object("outputConfig").optional("effort", plan.effort());
    if (schema) {
      out.object("textFormat").field("type", "json_schema").object("structure").object("jsonSchema")
          .field("name", request.format.name()).optional("description", request.format.description())
          .field("schema", Json.compact(StrictSchema.forClaude(request.format.schema())))
          .endObject().endObject().endObject();
    }
    out.endObject();
  }

  private void additionalFields(ClaudePlan plan, boolean callable) {
    boolean serial = callable && serialTools(plan.choice());
    String effortField = bedrock.path("effort").asText("");
    String effort = request.reasoning.on() ? request.reasoning.effortOrFromBudget() : null;
    boolean otherEffort = !effortField.isEmpty() && effort != null;
    boolean topK = plan.topK() != null && rules.claude();
    List<String> betas = betas();
    if (plan.thinking() == null && !topK && !serial && !otherEffort && betas.isEmpty()) {
      return;
    }
    out.object("additionalModelRequestFields");
    if (!betas.isEmpty()) {
      out.array("anthropic_beta");
      betas.forEach(out::value);
      out.endArray();
    }
    if (topK) {
      out.field("top_k", plan.topK().longValue());
    }
    if (plan.thinking() != null) {
      out.object("thinking").field("type", plan.thinking()).optional("budget_tokens", plan.budget()).endObject();
    }
    if (serial) {
      out.object("tool_choice").field("type", "auto").field("disable_parallel_tool_use", true).endObject();
    }
    if (otherEffort) {
      otherEffort(effortField, lowMediumHigh(effort));
    }
    out.endObject();
  }

  /**
   * Returns the betas to send. Bedrock refuses a request with a beta that it doesn't know, and its newest Claudes refuse any.
   */
  private List<String> betas() {
    if (context.betas().isEmpty() || !rules.claude() || rules.sampling() == ClaudeRules.Sampling.NONE) {
      return List.of();
    }
    return context.betas().stream().filter(ModelRules.mapping("bedrockBetas")::has).toList();
  }

  private void otherEffort(String field, String effort) {
    if (field.equals("reasoningConfig")) {
      out.object(field).field("type", "enabled").field("maxReasoningEffort", effort).endObject();
    } else {
      out.field(field, effort);
    }
  }

  private static String lowMediumHigh(String effort) {
    return switch (effort) {
      case "minimal", "low" -> "low";
      case "medium" -> "medium";
      default -> "high";
    };
  }
}

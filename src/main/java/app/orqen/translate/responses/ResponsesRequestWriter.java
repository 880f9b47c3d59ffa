package app.orqen.translate.responses;

import app.orqen.catalogue.Efforts;
import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.TranslatedRequest;
import app.orqen.translate.chat.ChatRequest;
import app.orqen.translate.chat.ModelRules;
import app.orqen.translate.chat.RequestContext;
import app.orqen.translate.chat.ResponseFormat;
import app.orqen.translate.chat.SafeNames;
import app.orqen.translate.chat.ServerTool;
import app.orqen.translate.chat.ServerTools;
import app.orqen.translate.chat.StrictSchema;
import app.orqen.translate.chat.Tool;
import app.orqen.translate.chat.Turn;
import app.orqen.translate.chat.Turns;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.json.Json;
import app.orqen.translate.json.JsonOut;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Writes a request of another surface for models that answer on the Responses API only (docs/wires/responses.md). */
final class ResponsesRequestWriter {

  private static final int MAX_USER = 64;
  /** OpenAI takes no smaller limit. */
  private static final int LEAST_TOKENS = 16;

  private final ChatRequest request;
  private final RequestContext context;
  private final JsonNode rules;
  private final SafeNames names = new SafeNames("_-", 64);
  private final JsonOut out;
  private boolean searches;

  private ResponsesRequestWriter(ChatRequest request, RequestContext context) {
    this.request = request;
    this.context = context;
    this.rules = ModelRules.find("openai", context.family().substring(context.family().lastIndexOf('/') + 1));
    this.out = new JsonOut(request.size + 1024);
  }

  static TranslatedRequest write(ChatRequest request, RequestContext context) throws TranslationException {
    return new ResponsesRequestWriter(request, context).write();
  }

  private TranslatedRequest write() throws TranslationException {
    request.stopUpTo(0);
    request.requirePlainText(false);
    searches = ServerTools.searches(request, context);
    ServerTools server = ServerTools.of(request, this::takes);
    Turns.distinctCallIds(request.turns);
    Turns.keepUserMedia(request.turns);
    request.turns = Turns.normalise(request.turns);
    out.object().field("model", context.model()).field("store", false);
    if (context.stream()) {
      out.field("stream", true);
    }
    String system = Turns.plainText(request.spokenSystem());
    out.optional("instructions", system.isEmpty() ? null : system);
    out.array("input");
    ResponsesInputWriter input = new ResponsesInputWriter(out, names);
    for (Turn turn : request.turns) {
      input.turn(turn);
    }
    out.endArray();
    tools(server);
    sampling();
    return new TranslatedRequest(out.endObject().bytes(), new AnswerContext(context.id(), context.created(), context.model(),
        request.includeUsage, names.originals(), null), server.leftOut());
  }

  private boolean takes(ServerTool tool) {
    return tool.kind() == ServerTool.Kind.TOOL_SEARCH && searches || tool.kind() == ServerTool.Kind.CODE_EXECUTION
        || tool.kind() == ServerTool.Kind.WEB_SEARCH && tool.search().blocked().isEmpty();
  }

  private void tools(ServerTools server) {
    if (request.tools.isEmpty() && server.carried().isEmpty()) {
      return;
    }
    out.array("tools");
    if (searches) {
      out.object().field("type", "tool_search").endObject();
    }
    for (Tool tool : request.tools) {
      out.object().field("type", "function").field("name", names.of(tool.name())).optional("description", tool.description())
          .field("parameters", Turns.objectSchema(tool.schema()))
          .field("strict", Boolean.TRUE.equals(tool.strict()) && StrictSchema.fitsOpenAi(tool.schema()));
      if (searches && ServerTools.isDeferred(tool)) {
        out.field("defer_loading", true);
      }
      out.endObject();
    }
    for (ServerTool tool : server.carried()) {
      if (tool.kind() != ServerTool.Kind.TOOL_SEARCH) {
        serverTool(tool);
      }
    }
    out.endArray();
    choice(server.forced(request));
    if (request.parallelTools != null) {
      out.field("parallel_tool_calls", request.parallelTools);
    }
  }

  private void serverTool(ServerTool tool) {
    if (tool.kind() == ServerTool.Kind.CODE_EXECUTION) {
      out.object().field("type", "code_interpreter").object("container").field("type", "auto").endObject().endObject();
      return;
    }
    ServerTool.Search search = tool.search();
    out.object().field("type", "web_search");
    if (!search.allowed().isEmpty()) {
      out.object("filters").optional("allowed_domains", search.allowed()).endObject();
    }
    if (search.location() != null) {
      out.object("user_location").field("type", "approximate");
      for (String field : List.of("city", "region", "country", "timezone")) {
        out.optional(field, Json.text(search.location(), field));
      }
      out.endObject();
    }
    out.optional("search_context_size", search.contextSize()).endObject();
  }

  private void choice(ServerTool forced) {
    if (forced != null) {
      out.object("tool_choice").field("type", forcedType(forced))
          .endObject();
    } else if (request.toolChoice != null) {
      switch (request.toolChoice.mode()) {
        case AUTO -> out.field("tool_choice", "auto");
        case ANY -> out.field("tool_choice", "required");
        case NONE -> out.field("tool_choice", "none");
        case NAMED -> out.object("tool_choice").field("type", "function").field("name", names.of(request.toolChoice.name()))
            .endObject();
      }
    }
  }

  private static String forcedType(ServerTool tool) {
    return switch (tool.kind()) {
      case WEB_SEARCH -> "web_search";
      case TOOL_SEARCH -> "tool_search";
      default -> "code_interpreter";
    };
  }

  private boolean may(String field) {
    for (JsonNode dropped : rules.path("drop")) {
      if (dropped.asText().equals(field)) {
        return false;
      }
    }
    return true;
  }

  private void sampling() {
    out.optional("max_output_tokens", request.maxTokens == null ? null : (Integer) Math.max(LEAST_TOKENS, request.maxTokens));
    if (may("temperature")) {
      out.optional("temperature", request.temperature);
    }
    if (may("top_p")) {
      out.optional("top_p", request.topP);
    }
    reasoning();
    if (request.format != null) {
      format(request.format);
    }
    if (request.user != null) {
      out.field("user", new SafeNames("_-.@:/+= ", MAX_USER).of(request.user));
    }
  }

  private void reasoning() {
    List<String> efforts = context.facts().efforts();
    if (efforts.isEmpty()) {
      List<String> usual = new ArrayList<>();
      rules.path("efforts").forEach(effort -> usual.add(effort.asText()));
      efforts = usual;
    }
    if (efforts.isEmpty()) {
      return;
    }
    String effort = Efforts.bounded(request.reasoning.off() ? "none" : request.reasoning.effortOrFromBudget(), efforts);
    if (effort != null) {
      out.object("reasoning").field("effort", effort).optional("summary", request.reasoning.on() ? "auto" : null).endObject();
    }
    out.array("include").value("reasoning.encrypted_content").endArray();
  }

  private void format(ResponseFormat format) {
    out.object("text").object("format");
    if (format.schema() == null) {
      out.field("type", "json_object");
    } else {
      out.field("type", "json_schema").field("name", format.name()).optional("description", format.description())
          .field("schema", format.schema())
          .field("strict", !Boolean.FALSE.equals(format.strict()) && StrictSchema.fitsOpenAi(format.schema()));
    }
    out.endObject().endObject();
  }
}

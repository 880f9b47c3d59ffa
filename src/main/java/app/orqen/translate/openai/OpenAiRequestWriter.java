package app.orqen.translate.openai;

import app.orqen.catalogue.Efforts;
import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.TranslatedRequest;
import app.orqen.translate.chat.ChatRequest;
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
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Writes a request in OpenAI's wire (docs/wires/openai-chat.md). */
public final class OpenAiRequestWriter {

  private static final int MAX_STOP = 4;
  private static final int MAX_USER = 64;

  private final ChatRequest request;
  private final RequestContext context;
  private final OpenAiFields fields;
  private final Set<String> drop;
  private final SafeNames names = new SafeNames("_-", 64);
  private final JsonOut out;
  private ServerTools server;

  private OpenAiRequestWriter(ChatRequest request, RequestContext context) {
    this.request = request;
    this.out = new JsonOut(request.size + 1024);
    this.context = context;
    this.fields = OpenAiFields.of(context.family(), context.nativeOpenAi(), context.facts());
    this.drop = new HashSet<>(fields.drop());
  }

  public static TranslatedRequest write(ChatRequest request, RequestContext context) throws TranslationException {
    return new OpenAiRequestWriter(request, context).write();
  }

  private TranslatedRequest write() throws TranslationException {
    server = ServerTools.of(request, this::takes);
    Turns.distinctCallIds(request.turns);
    request.turns = Turns.normalise(request.turns);
    out.object().field("model", context.model());
    if (context.stream()) {
      out.field("stream", true);
      if (may("stream_options")) {
        out.object("stream_options").field("include_usage", true).endObject();
      }
    }
    out.array("messages");
    OpenAiMessageWriter messages = new OpenAiMessageWriter(out, context, fields, names);
    messages.system(request.system);
    for (Turn turn : request.turns) {
      messages.turn(turn);
    }
    out.endArray();
    tools();
    webSearch(server.find(ServerTool.Kind.WEB_SEARCH));
    sampling();
    byte[] body = out.endObject().bytes();
    return new TranslatedRequest(body, new AnswerContext(
        context.id(), context.created(), context.model(), true, names.originals(), null), server.leftOut());
  }

  /**
   * Returns whether the model can run a tool. OpenAI's models for search, and some of compatible providers, search the web, and
   * their requests can't name domains.
   */
  private boolean takes(ServerTool tool) {
    return tool.kind() == ServerTool.Kind.WEB_SEARCH && fields.webSearch() && !tool.search().isRestricted();
  }

  private void webSearch(ServerTool tool) {
    if (tool == null) {
      return;
    }
    ServerTool.Search search = tool.search();
    out.object("web_search_options").optional("search_context_size", search.contextSize());
    if (search.location() != null) {
      out.object("user_location").field("type", "approximate").object("approximate");
      for (String part : List.of("city", "country", "region", "timezone")) {
        out.optional(part, Json.text(search.location(), part));
      }
      out.endObject().endObject();
    }
    out.endObject();
  }

  private boolean may(String field) {
    return !drop.contains(field);
  }

  private void tools() {
    if (request.tools.isEmpty()) {
      return;
    }
    out.array("tools");
    for (Tool tool : request.tools) {
      out.object().field("type", "function").object("function").field("name", names.of(tool.name()))
          .optional("description", tool.description()).field("parameters", Turns.objectSchema(tool.schema()));
      if (tool.strict() != null) {
        out.field("strict", tool.strict() && StrictSchema.fitsOpenAi(tool.schema()));
      }
      out.endObject().endObject();
    }
    out.endArray();
    if (request.toolChoice != null && server.forced(request) == null) { // a model for search always searches
      switch (request.toolChoice.mode()) {
        case AUTO -> out.field("tool_choice", "auto");
        case ANY -> out.field("tool_choice", "required");
        case NONE -> out.field("tool_choice", "none");
        case NAMED -> out.object("tool_choice").field("type", "function").object("function")
            .field("name", names.of(request.toolChoice.name())).endObject().endObject();
      }
    }
    if (request.parallelTools != null && may("parallel_tool_calls")) {
      out.field("parallel_tool_calls", request.parallelTools);
    }
  }

  private void sampling() throws TranslationException {
    out.optional(fields.maxTokensField(), request.maxTokens);
    if (may("temperature")) {
      out.optional("temperature", request.temperature);
    }
    if (may("top_p")) {
      out.optional("top_p", request.topP);
    }
    penalties();
    out.optional("stop", request.stopUpTo(may("stop") ? MAX_STOP : 0));
    if (may("reasoning_effort")) {
      out.optional("reasoning_effort", effort());
    }
    if (request.format != null) {
      format();
    }
    if (request.user != null && may("user")) {
      // Longer ones are hashed: still one name per user.
      out.field("user", new SafeNames("_-.@:/+= ", MAX_USER).of(request.user));
    }
  }

  private void penalties() throws TranslationException {
    if (may("presence_penalty")) {
      out.optional("presence_penalty", request.presencePenalty);
    }
    if (may("frequency_penalty")) {
      out.optional("frequency_penalty", request.frequencyPenalty);
    }
    request.requirePlainText(may("logprobs"));
    if (request.logprobs) {
      out.field("logprobs", true).optional("top_logprobs", request.topLogprobs);
    }
    if (request.serviceTier != null && context.nativeOpenAi() && may("service_tier")) {
      out.field("service_tier", request.serviceTier);
    }
  }

  /** Returns the effort. A model that can't stop thinking gets its lowest one. */
  private String effort() {
    String asked = request.reasoning.off() ? "none" : request.reasoning.effortOrFromBudget();
    return Efforts.bounded(asked, fields.efforts());
  }

  private void format() {
    ResponseFormat format = request.format;
    if (format.schema() == null) {
      out.object("response_format").field("type", "json_object").endObject();
      return;
    }
    out.object("response_format").field("type", "json_schema").object("json_schema").field("name", format.name())
        .optional("description", format.description()).field("schema", format.schema())
        .field("strict", !Boolean.FALSE.equals(format.strict()) && StrictSchema.fitsOpenAi(format.schema()))
        .endObject().endObject();
  }
}

package app.orqen.translate.openai;

import app.orqen.catalogue.Efforts;
import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.TranslatedRequest;
import app.orqen.translate.chat.ChatRequest;
import app.orqen.translate.chat.MediaTypes;
import app.orqen.translate.chat.Part;
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
import java.util.ArrayList;
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
  private final SafeNames ids = new SafeNames("_-.:/+=|", 40);
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
    system(request.system);
    for (Turn turn : request.turns) {
      switch (turn.role()) {
        case SYSTEM -> system(turn.parts());
        case ASSISTANT -> assistant(turn);
        case USER -> user(turn);
      }
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

  /** Returns a call's id. It is shortened only for OpenAI itself, since Kimi reads its own ids, which may be longer. */
  private String callId(String id) {
    return context.nativeOpenAi() ? ids.of(id) : id;
  }

  private void system(List<? extends Part> parts) {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      if (part instanceof Part.Text piece && !piece.isBlank()) {
        text.append(text.isEmpty() ? "" : "\n\n").append(piece.text());
      }
    }
    if (!text.isEmpty()) {
      out.object().field("role", fields.systemRole()).field("content", text.toString()).endObject();
    }
  }

  private void assistant(Turn turn) {
    StringBuilder text = new StringBuilder();
    StringBuilder reasoning = new StringBuilder();
    List<Part.ToolUse> calls = new ArrayList<>();
    for (Part part : turn.parts()) {
      if (part instanceof Part.Text piece) {
        text.append(piece.text());
      } else if (part instanceof Part.Thinking thinking) {
        reasoning.append(thinking.text());
      } else if (part instanceof Part.ToolUse call) {
        calls.add(call);
      }
    }
    if (text.isEmpty() && calls.isEmpty()) {
      return;
    }
    out.object().field("role", "assistant").field("content", text.isEmpty() ? null : text.toString());
    if (fields.keepReasoning() && !reasoning.isEmpty()) {
      out.field("reasoning_content", reasoning.toString());
    }
    if (!calls.isEmpty()) {
      out.array("tool_calls");
      for (Part.ToolUse call : calls) {
        out.object().field("id", callId(call.id())).field("type", "function").object("function")
            .field("name", names.of(call.name())).field("arguments", Json.compact(call.input()))
            .endObject().endObject();
      }
      out.endArray();
    }
    out.endObject();
  }

  /**
   * Writes a user turn. Tool results become messages of their own before the user's other parts. Their images come with those
   * parts.
   */
  private void user(Turn turn) throws TranslationException {
    List<Part> rest = new ArrayList<>();
    for (Part part : turn.parts()) {
      if (part instanceof Part.ToolResult result) {
        out.object().field("role", "tool").field("tool_call_id", callId(result.id()));
        if (!result.error() && result.content().size() == 1 && result.content().get(0) instanceof Part.Text text) {
          out.field("content", text.node());
        } else {
          String text = Turns.plainText(result.content());
          out.field("content", result.error() ? "Error: " + text : text);
        }
        out.endObject();
        result.content().stream().filter(Part.Media.class::isInstance).forEach(rest::add);
      }
    }
    for (Part part : turn.parts()) {
      if (part instanceof Part.Text || part instanceof Part.Media) {
        rest.add(part);
      }
    }
    if (rest.isEmpty()) {
      return;
    }
    out.object().field("role", "user");
    if (rest.size() == 1 && rest.get(0) instanceof Part.Text text) {
      out.field("content", text.node());
    } else {
      out.array("content");
      for (Part part : rest) {
        part(part);
      }
      out.endArray();
    }
    out.endObject();
  }

  private void part(Part part) throws TranslationException {
    if (part instanceof Part.Text text) {
      out.object().field("type", "text").field("text", text.node()).endObject();
    } else if (part instanceof Part.Media media) {
      media(media);
    }
  }

  private void text(String text) {
    out.object().field("type", "text").field("text", text).endObject();
  }

  private void media(Part.Media media) throws TranslationException {
    if (media.context() != null) {
      text(media.contextText());
    }
    if (media.isText() && media.data() != null) {
      text(MediaTypes.text(media.data(), "messages"));
    } else if (media.isImage()) {
      out.object().field("type", "image_url").object("image_url").field("url", address(media)).endObject().endObject();
    } else if (media.data() != null && media.mediaType().startsWith("audio/")) {
      out.object().field("type", "input_audio").object("input_audio").field("data", media.data())
          .field("format", media.mediaType().substring("audio/".length())).endObject().endObject();
    } else if (media.mediaType().startsWith("video/")) {
      throw TranslationException.unsupported("messages", "This provider takes no videos. Leave them out, or use another provider.");
    } else if (media.data() != null) {
      out.object().field("type", "file").object("file")
          .field("filename", media.name() == null ? "document.pdf" : media.name()).field("file_data", address(media))
          .endObject().endObject();
    } else {
      throw TranslationException.unsupported("messages", "This provider takes documents as data, not by address. Send the document in base64.");
    }
  }

  private static String address(Part.Media media) {
    return media.url() != null ? media.url() : "data:" + media.mediaType() + ";base64," + media.data();
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

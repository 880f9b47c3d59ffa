package app.orqen.translate.responses;

import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.Stop;
import app.orqen.translate.answer.Usage;
import app.orqen.translate.json.JsonOut;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Writes the members of a response: the answer itself, and what the events of a stream say of it. */
final class ResponseObject {

  private ResponseObject() {}

  /**
   * How far a response has come.
   *
   * @param status {@code in_progress}, {@code completed}, {@code incomplete} or {@code failed}
   * @param incomplete why it is incomplete, or null
   * @param code the code of the error that it failed with, or null
   * @param message what that error says, or null
   */
  record State(String status, String incomplete, String code, String message) {

    static final State IN_PROGRESS = new State("in_progress", null, null, null);

    static State failed(String code, String message) {
      return new State("failed", null, code, message);
    }

    /** Returns the state of a response whose model has stopped. */
    static State stopped(Stop stop) {
      return switch (stop) {
        case MAX_TOKENS, CONTEXT_WINDOW -> new State("incomplete", "max_output_tokens", null, null);
        case FILTERED -> new State("incomplete", "content_filter", null, null);
        default -> new State("completed", null, null, null);
      };
    }

    boolean isIncomplete() {
      return incomplete != null;
    }
  }

  /** Returns the id of a request's response: the gateway's own, since providers of other wires have none of this form. */
  static String id(AnswerContext context) {
    return "resp_" + core(context);
  }

  /** Returns the part of the request's id that the ids of its response and items are made of. */
  static String core(AnswerContext context) {
    return context.id().substring(context.id().indexOf('_') + 1);
  }

  /**
   * Writes all members into an object that is open.
   *
   * @param id the response's id
   * @param model the model that answers, or null
   * @param items the items of the output as JSON
   * @param usage what was used; null while that isn't known
   */
  static void write(JsonOut out, String id, AnswerContext context, String model, State state, List<byte[]> items,
      Usage usage) {
    JsonNode echo = context.asked().echo();
    out.field("id", id).field("object", "response").field("created_at", context.created())
        .field("status", state.status()).field("background", false);
    if (state.code() == null) {
      out.nullField("error");
    } else {
      out.object("error").field("code", state.code()).field("message", state.message()).endObject();
    }
    if (state.isIncomplete()) {
      out.object("incomplete_details").field("reason", state.incomplete()).endObject();
    } else {
      out.nullField("incomplete_details");
    }
    out.nullField("instructions");
    echo(out, echo, "max_output_tokens");
    echo(out, echo, "max_tool_calls");
    out.field("model", model == null ? context.model() : model);
    output(out, items);
    out.field("parallel_tool_calls", echo.path("parallel_tool_calls").asBoolean(true)).nullField("previous_response_id");
    echo(out, echo, "prompt_cache_key");
    if (echo.has("reasoning")) {
      out.field("reasoning", echo.get("reasoning"));
    } else {
      out.object("reasoning").nullField("effort").nullField("summary").endObject();
    }
    echo(out, echo, "safety_identifier");
    out.field("service_tier", tier(echo, usage)).field("store", false);
    echo(out, echo, "temperature");
    if (echo.has("text")) {
      out.field("text", echo.get("text"));
    }
    if (echo.has("tool_choice")) {
      out.field("tool_choice", echo.get("tool_choice"));
    } else {
      out.field("tool_choice", "auto");
    }
    out.array("tools").endArray().field("top_logprobs", 0);
    echo(out, echo, "top_p");
    out.field("truncation", echo.path("truncation").asText("disabled"));
    usage(out, usage);
    echo(out, echo, "user");
    if (echo.path("metadata").isObject()) {
      out.field("metadata", echo.get("metadata"));
    } else {
      out.object("metadata").endObject();
    }
  }

  private static void output(JsonOut out, List<byte[]> items) {
    out.array("output");
    boolean first = true;
    for (byte[] item : items) {
      out.raw(first ? "" : ",").raw(item);
      first = false;
    }
    out.endArray();
  }

  private static void echo(JsonOut out, JsonNode echo, String name) {
    if (echo.has(name)) {
      out.field(name, echo.get(name));
    } else {
      out.nullField(name);
    }
  }

  private static String tier(JsonNode echo, Usage usage) {
    return usage != null && usage.serviceTier() != null ? usage.serviceTier() : echo.path("service_tier").asText(null);
  }

  private static void usage(JsonOut out, Usage usage) {
    if (usage == null) {
      out.nullField("usage");
      return;
    }
    out.object("usage").field("input_tokens", usage.input())
        .object("input_tokens_details").field("cached_tokens", usage.cached()).field("cache_write_tokens", usage.cacheWrite())
        .endObject()
        .field("output_tokens", usage.output())
        .object("output_tokens_details").field("reasoning_tokens", usage.reasoning()).endObject()
        .field("total_tokens", usage.total()).endObject();
  }
}

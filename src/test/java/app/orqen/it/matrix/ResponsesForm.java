package app.orqen.it.matrix;

import static app.orqen.it.matrix.WireForm.json;
import static app.orqen.it.matrix.WireForm.object;
import static app.orqen.it.matrix.WireForm.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.StandIn;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A provider that speaks OpenAI's Responses API, with a model that answers in no other form. */
final class ResponsesForm implements WireForm {

  private int number;

  @Override
  public String model() {
    return "openai/gpt-5.5-pro";
  }

  @Override
  public String streamType() {
    return "text/event-stream";
  }

  private static Map<String, Object> message(String text, String status) {
    return object("type", "message", "id", "msg_1", "status", status, "role", "assistant",
        "content", text == null ? List.of() : List.of(part(text)));
  }

  private static Map<String, Object> part(String text) {
    return object("type", "output_text", "annotations", List.of(), "logprobs", List.of(), "text", text);
  }

  private static Map<String, Object> call(Reply.Call call, int place, String arguments) {
    return object("type", "function_call", "id", "fc_" + place, "status", "completed", "arguments", arguments, "call_id", call.id(),
        "name", Ask.TOOL);
  }

  private static Map<String, Object> response(Reply reply, boolean ended) {
    List<Object> output = new ArrayList<>();
    if (ended) {
      output.add(message(reply.text(), "completed"));
      for (int i = 0; i < reply.calls().size(); i++) {
        output.add(call(reply.calls().get(i), i + 1, WireForm.arguments(reply.calls().get(i))));
      }
    }
    String reason = reply.end() == Reply.End.LENGTH ? "max_output_tokens" : reply.end() == Reply.End.REFUSED ? "content_filter" : null;
    return object("id", "resp_1", "object", "response", "created_at", 1767225600, "status",
        !ended ? "in_progress" : reason == null ? "completed" : "incomplete", "error", null,
        "incomplete_details", !ended || reason == null ? null : object("reason", reason), "instructions", null, "metadata", Map.of(),
        "model", "gpt-5.5-pro-2026", "output", output, "parallel_tool_calls", true, "temperature", 1, "tool_choice", "auto",
        "tools", List.of(), "top_p", 1, "usage", !ended ? null : object("input_tokens", reply.input(),
            "input_tokens_details", object("cached_tokens", 0, "cache_write_tokens", 0), "output_tokens", reply.output(),
            "output_tokens_details", object("reasoning_tokens", 0), "total_tokens", reply.input() + reply.output()));
  }

  @Override
  public byte[] whole(Reply reply) {
    return utf8(json(response(reply, true)));
  }

  private String event(String type, Map<String, Object> rest) {
    Map<String, Object> event = object("type", type, "sequence_number", number++);
    event.putAll(rest);
    return "event: " + type + "\n" + WireForm.data(event);
  }

  @Override
  public synchronized byte[] opened() {
    number = 0;
    Map<String, Object> begun = response(Reply.text(Reply.End.DONE), false);
    return utf8(event("response.created", object("response", begun)) + event("response.in_progress", object("response", begun)));
  }

  /** OpenAI tells errors by an event of their own at first, and by the end of a response that has begun. */
  @Override
  public synchronized byte[] failed(Fault fault, boolean later) {
    String code = switch (fault) {
      case RATE_LIMIT -> "rate_limit_exceeded";
      case OVERLOADED -> "server_is_overloaded";
      default -> "server_error";
    };
    if (!later) {
      return utf8(event("error", object("code", code, "message", Fault.MESSAGE, "param", null)));
    }
    Map<String, Object> failed = response(Reply.text(Reply.End.DONE), false);
    failed.put("status", "failed");
    failed.put("error", object("code", code, "message", Fault.MESSAGE));
    return utf8(event("response.failed", object("response", failed)));
  }

  @Override
  public String error(Fault fault) {
    return json(object("error", object("message", Fault.MESSAGE, "type", fault.type, "param", null, "code", null)));
  }

  @Override
  public synchronized byte[] begun(Reply reply) {
    number = 0;
    StringBuilder out = new StringBuilder(event("response.created", object("response", response(reply, false))));
    int half = reply.text().length() / 2;
    out.append(event("response.output_item.added", object("output_index", 0, "item", message(null, "in_progress"))));
    out.append(event("response.content_part.added", object("item_id", "msg_1", "output_index", 0, "content_index", 0, "part", part(""))));
    for (String piece : new String[] {reply.text().substring(0, half), reply.text().substring(half)}) {
      out.append(event("response.output_text.delta",
          object("item_id", "msg_1", "output_index", 0, "content_index", 0, "delta", piece, "logprobs", List.of())));
    }
    out.append(event("response.output_text.done",
        object("item_id", "msg_1", "output_index", 0, "content_index", 0, "text", reply.text(), "logprobs", List.of())));
    out.append(event("response.content_part.done",
        object("item_id", "msg_1", "output_index", 0, "content_index", 0, "part", part(reply.text()))));
    out.append(event("response.output_item.done", object("output_index", 0, "item", message(reply.text(), "completed"))));
    for (int i = 0; i < reply.calls().size(); i++) {
      out.append(event("response.output_item.added", object("output_index", i + 1, "item", call(reply.calls().get(i), i + 1, ""))));
      String arguments = WireForm.arguments(reply.calls().get(i));
      out.append(arguments(i + 1, arguments.substring(0, 5)));
      if (i < reply.calls().size() - 1) {
        out.append(arguments(i + 1, arguments.substring(5))).append(done(reply.calls().get(i), i + 1));
      }
    }
    return utf8(out.toString());
  }

  private String arguments(int place, String piece) {
    return event("response.function_call_arguments.delta", object("item_id", "fc_" + place, "output_index", place, "delta", piece));
  }

  private String done(Reply.Call call, int place) {
    String arguments = WireForm.arguments(call);
    return event("response.function_call_arguments.done",
        object("item_id", "fc_" + place, "output_index", place, "name", Ask.TOOL, "arguments", arguments))
        + event("response.output_item.done", object("output_index", place, "item", call(call, place, arguments)));
  }

  @Override
  public synchronized byte[] ended(Reply reply) {
    int last = reply.calls().size();
    StringBuilder out = new StringBuilder();
    if (last > 0) {
      Reply.Call call = reply.calls().get(last - 1);
      out.append(arguments(last, WireForm.arguments(call).substring(5))).append(done(call, last));
    }
    Map<String, Object> whole = response(reply, true);
    return utf8(out + event("response." + whole.get("status"), object("response", whole)));
  }

  @Override
  public void fail(Fault fault, StandIn.Wire to, String... headers) throws Exception {
    to.json(fault.status, error(fault), headers);
  }

  @Override
  public Seen seen(JsonNode request) {
    StringBuilder text = new StringBuilder(request.path("input").isTextual() ? request.path("input").asText() : "");
    String image = null;
    List<String> calls = new ArrayList<>();
    List<String> results = new ArrayList<>();
    for (JsonNode item : request.path("input")) {
      switch (item.path("type").asText("message")) {
        case "function_call" -> calls.add(item.path("name").asText() + " " + parsed(item.path("arguments").asText()).path("city").asText());
        case "function_call_output" -> results.add(item.path("output").asText());
        default -> {
          text.append(item.path("content").isTextual() ? item.path("content").asText() : "");
          for (JsonNode part : item.path("content")) {
            text.append(part.path("text").asText());
            image = part.has("image_url") ? part.path("image_url").asText().substring("data:".length()).replace(";base64,", ",") : image;
          }
        }
      }
    }
    List<String> tools = new ArrayList<>();
    request.path("tools").forEach(tool -> tools.add(tool.path("name").asText() + ": "
        + tool.at("/parameters/properties/city/description").asText()));
    return new Seen(request.path("instructions").asText(null), text.toString(), image, List.of(), tools, calls, results);
  }

  private static JsonNode parsed(String json) {
    try {
      return JSON.readTree(json);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  @Override
  public void authentic(StandIn.Request request) {
    assertThat(request.line()).isEqualTo("POST /v1/responses HTTP/1.1");
    assertThat(request.header("authorization")).isEqualTo("Bearer " + SECRET);
  }
}

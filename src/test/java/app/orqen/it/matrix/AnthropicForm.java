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

/** Anthropic's own API. */
final class AnthropicForm implements WireForm {

  @Override
  public String model() {
    return "anthropic/claude-sonnet-4-5";
  }

  @Override
  public String streamType() {
    return "text/event-stream";
  }

  @Override
  public boolean knowsSequences() {
    return true;
  }

  private static String stop(Reply.End end) {
    return switch (end) {
      case DONE -> "end_turn";
      case SEQUENCE -> "stop_sequence";
      case LENGTH -> "max_tokens";
      case TOOLS -> "tool_use";
      case REFUSED -> "refusal";
    };
  }

  private static String sequence(Reply reply) {
    return reply.end() == Reply.End.SEQUENCE ? "END" : null;
  }

  @Override
  public byte[] whole(Reply reply) {
    List<Object> content = new ArrayList<>();
    content.add(object("type", "text", "text", reply.text()));
    reply.calls().forEach(call -> content.add(
        object("type", "tool_use", "id", call.id(), "name", Ask.TOOL, "input", object("city", call.city()))));
    return utf8(json(object("id", "msg_1", "type", "message", "role", "assistant", "model", "claude-sonnet-4-5-20250929",
        "content", content, "stop_reason", stop(reply.end()), "stop_sequence", sequence(reply),
        "usage", object("input_tokens", reply.input(), "output_tokens", reply.output()))));
  }

  private static String event(String type, Object... rest) {
    Map<String, Object> data = object("type", type);
    data.putAll(object(rest));
    return "event: " + type + "\n" + WireForm.data(data);
  }

  private static String delta(int index, String type, String field, String text) {
    return event("content_block_delta", "index", index, "delta", object("type", type, field, text));
  }

  private static String opening(long input) {
    return event("message_start", "message", object("id", "msg_1", "type", "message",
        "role", "assistant", "model", "claude-sonnet-4-5-20250929", "content", List.of(), "stop_reason", null,
        "stop_sequence", null, "usage", object("input_tokens", input, "output_tokens", 1)))
        + event("content_block_start", "index", 0, "content_block", object("type", "text", "text", "")) + event("ping");
  }

  @Override
  public byte[] opened() {
    return utf8(opening(21));
  }

  @Override
  public byte[] failed(Fault fault, boolean later) {
    return utf8("event: error\ndata: " + error(fault) + "\n\n");
  }

  @Override
  public String error(Fault fault) {
    return json(object("type", "error", "error", object("type", fault.type, "message", Fault.MESSAGE), "request_id", "req_1"));
  }

  @Override
  public byte[] begun(Reply reply) {
    StringBuilder out = new StringBuilder(opening(reply.input()));
    int half = reply.text().length() / 2;
    out.append(delta(0, "text_delta", "text", reply.text().substring(0, half)));
    out.append(delta(0, "text_delta", "text", reply.text().substring(half)));
    if (reply.endsInACall()) {
      out.append(event("content_block_stop", "index", 0));
    }
    for (int i = 1; i <= reply.calls().size(); i++) {
      Reply.Call call = reply.calls().get(i - 1);
      out.append(event("content_block_start", "index", i, "content_block",
          object("type", "tool_use", "id", call.id(), "name", Ask.TOOL, "input", object())));
      out.append(delta(i, "input_json_delta", "partial_json", WireForm.arguments(call).substring(0, 5)));
      if (i < reply.calls().size()) {
        out.append(delta(i, "input_json_delta", "partial_json", WireForm.arguments(call).substring(5)));
        out.append(event("content_block_stop", "index", i));
      }
    }
    return utf8(out.toString());
  }

  @Override
  public byte[] ended(Reply reply) {
    int last = reply.calls().size();
    String rest = last == 0 ? "" : delta(last, "input_json_delta", "partial_json",
        WireForm.arguments(reply.calls().get(last - 1)).substring(5));
    return utf8(rest + event("content_block_stop", "index", last)
        + event("message_delta", "delta", object("stop_reason", stop(reply.end()), "stop_sequence", sequence(reply)),
            "usage", object("output_tokens", reply.output()))
        + event("message_stop"));
  }

  @Override
  public void fail(Fault fault, StandIn.Wire to, String... headers) throws Exception {
    to.json(fault == Fault.OVERLOADED ? 529 : fault.status, error(fault), headers);
  }

  @Override
  public Seen seen(JsonNode request) {
    StringBuilder text = new StringBuilder();
    String image = null;
    List<String> calls = new ArrayList<>();
    List<String> results = new ArrayList<>();
    for (JsonNode message : request.path("messages")) {
      JsonNode content = message.path("content");
      text.append(content.isTextual() ? content.asText() : "");
      for (JsonNode block : content) {
        switch (block.path("type").asText()) {
          case "text" -> text.append(block.path("text").asText());
          case "image" -> image = block.at("/source/media_type").asText() + "," + block.at("/source/data").asText();
          case "tool_use" -> calls.add(block.path("name").asText() + " " + block.at("/input/city").asText());
          default -> results.add(text(block.path("content")));
        }
      }
    }
    List<String> stop = new ArrayList<>();
    request.path("stop_sequences").forEach(one -> stop.add(one.asText()));
    List<String> tools = new ArrayList<>();
    request.path("tools").forEach(tool -> tools.add(tool.path("name").asText() + ": "
        + tool.at("/input_schema/properties/city/description").asText()));
    return new Seen(request.has("system") ? text(request.path("system")) : null, text.toString(), image, stop, tools, calls,
        results);
  }

  /** A string, or the texts of a list of blocks. */
  private static String text(JsonNode content) {
    StringBuilder text = new StringBuilder(content.isTextual() ? content.asText() : "");
    content.forEach(block -> text.append(block.path("text").asText()));
    return text.toString();
  }

  @Override
  public void authentic(StandIn.Request request) {
    assertThat(request.line()).isEqualTo("POST /v1/messages HTTP/1.1");
    assertThat(request.header("x-api-key")).isEqualTo(SECRET);
    assertThat(request.header("anthropic-version")).matches("20\\d\\d-\\d\\d-\\d\\d");
  }
}

package app.orqen.it.matrix;

import static app.orqen.it.matrix.WireForm.json;
import static app.orqen.it.matrix.WireForm.object;
import static app.orqen.it.matrix.WireForm.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.SigV4;
import app.orqen.it.support.StandIn;
import app.orqen.translate.framing.EventFrameEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Bedrock, which checks signatures and streams in frames. */
final class ConverseForm implements WireForm {

  @Override
  public String model() {
    return "bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0";
  }

  @Override
  public String streamType() {
    return "application/vnd.amazon.eventstream";
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
      case REFUSED -> "content_filtered";
    };
  }

  private static Map<String, Object> usage(Reply reply) {
    return object("inputTokens", reply.input(), "outputTokens", reply.output(), "totalTokens", reply.input() + reply.output());
  }

  @Override
  public byte[] whole(Reply reply) {
    List<Object> content = new ArrayList<>();
    content.add(object("text", reply.text()));
    reply.calls().forEach(call -> content.add(object("toolUse",
        object("toolUseId", call.id(), "name", Ask.TOOL, "input", object("city", call.city())))));
    return utf8(json(object("output", object("message", object("role", "assistant", "content", content)),
        "stopReason", stop(reply.end()), "usage", usage(reply), "metrics", object("latencyMs", 5))));
  }

  private static void frame(ByteArrayOutputStream out, String type, Object... payload) {
    out.writeBytes(EventFrameEncoder.event(type, utf8(json(object(payload)))));
  }

  private static void delta(ByteArrayOutputStream out, int index, Map<String, Object> delta) {
    frame(out, "contentBlockDelta", "contentBlockIndex", index, "delta", delta, "p", "abcd");
  }

  @Override
  public byte[] opened() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    frame(out, "messageStart", "role", "assistant", "p", "abcdefgh");
    return out.toByteArray();
  }

  @Override
  public byte[] failed(Fault fault, boolean later) {
    String type = Character.toLowerCase(fault.amazonType.charAt(0)) + fault.amazonType.substring(1);
    return EventFrameEncoder.exception(type, utf8(error(fault)));
  }

  @Override
  public String error(Fault fault) {
    return json(object("message", Fault.MESSAGE));
  }

  @Override
  public byte[] begun(Reply reply) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(opened());
    int half = reply.text().length() / 2;
    delta(out, 0, object("text", reply.text().substring(0, half)));
    delta(out, 0, object("text", reply.text().substring(half)));
    if (reply.endsInACall()) {
      frame(out, "contentBlockStop", "contentBlockIndex", 0);
    }
    for (int i = 1; i <= reply.calls().size(); i++) {
      Reply.Call call = reply.calls().get(i - 1);
      frame(out, "contentBlockStart", "contentBlockIndex", i, "start",
          object("toolUse", object("toolUseId", call.id(), "name", Ask.TOOL)));
      delta(out, i, object("toolUse", object("input", WireForm.arguments(call).substring(0, 5))));
      if (i < reply.calls().size()) {
        delta(out, i, object("toolUse", object("input", WireForm.arguments(call).substring(5))));
        frame(out, "contentBlockStop", "contentBlockIndex", i);
      }
    }
    return out.toByteArray();
  }

  @Override
  public byte[] ended(Reply reply) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int last = reply.calls().size();
    if (last > 0) {
      delta(out, last, object("toolUse", object("input", WireForm.arguments(reply.calls().get(last - 1)).substring(5))));
    }
    frame(out, "contentBlockStop", "contentBlockIndex", last);
    frame(out, "messageStop", "stopReason", stop(reply.end()));
    frame(out, "metadata", "usage", usage(reply), "metrics", object("latencyMs", 5));
    return out.toByteArray();
  }

  @Override
  public void fail(Fault fault, StandIn.Wire to, String... headers) throws Exception {
    String[] all = java.util.Arrays.copyOf(headers, headers.length + 1);
    all[headers.length] = "x-amzn-ErrorType: " + fault.amazonType + ":http://internal.amazon.com/";
    to.json(fault == Fault.UNAUTHORIZED ? 403 : fault.status, error(fault), all);
  }

  @Override
  public Seen seen(JsonNode request) {
    StringBuilder text = new StringBuilder();
    String image = null;
    List<String> calls = new ArrayList<>();
    List<String> results = new ArrayList<>();
    for (JsonNode message : request.path("messages")) {
      for (JsonNode block : message.path("content")) {
        text.append(block.path("text").asText());
        image = block.has("image")
            ? "image/" + block.at("/image/format").asText() + "," + block.at("/image/source/bytes").asText() : image;
        if (block.has("toolUse")) {
          calls.add(block.at("/toolUse/name").asText() + " " + block.at("/toolUse/input/city").asText());
        }
        if (block.has("toolResult")) {
          results.add(block.at("/toolResult/content/0/text").asText());
        }
      }
    }
    List<String> stop = new ArrayList<>();
    request.at("/inferenceConfig/stopSequences").forEach(one -> stop.add(one.asText()));
    List<String> tools = new ArrayList<>();
    request.at("/toolConfig/tools").forEach(tool -> tools.add(tool.at("/toolSpec/name").asText() + ": "
        + tool.at("/toolSpec/inputSchema/json/properties/city/description").asText()));
    return new Seen(request.has("system") ? request.at("/system/0/text").asText() : null, text.toString(), image, stop, tools,
        calls, results);
  }

  @Override
  public void authentic(StandIn.Request request) throws Exception {
    assertThat(request.line()).matches("POST /model/us\\.anthropic\\.claude-sonnet-4-5-20250929-v1%3A0/converse(-stream)? .*");
    SigV4.verify(request, SECRET, REGION);
  }
}

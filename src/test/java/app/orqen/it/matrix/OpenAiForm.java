package app.orqen.it.matrix;

import static app.orqen.it.matrix.WireForm.data;
import static app.orqen.it.matrix.WireForm.json;
import static app.orqen.it.matrix.WireForm.object;
import static app.orqen.it.matrix.WireForm.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.StandIn;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A provider that speaks OpenAI's chat completions. */
record OpenAiForm(String model) implements WireForm {

  @Override
  public String streamType() {
    return "text/event-stream";
  }

  private static String finish(Reply.End end) {
    return switch (end) {
      case DONE, SEQUENCE -> "stop";
      case LENGTH -> "length";
      case TOOLS -> "tool_calls";
      case REFUSED -> "content_filter";
    };
  }

  private static Map<String, Object> usage(Reply reply) {
    return object("prompt_tokens", reply.input(), "completion_tokens", reply.output(),
        "total_tokens", reply.input() + reply.output());
  }

  @Override
  public byte[] whole(Reply reply) {
    Map<String, Object> message = object("role", "assistant", "content", reply.text(), "refusal", null);
    if (!reply.calls().isEmpty()) {
      message.put("tool_calls", reply.calls().stream().map(call -> object("id", call.id(), "type", "function",
          "function", object("name", Ask.TOOL, "arguments", WireForm.arguments(call)))).toList());
    }
    return utf8(json(object("id", "chatcmpl-1", "object", "chat.completion", "created", 1767225600, "model", "gpt-4o-2024",
        "choices", List.of(object("index", 0, "message", message, "logprobs", null, "finish_reason", finish(reply.end()))),
        "usage", usage(reply))));
  }

  private static String chunk(Map<String, Object> delta, String finish) {
    return data(object("id", "chatcmpl-1", "object", "chat.completion.chunk", "created", 1767225600, "model", "gpt-4o-2024",
        "choices", List.of(object("index", 0, "delta", delta, "logprobs", null, "finish_reason", finish)), "usage", null));
  }

  private static String fragment(int index, String arguments) {
    return chunk(object("tool_calls", List.of(object("index", index, "function", object("arguments", arguments)))), null);
  }

  @Override
  public byte[] begun(Reply reply) {
    StringBuilder out = new StringBuilder(new String(opened(), StandardCharsets.UTF_8));
    int half = reply.text().length() / 2;
    out.append(chunk(object("content", reply.text().substring(0, half)), null));
    out.append(chunk(object("content", reply.text().substring(half)), null));
    for (int i = 0; i < reply.calls().size(); i++) {
      Reply.Call call = reply.calls().get(i);
      out.append(chunk(object("tool_calls", List.of(object("index", i, "id", call.id(), "type", "function",
          "function", object("name", Ask.TOOL, "arguments", "")))), null));
      out.append(fragment(i, WireForm.arguments(call).substring(0, 5)));
      if (i < reply.calls().size() - 1) {
        out.append(fragment(i, WireForm.arguments(call).substring(5)));
      }
    }
    return utf8(out.toString());
  }

  @Override
  public byte[] ended(Reply reply) {
    int last = reply.calls().size() - 1;
    String rest = last < 0 ? "" : fragment(last, WireForm.arguments(reply.calls().get(last)).substring(5));
    return utf8(rest + chunk(object(), finish(reply.end())) + data(object("id", "chatcmpl-1", "object",
        "chat.completion.chunk", "created", 1767225600, "model", "gpt-4o-2024", "choices", List.of(), "usage", usage(reply)))
        + "data: [DONE]\n\n");
  }

  @Override
  public byte[] opened() {
    return utf8(chunk(object("role", "assistant", "content", ""), null));
  }

  @Override
  public byte[] failed(Fault fault, boolean later) {
    return utf8("data: " + error(fault) + "\n\n");
  }

  @Override
  public String error(Fault fault) {
    return json(object("error", object("message", Fault.MESSAGE, "type", fault.type, "param", null, "code", null)));
  }

  @Override
  public void fail(Fault fault, StandIn.Wire to, String... headers) throws Exception {
    to.json(fault.status, error(fault), headers);
  }

  @Override
  public Seen seen(JsonNode request) {
    String system = null;
    StringBuilder text = new StringBuilder();
    String image = null;
    List<String> calls = new ArrayList<>();
    List<String> results = new ArrayList<>();
    for (JsonNode message : request.path("messages")) {
      JsonNode content = message.path("content");
      switch (message.path("role").asText()) {
        case "system", "developer" -> system = content.asText();
        case "tool" -> results.add(content.asText());
        case "user" -> {
          text.append(content.isTextual() ? content.asText() : "");
          for (JsonNode part : content) {
            text.append(part.path("text").asText());
            image = part.has("image_url") ? dataUrl(part.path("image_url").path("url").asText()) : image;
          }
        }
        default -> message.path("tool_calls").forEach(call -> calls.add(call.path("function").path("name").asText() + " "
            + parsed(call.path("function").path("arguments").asText()).path("city").asText()));
      }
    }
    List<String> stop = new ArrayList<>();
    JsonNode stops = request.path("stop");
    if (stops.isTextual()) {
      stop.add(stops.asText());
    }
    stops.forEach(one -> stop.add(one.asText()));
    List<String> tools = new ArrayList<>();
    request.path("tools").forEach(tool -> tools.add(tool.at("/function/name").asText() + ": "
        + tool.at("/function/parameters/properties/city/description").asText()));
    return new Seen(system, text.toString(), image, stop, tools, calls, results);
  }

  private static String dataUrl(String url) {
    return url.substring("data:".length()).replace(";base64,", ",");
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
    assertThat(request.line()).isEqualTo("POST /v1/chat/completions HTTP/1.1");
    assertThat(request.header("authorization")).isEqualTo("Bearer " + SECRET);
  }
}

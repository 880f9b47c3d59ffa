package app.orqen.it.matrix;

import static app.orqen.it.matrix.WireForm.data;
import static app.orqen.it.matrix.WireForm.json;
import static app.orqen.it.matrix.WireForm.object;
import static app.orqen.it.matrix.WireForm.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.StandIn;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Gemini's own API, whose calls come whole and whose stream has no end marker. */
final class GeminiForm implements WireForm {

  @Override
  public String model() {
    return "gemini/gemini-2.5-pro";
  }

  @Override
  public String streamType() {
    return "text/event-stream";
  }

  private static String finish(Reply.End end) {
    return switch (end) {
      case DONE, SEQUENCE, TOOLS -> "STOP";
      case LENGTH -> "MAX_TOKENS";
      case REFUSED -> "SAFETY";
    };
  }

  private static Map<String, Object> part(Reply.Call call) {
    return object("functionCall", object("id", call.id(), "name", Ask.TOOL, "args", object("city", call.city())));
  }

  private static Map<String, Object> candidate(List<?> parts, String finish) {
    Map<String, Object> candidate = object("content", object("role", "model", "parts", parts), "index", 0);
    if (finish != null) {
      candidate.put("finishReason", finish);
    }
    return candidate;
  }

  private static Map<String, Object> response(Reply reply, Map<String, Object> candidate) {
    return object("candidates", List.of(candidate), "usageMetadata", object("promptTokenCount", reply.input(),
        "candidatesTokenCount", reply.output() - 4, "thoughtsTokenCount", 4,
        "totalTokenCount", reply.input() + reply.output()), "modelVersion", "gemini-2.5-pro", "responseId", "r1");
  }

  @Override
  public byte[] whole(Reply reply) {
    List<Object> parts = new ArrayList<>();
    parts.add(object("text", reply.text()));
    reply.calls().forEach(call -> parts.add(part(call)));
    return utf8(json(response(reply, candidate(parts, finish(reply.end())))));
  }

  @Override
  public byte[] opened() {
    return utf8(data(object("usageMetadata", object("promptTokenCount", 21, "totalTokenCount", 21), "modelVersion", "gemini-2.5-pro")));
  }

  @Override
  public byte[] failed(Fault fault, boolean later) {
    return utf8("data: " + error(fault) + "\r\n\r\n");
  }

  @Override
  public String error(Fault fault) {
    return json(object("error", object("code", fault.status, "message", Fault.MESSAGE, "status", fault.googleStatus)));
  }

  @Override
  public byte[] begun(Reply reply) {
    int half = reply.text().length() / 2;
    StringBuilder out = new StringBuilder();
    out.append(data(response(reply, candidate(List.of(object("text", reply.text().substring(0, half))), null))));
    out.append(data(response(reply, candidate(List.of(object("text", reply.text().substring(half))), null))));
    for (int i = 0; i < reply.calls().size() - 1; i++) {
      out.append(data(response(reply, candidate(List.of(part(reply.calls().get(i))), null))));
    }
    return utf8(out.toString().replace("\n\n", "\r\n\r\n"));
  }

  @Override
  public byte[] ended(Reply reply) {
    int last = reply.calls().size() - 1;
    List<?> parts = last < 0 ? List.of() : List.of(part(reply.calls().get(last)));
    return utf8(data(response(reply, candidate(parts, finish(reply.end())))).replace("\n\n", "\r\n\r\n"));
  }

  @Override
  public void fail(Fault fault, StandIn.Wire to, String... headers) throws Exception {
    to.json(fault.status, error(fault), headers);
  }

  @Override
  public Seen seen(JsonNode request) {
    StringBuilder text = new StringBuilder();
    String image = null;
    List<String> calls = new ArrayList<>();
    List<String> results = new ArrayList<>();
    for (JsonNode content : request.path("contents")) {
      for (JsonNode part : content.path("parts")) {
        text.append(part.path("text").asText());
        image = part.has("inlineData")
            ? part.at("/inlineData/mimeType").asText() + "," + part.at("/inlineData/data").asText() : image;
        if (part.has("functionCall")) {
          calls.add(part.at("/functionCall/name").asText() + " " + part.at("/functionCall/args/city").asText());
        }
        if (part.has("functionResponse")) {
          assertThat(part.at("/functionResponse/name").asText()).isEqualTo(Ask.TOOL);
          results.add(part.at("/functionResponse/response").iterator().next().asText());
        }
      }
    }
    List<String> stop = new ArrayList<>();
    request.at("/generationConfig/stopSequences").forEach(one -> stop.add(one.asText()));
    List<String> tools = new ArrayList<>();
    request.at("/tools/0/functionDeclarations").forEach(tool -> tools.add(tool.path("name").asText() + ": "
        + (tool.has("parameters") ? tool.path("parameters") : tool.path("parametersJsonSchema"))
            .at("/properties/city/description").asText()));
    return new Seen(request.has("systemInstruction") ? request.at("/systemInstruction/parts/0/text").asText() : null,
        text.toString(), image, stop, tools, calls, results);
  }

  @Override
  public void authentic(StandIn.Request request) {
    assertThat(request.line()).matches(
        "POST /v1beta/models/gemini-2\\.5-pro:(generateContent|streamGenerateContent\\?alt=sse) HTTP/1\\.1");
    assertThat(request.header("x-goog-api-key")).isEqualTo(SECRET);
  }
}

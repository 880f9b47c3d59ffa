package app.orqen.translate.anthropic;

import app.orqen.translate.answer.AnswerCollector;
import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.Citation;
import app.orqen.translate.answer.WebSearch;
import app.orqen.translate.chat.Part;
import app.orqen.translate.json.JsonOut;
import java.util.List;

/** Writes complete messages. */
final class AnthropicAnswer {

  private AnthropicAnswer() {}

  static byte[] write(AnswerCollector answer, AnswerContext context) {
    JsonOut out = new JsonOut(2048);
    out.object().field("id", answer.id() == null ? "msg_" + context.id() : answer.id()).field("type", "message")
        .field("role", "assistant").field("model", answer.model()).array("content");
    List<Part> parts = answer.parts();
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      out.object();
      if (part instanceof Part.Text text) {
        out.field("type", "text").field("text", text.text());
        citations(out, answer.citations(i));
      } else if (part instanceof Part.Media image) {
        out.field("type", "image").object("source").field("type", "base64").field("media_type", image.mediaType())
            .field("data", image.data()).endObject();
      } else if (part instanceof Part.ToolUse call) {
        out.field("type", "tool_use").field("id", call.id()).field("name", call.name()).field("input", call.input());
      } else if (part instanceof Part.Thinking thinking) {
        out.field("type", "thinking").field("thinking", thinking.text())
            .field("signature", thinking.signed() ? thinking.signature() : "");
      } else if (part instanceof Part.Redacted redacted) {
        out.field("type", "redacted_thinking").field("data", redacted.data());
      }
      out.endObject();
    }
    for (int i = 0; i < answer.searches().size(); i++) {
      WebSearch search = answer.searches().get(i);
      String id = "srvtoolu_" + context.id() + "_" + i;
      out.object();
      AnthropicSearch.call(out, id);
      out.object("input").field("query", String.join("; ", search.queries())).endObject().endObject().object();
      AnthropicSearch.result(out, id, search);
      out.endObject();
    }
    out.endArray().field("stop_reason", answer.stop().anthropic()).field("stop_sequence", answer.sequence());
    AnthropicStreamEncoder.writeUsage(out, answer.usage());
    return out.endObject().bytes();
  }

  private static void citations(JsonOut out, List<Citation> citations) {
    if (!citations.isEmpty()) {
      out.array("citations");
      citations.forEach(citation -> {
        out.object();
        AnthropicCitations.write(out, citation);
        out.endObject();
      });
      out.endArray();
    }
  }
}

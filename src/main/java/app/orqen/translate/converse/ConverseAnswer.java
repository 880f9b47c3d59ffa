package app.orqen.translate.converse;

import app.orqen.translate.answer.AnswerCollector;
import app.orqen.translate.answer.Citation;
import app.orqen.translate.chat.Part;
import app.orqen.translate.json.JsonOut;
import java.util.List;

/** Writes complete answers to Converse. */
final class ConverseAnswer {

  private ConverseAnswer() {}

  static byte[] write(AnswerCollector answer) {
    JsonOut out = new JsonOut(2048);
    out.object().object("output").object("message").field("role", "assistant").array("content");
    List<Part> parts = answer.parts();
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      out.object();
      if (part instanceof Part.Text text) {
        text(out, text.text(), answer.citations(i));
      } else if (part instanceof Part.Media image) {
        out.object("image").field("format", image.mediaType().substring(image.mediaType().indexOf('/') + 1)).object("source")
            .field("bytes", image.data()).endObject().endObject();
      } else if (part instanceof Part.ToolUse call) {
        out.object("toolUse").field("toolUseId", call.id()).field("name", call.name()).field("input", call.input()).endObject();
      } else if (part instanceof Part.Thinking thinking) {
        out.object("reasoningContent").object("reasoningText").field("text", thinking.text())
            .optional("signature", thinking.signed() ? thinking.signature() : null).endObject().endObject();
      } else if (part instanceof Part.Redacted redacted) {
        out.object("reasoningContent").field("redactedContent", redacted.data()).endObject();
      }
      out.endObject();
    }
    out.endArray().endObject().endObject().field("stopReason", answer.stop().converse());
    ConverseStreamEncoder.writeUsage(out, answer.usage());
    return out.object("metrics").field("latencyMs", 0).endObject().endObject().bytes();
  }

  private static void text(JsonOut out, String text, List<Citation> citations) {
    if (citations.isEmpty()) {
      out.field("text", text);
      return;
    }
    out.object("citationsContent").array("content").object().field("text", text).endObject().endArray().array("citations");
    citations.forEach(citation -> {
      out.object();
      ConverseCitations.write(out, citation);
      out.endObject();
    });
    out.endArray().endObject();
  }
}

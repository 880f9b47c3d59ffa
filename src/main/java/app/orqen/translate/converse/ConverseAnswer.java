package app.orqen.translate.converse;

import app.orqen.translate.answer.AnswerCollector;
import app.orqen.translate.chat.Part;
import app.orqen.translate.json.JsonOut;

/** Writes complete answers to Converse. */
final class ConverseAnswer {

  private ConverseAnswer() {}

  static byte[] write(AnswerCollector answer) {
    JsonOut out = new JsonOut(2048);
    out.object().object("output").object("message").field("role", "assistant").array("content");
    for (Part part : answer.parts()) {
      out.object();
      if (part instanceof Part.Text text) {
        out.field("text", text.text());
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
}

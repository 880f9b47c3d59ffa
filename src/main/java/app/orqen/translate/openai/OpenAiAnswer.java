package app.orqen.translate.openai;

import app.orqen.translate.answer.AnswerCollector;
import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.chat.Part;
import app.orqen.translate.json.Json;
import app.orqen.translate.json.JsonOut;
import java.util.List;

/** Writes complete chat completions. */
final class OpenAiAnswer {

  private OpenAiAnswer() {}

  static byte[] write(AnswerCollector answer, AnswerContext context) {
    List<Part> parts = answer.parts();
    JsonOut out = new JsonOut(2048);
    out.object().field("id", answer.id() == null ? "chatcmpl-" + context.id() : answer.id())
        .field("object", "chat.completion").field("created", context.created()).field("model", answer.model())
        .array("choices").object().field("index", 0).object("message").field("role", "assistant")
        .field("content", answer.text()).nullField("refusal");
    thinking(out, parts);
    calls(out, parts);
    out.endObject().nullField("logprobs").field("finish_reason", answer.stop().openAi()).endObject().endArray();
    OpenAiStreamEncoder.writeUsage(out, answer.usage());
    return out.endObject().bytes();
  }

  private static void thinking(JsonOut out, List<Part> parts) {
    StringBuilder text = new StringBuilder();
    boolean proven = false;
    for (Part part : parts) {
      if (part instanceof Part.Thinking thinking) {
        text.append(thinking.text());
        proven |= thinking.signed();
      }
      proven |= part instanceof Part.Redacted;
    }
    out.optional("reasoning_content", text.isEmpty() ? null : text.toString());
    if (!proven) {
      return;
    }
    out.array("thinking_blocks");
    for (Part part : parts) {
      if (part instanceof Part.Thinking thinking && thinking.signed()) {
        out.object().field("type", "thinking").field("thinking", thinking.text()).field("signature", thinking.signature())
            .endObject();
      } else if (part instanceof Part.Redacted redacted) {
        out.object().field("type", "redacted_thinking").field("data", redacted.data()).endObject();
      }
    }
    out.endArray();
  }

  private static void calls(JsonOut out, List<Part> parts) {
    boolean any = false;
    for (Part part : parts) {
      if (part instanceof Part.ToolUse call) {
        if (!any) {
          out.array("tool_calls");
          any = true;
        }
        out.object().field("id", call.id()).field("type", "function").object("function").field("name", call.name())
            .field("arguments", Json.compact(call.input())).endObject().endObject();
      }
    }
    if (any) {
      out.endArray();
    }
  }
}

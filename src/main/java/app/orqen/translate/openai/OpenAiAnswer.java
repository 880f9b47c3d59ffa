package app.orqen.translate.openai;

import app.orqen.translate.answer.AnswerCollector;
import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.Citation;
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
    annotations(out, answer);
    images(out, parts);
    calls(out, answer);
    out.endObject();
    logprobs(out, answer);
    out.field("finish_reason", answer.stop().openAi()).endObject().endArray();
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

  private static void annotations(JsonOut out, AnswerCollector answer) {
    List<Part> parts = answer.parts();
    boolean any = false;
    int at = 0;
    for (int i = 0; i < parts.size(); i++) {
      int begin = at;
      at += parts.get(i) instanceof Part.Text text ? text.text().length() : 0;
      for (Citation citation : answer.citations(i)) {
        if (!OpenAiExtras.isWritable(citation)) {
          continue;
        }
        if (!any) {
          out.array("annotations");
        }
        any = true;
        OpenAiExtras.annotation(out, citation, begin, at);
      }
    }
    if (any) {
      out.endArray();
    }
  }

  private static void images(JsonOut out, List<Part> parts) {
    int images = 0;
    for (Part part : parts) {
      if (part instanceof Part.Media image) {
        if (images == 0) {
          out.array("images");
        }
        OpenAiExtras.image(out, images++, image.mediaType(), image.data());
      }
    }
    if (images > 0) {
      out.endArray();
    }
  }

  private static void logprobs(JsonOut out, AnswerCollector answer) {
    if (answer.logprobs().isEmpty()) {
      out.nullField("logprobs");
    } else {
      out.object("logprobs").field("content", answer.logprobs()).nullField("refusal").endObject();
    }
  }

  private static void calls(JsonOut out, AnswerCollector answer) {
    List<Part> parts = answer.parts();
    boolean any = false;
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i) instanceof Part.ToolUse call) {
        if (!any) {
          out.array("tool_calls");
          any = true;
        }
        out.object().field("id", call.id()).field("type", "function").object("function").field("name", call.name())
            .field("arguments", answer.argumentText(i)).endObject().endObject();
      }
    }
    if (any) {
      out.endArray();
    }
  }
}

package app.orqen.translate.front;

import app.orqen.translate.Wire;
import app.orqen.translate.answer.AnswerCollector;
import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.anthropic.AnthropicStreamEncoder;
import app.orqen.translate.chat.Part;
import app.orqen.translate.converse.ConverseStreamEncoder;
import app.orqen.translate.json.Json;
import app.orqen.translate.json.JsonOut;
import app.orqen.translate.openai.OpenAiStreamEncoder;
import java.util.List;

/** Writes complete answers, one method a surface. */
public final class AnswerWriter {

  private AnswerWriter() {}

  static byte[] write(Wire surface, AnswerCollector answer, AnswerContext context) {
    return switch (surface) {
      case ANTHROPIC -> anthropic(answer, context);
      case CONVERSE -> converse(answer);
      default -> openAi(answer, context);
    };
  }

  private static byte[] openAi(AnswerCollector answer, AnswerContext context) {
    List<Part> parts = answer.parts();
    JsonOut out = new JsonOut(2048);
    out.object().field("id", answer.id() == null ? "chatcmpl-" + context.id() : answer.id())
        .field("object", "chat.completion").field("created", context.created()).field("model", answer.model())
        .array("choices").object().field("index", 0).object("message").field("role", "assistant")
        .field("content", answer.text()).nullField("refusal");
    openAiThinking(out, parts);
    openAiCalls(out, parts);
    out.endObject().nullField("logprobs").field("finish_reason", answer.stop().openAi()).endObject().endArray();
    OpenAiStreamEncoder.writeUsage(out, answer.usage());
    return out.endObject().bytes();
  }

  private static void openAiThinking(JsonOut out, List<Part> parts) {
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

  private static void openAiCalls(JsonOut out, List<Part> parts) {
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

  private static byte[] anthropic(AnswerCollector answer, AnswerContext context) {
    JsonOut out = new JsonOut(2048);
    out.object().field("id", answer.id() == null ? "msg_" + context.id() : answer.id()).field("type", "message")
        .field("role", "assistant").field("model", answer.model()).array("content");
    for (Part part : answer.parts()) {
      out.object();
      if (part instanceof Part.Text text) {
        out.field("type", "text").field("text", text.text());
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
    out.endArray().field("stop_reason", answer.stop().anthropic()).field("stop_sequence", answer.sequence());
    AnthropicStreamEncoder.writeUsage(out, answer.usage());
    return out.endObject().bytes();
  }

  private static byte[] converse(AnswerCollector answer) {
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

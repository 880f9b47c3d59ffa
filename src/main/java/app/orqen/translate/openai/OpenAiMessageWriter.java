package app.orqen.translate.openai;

import app.orqen.translate.chat.MediaTypes;
import app.orqen.translate.chat.Part;
import app.orqen.translate.chat.RequestContext;
import app.orqen.translate.chat.SafeNames;
import app.orqen.translate.chat.Turn;
import app.orqen.translate.chat.Turns;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.json.Json;
import app.orqen.translate.json.JsonOut;
import java.util.ArrayList;
import java.util.List;

/** Writes the messages of a request in OpenAI's wire (docs/wires/openai-chat.md). */
final class OpenAiMessageWriter {

  private final JsonOut out;
  private final RequestContext context;
  private final OpenAiFields fields;
  private final SafeNames names;
  private final SafeNames ids = new SafeNames("_-.:/+=|", 40);

  OpenAiMessageWriter(JsonOut out, RequestContext context, OpenAiFields fields, SafeNames names) {
    this.out = out;
    this.context = context;
    this.fields = fields;
    this.names = names;
  }

  /** Writes a turn, whose tool results are messages of their own. */
  void turn(Turn turn) throws TranslationException {
    switch (turn.role()) {
      case SYSTEM -> system(turn.parts());
      case ASSISTANT -> assistant(turn);
      case USER -> user(turn);
    }
  }

  /** Returns a call's id. It is shortened only for OpenAI itself, since Kimi reads its own ids, which may be longer. */
  private String callId(String id) {
    return context.nativeOpenAi() ? ids.of(id) : id;
  }

  /** Writes the texts as one message, if there are any. */
  void system(List<? extends Part> parts) {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      if (part instanceof Part.Text piece && !piece.isBlank()) {
        text.append(text.isEmpty() ? "" : "\n\n").append(piece.text());
      }
    }
    if (!text.isEmpty()) {
      out.object().field("role", fields.systemRole()).field("content", text.toString()).endObject();
    }
  }

  private void assistant(Turn turn) {
    StringBuilder text = new StringBuilder();
    StringBuilder reasoning = new StringBuilder();
    List<Part.ToolUse> calls = new ArrayList<>();
    for (Part part : turn.parts()) {
      if (part instanceof Part.Text piece) {
        text.append(piece.text());
      } else if (part instanceof Part.Thinking thinking) {
        reasoning.append(thinking.text());
      } else if (part instanceof Part.ToolUse call) {
        calls.add(call);
      }
    }
    if (text.isEmpty() && calls.isEmpty()) {
      return;
    }
    out.object().field("role", "assistant").field("content", text.isEmpty() ? null : text.toString());
    if (fields.keepReasoning() && !reasoning.isEmpty()) {
      out.field("reasoning_content", reasoning.toString());
    }
    if (!calls.isEmpty()) {
      out.array("tool_calls");
      for (Part.ToolUse call : calls) {
        out.object().field("id", callId(call.id())).field("type", "function").object("function")
            .field("name", names.of(call.name())).field("arguments", Json.compact(call.input()))
            .endObject().endObject();
      }
      out.endArray();
    }
    out.endObject();
  }

  /**
   * Writes a user turn. Tool results become messages of their own before the user's other parts. Their images come with those
   * parts.
   */
  private void user(Turn turn) throws TranslationException {
    List<Part> rest = new ArrayList<>();
    for (Part part : turn.parts()) {
      if (part instanceof Part.ToolResult result) {
        out.object().field("role", "tool").field("tool_call_id", callId(result.id()));
        if (!result.error() && result.content().size() == 1 && result.content().get(0) instanceof Part.Text text) {
          out.field("content", text.node());
        } else {
          String text = Turns.plainText(result.content());
          out.field("content", result.error() ? "Error: " + text : text);
        }
        out.endObject();
        result.content().stream().filter(Part.Media.class::isInstance).forEach(rest::add);
      }
    }
    for (Part part : turn.parts()) {
      if (part instanceof Part.Text || part instanceof Part.Media) {
        rest.add(part);
      }
    }
    if (rest.isEmpty()) {
      return;
    }
    out.object().field("role", "user");
    if (rest.size() == 1 && rest.get(0) instanceof Part.Text text) {
      out.field("content", text.node());
    } else {
      out.array("content");
      for (Part part : rest) {
        part(part);
      }
      out.endArray();
    }
    out.endObject();
  }

  private void part(Part part) throws TranslationException {
    if (part instanceof Part.Text text) {
      out.object().field("type", "text").field("text", text.node()).endObject();
    } else if (part instanceof Part.Media media) {
      media(media);
    }
  }

  private void text(String text) {
    out.object().field("type", "text").field("text", text).endObject();
  }

  private void media(Part.Media media) throws TranslationException {
    if (media.context() != null) {
      text(media.contextText());
    }
    if (media.isText() && media.data() != null) {
      text(MediaTypes.text(media.data(), "messages"));
    } else if (media.isImage()) {
      out.object().field("type", "image_url").object("image_url").field("url", address(media)).endObject().endObject();
    } else if (media.data() != null && media.mediaType().startsWith("audio/")) {
      out.object().field("type", "input_audio").object("input_audio").field("data", media.data())
          .field("format", media.mediaType().substring("audio/".length())).endObject().endObject();
    } else if (media.mediaType().startsWith("video/")) {
      throw TranslationException.unsupported("messages", "This provider takes no videos. Leave them out, or use another provider.");
    } else if (media.data() != null) {
      out.object().field("type", "file").object("file")
          .field("filename", media.name() == null ? "document.pdf" : media.name()).field("file_data", address(media))
          .endObject().endObject();
    } else {
      throw TranslationException.unsupported("messages", "This provider takes documents as data, not by address. Send the document in base64.");
    }
  }

  private static String address(Part.Media media) {
    return media.url() != null ? media.url() : "data:" + media.mediaType() + ";base64," + media.data();
  }
}

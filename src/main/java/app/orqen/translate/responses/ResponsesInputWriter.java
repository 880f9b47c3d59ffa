package app.orqen.translate.responses;

import app.orqen.translate.chat.MediaTypes;
import app.orqen.translate.chat.OpenAiSignature;
import app.orqen.translate.chat.Part;
import app.orqen.translate.chat.SafeNames;
import app.orqen.translate.chat.Turn;
import app.orqen.translate.chat.Turns;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.json.Json;
import app.orqen.translate.json.JsonOut;
import java.util.ArrayList;
import java.util.List;

/** Writes the input items of a request in the form of the Responses API (docs/wires/responses.md). */
final class ResponsesInputWriter {

  private final JsonOut out;
  private final SafeNames names;
  private final SafeNames ids = new SafeNames("_-.:/+=|", 64);

  ResponsesInputWriter(JsonOut out, SafeNames names) {
    this.out = out;
    this.names = names;
  }

  /** Writes a turn. Calls, results and thinking are items of their own, between the messages. */
  void turn(Turn turn) throws TranslationException {
    List<Part> said = new ArrayList<>();
    for (Part part : turn.parts()) {
      if (part instanceof Part.ToolUse call) {
        message(turn.role(), said);
        out.object().field("type", "function_call").field("call_id", ids.of(call.id())).field("name", names.of(call.name()))
            .field("arguments", Json.compact(call.input())).endObject();
      } else if (part instanceof Part.ToolResult result) {
        message(turn.role(), said);
        result(result);
      } else if (part instanceof Part.Thinking thinking) {
        message(turn.role(), said);
        reasoning(thinking);
      } else if (!(part instanceof Part.Redacted)) {
        said.add(part);
      }
    }
    message(turn.role(), said);
  }

  private void reasoning(Part.Thinking thinking) {
    if (!OpenAiSignature.is(thinking.signature())) {
      return;
    }
    out.object().field("type", "reasoning").array("summary");
    if (!thinking.text().isEmpty()) {
      ResponsesItems.summary(out, thinking.text());
    }
    out.endArray().field("encrypted_content", OpenAiSignature.read(thinking.signature())).endObject();
  }

  private void message(Turn.Role role, List<Part> parts) throws TranslationException {
    if (parts.isEmpty()) {
      return;
    }
    String name = switch (role) {
      case USER -> "user";
      case ASSISTANT -> "assistant";
      case SYSTEM -> "developer";
    };
    out.object().field("type", "message").field("role", name).array("content");
    for (Part part : parts) {
      part(part, role == Turn.Role.ASSISTANT ? "output_text" : "input_text");
    }
    out.endArray().endObject();
    parts.clear();
  }

  private void part(Part part, String text) throws TranslationException {
    if (part instanceof Part.Text said) {
      out.object().field("type", text).field("text", said.node()).endObject();
    } else if (part instanceof Part.Media media) {
      media(media, text);
    }
  }

  private void media(Part.Media media, String text) throws TranslationException {
    if (media.context() != null) {
      out.object().field("type", text).field("text", media.contextText()).endObject();
    }
    String url = media.url() != null ? media.url() : "data:" + media.mediaType() + ";base64," + media.data();
    if (media.isText() && media.data() != null) {
      out.object().field("type", text).field("text", MediaTypes.text(media.data(), "messages")).endObject();
    } else if (media.isImage()) {
      out.object().field("type", "input_image").field("image_url", url).field("detail", "auto").endObject();
    } else if (media.mediaType().startsWith("audio/")) {
      throw TranslationException.unsupported("messages", "This model takes no sound. Leave it out, or use another model.");
    } else if (media.mediaType().startsWith("video/")) {
      throw TranslationException.unsupported("messages", "This provider takes no videos. Leave them out, or use another provider.");
    } else if (media.url() != null) {
      out.object().field("type", "input_file").field("file_url", url).endObject();
    } else {
      out.object().field("type", "input_file").field("filename", media.name() == null ? "document.pdf" : media.name())
          .field("file_data", url).endObject();
    }
  }

  private void result(Part.ToolResult result) throws TranslationException {
    out.object().field("type", "function_call_output").field("call_id", ids.of(result.id()));
    boolean media = result.content().stream().anyMatch(Part.Media.class::isInstance);
    if (!result.error() && result.content().size() == 1 && result.content().get(0) instanceof Part.Text text) {
      out.field("output", text.node()); // its own bytes, not decoded
    } else if (!media) {
      String text = Turns.plainText(result.content());
      out.field("output", result.error() ? "Error: " + text : text);
    } else {
      out.array("output");
      if (result.error()) {
        out.object().field("type", "input_text").field("text", "Error: " + Turns.plainText(result.content())).endObject();
      }
      for (Part part : result.content()) {
        if (!result.error() || part instanceof Part.Media) {
          part(part, "input_text");
        }
      }
      out.endArray();
    }
    out.endObject();
  }
}

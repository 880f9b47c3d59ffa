package app.orqen.translate.anthropic;

import app.orqen.translate.chat.MediaTypes;
import app.orqen.translate.chat.Part;
import app.orqen.translate.chat.SafeNames;
import app.orqen.translate.chat.Turns;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.json.JsonOut;
import java.util.ArrayList;
import java.util.List;

/** Writes the content blocks of a request in Anthropic's wire, and the marks of prompt caching (docs/wires/anthropic-messages.md). */
final class AnthropicBlockWriter {

  private final JsonOut out;
  private final SafeNames names;
  private final SafeNames ids = new SafeNames("_-", 256);

  AnthropicBlockWriter(JsonOut out, SafeNames names) {
    this.out = out;
    this.names = names;
  }

  /** Writes a list of blocks. */
  void write(String field, List<Part> parts) throws TranslationException {
    out.array(field);
    for (Part part : parts) {
      block(part);
    }
    out.endArray();
  }

  private void block(Part part) throws TranslationException {
    if (part instanceof Part.Text text) {
      out.object().field("type", "text").field("text", text.node());
    } else if (part instanceof Part.Media media) {
      media(media);
    } else if (part instanceof Part.ToolUse call) {
      out.object().field("type", "tool_use").field("id", ids.of(call.id())).field("name", names.of(call.name()))
          .field("input", call.input());
    } else if (part instanceof Part.ToolResult result) {
      toolResult(result);
    } else if (part instanceof Part.Redacted redacted) {
      out.object().field("type", "redacted_thinking").field("data", redacted.data());
    } else if (part instanceof Part.Thinking thinking) {
      out.object().field("type", "thinking").field("thinking", thinking.text()).field("signature", thinking.signature());
    }
    cache(part.cache());
    out.endObject();
  }

  /** Writes that what comes before is to be cached, unless the time is null. */
  void cache(String ttl) {
    if (ttl != null) {
      out.object("cache_control").field("type", "ephemeral").optional("ttl", ttl.equals("5m") ? null : ttl).endObject();
    }
  }

  private void toolResult(Part.ToolResult result) throws TranslationException {
    out.object().field("type", "tool_result").field("tool_use_id", ids.of(result.id()));
    List<Part> content = new ArrayList<>(result.content());
    content.removeIf(part -> part instanceof Part.Text text && text.isBlank());
    if (content.isEmpty() && result.error()) {
      content.add(new Part.Text(Turns.NO_CONTENT)); // Anthropic refuses an error without content.
    }
    if (content.size() == 1 && content.get(0) instanceof Part.Text text && text.cache() == null) {
      out.field("content", text.node());
    } else if (!content.isEmpty()) {
      write("content", content);
    }
    if (result.error()) {
      out.field("is_error", true);
    }
  }

  private void media(Part.Media media) throws TranslationException {
    boolean image = media.isImage();
    if (media.data() != null && image && !MediaTypes.IMAGES.contains(media.mediaType())) {
      throw TranslationException.invalid("messages", "Images must be JPEG, PNG, GIF or WebP, not " + media.mediaType() + ".");
    }
    boolean document = media.isText() || "application/pdf".equals(media.mediaType());
    if (!image && !document) {
      throw TranslationException.notSupported(
          "messages", "Content of type " + media.mediaType());
    }
    out.object().field("type", image ? "image" : "document").object("source");
    if (media.url() != null) {
      out.field("type", "url").field("url", media.url());
    } else if (media.isText()) {
      out.field("type", "text").field("media_type", "text/plain").field("data", MediaTypes.text(media.data(), "messages"));
    } else {
      out.field("type", "base64").field("media_type", media.mediaType()).field("data", media.data());
    }
    out.endObject();
    if (document) {
      out.optional("title", media.name()).optional("context", media.context());
      if (media.cited()) {
        out.object("citations").field("enabled", true).endObject();
      }
    }
  }
}

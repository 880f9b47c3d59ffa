package app.orqen.translate.converse;

import app.orqen.translate.chat.MediaTypes;
import app.orqen.translate.chat.Part;
import app.orqen.translate.chat.SafeNames;
import app.orqen.translate.chat.Turn;
import app.orqen.translate.chat.Turns;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.json.JsonOut;
import java.util.ArrayList;
import java.util.List;

/** Writes turns as Converse messages. Every block is an object with one key. */
public final class ConverseBlocks {

  final SafeNames names = new SafeNames("_-", 64);
  /** Converse refuses a message with a document and no text. */
  private static final String ABOUT_DOCUMENTS = "The documents of this message.";

  private final SafeNames ids = new SafeNames("_.:-", 64);
  private final JsonOut out;
  private int documents;

  ConverseBlocks(JsonOut out) {
    this.out = out;
  }

  void messages(List<Turn> turns) throws TranslationException {
    out.array("messages");
    for (Turn turn : turns) {
      out.object().field("role", turn.role() == Turn.Role.ASSISTANT ? "assistant" : "user").array("content");
      write(turn.parts());
      if (turn.role() == Turn.Role.USER && onlyDocuments(turn)) {
        out.object().field("text", ABOUT_DOCUMENTS).endObject();
      }
      out.endArray().endObject();
    }
    out.endArray();
  }

  private static boolean onlyDocuments(Turn turn) {
    boolean documents = false;
    for (Part part : turn.parts()) {
      if (part instanceof Part.Text) {
        return false;
      }
      documents |= part instanceof Part.Media media && !media.isImage();
    }
    return documents;
  }

  void write(List<Part> parts) throws TranslationException {
    for (Part part : parts) {
      block(part);
      cachePoint(part instanceof Part.ToolResult result ? cache(result) : part.cache());
    }
  }

  /** Returns the cache mark of a result. A result has no place for a cache point inside, so the point moves behind it. */
  private static String cache(Part.ToolResult result) {
    String life = result.cache();
    for (Part part : result.content()) {
      life = part.cache() == null ? life : part.cache();
    }
    return life;
  }

  void cachePoint(String ttl) {
    if (ttl != null) {
      out.object().object("cachePoint").field("type", "default").optional("ttl", ttl.equals("5m") ? null : ttl)
          .endObject().endObject();
    }
  }

  private void block(Part part) throws TranslationException {
    if (part instanceof Part.Text text) {
      out.object().field("text", text.node()).endObject();
    } else if (part instanceof Part.Media media) {
      media(media);
    } else if (part instanceof Part.ToolUse call) {
      out.object().object("toolUse").field("toolUseId", ids.of(call.id())).field("name", names.of(call.name()))
          .field("input", call.input()).endObject().endObject();
    } else if (part instanceof Part.ToolResult result) {
      toolResult(result);
    } else if (part instanceof Part.Redacted redacted) {
      out.object().object("reasoningContent").field("redactedContent", redacted.data()).endObject().endObject();
    } else if (part instanceof Part.Thinking thinking) {
      out.object().object("reasoningContent").object("reasoningText")
          .field("text", thinking.text()).field("signature", thinking.signature())
          .endObject().endObject().endObject();
    }
  }

  private void toolResult(Part.ToolResult result) throws TranslationException {
    out.object().object("toolResult").field("toolUseId", ids.of(result.id())).array("content");
    List<Part> content = new ArrayList<>(result.content());
    content.removeIf(part -> part instanceof Part.Text text && text.isBlank());
    if (content.isEmpty()) {
      content.add(new Part.Text(Turns.NO_CONTENT));
    }
    for (Part part : content) {
      block(part); // No cache point: the union inside a result has none.
    }
    out.endArray();
    if (result.error()) {
      out.field("status", "error");
    }
    out.endObject().endObject();
  }

  private void media(Part.Media media) throws TranslationException {
    if (media.url() != null) {
      throw TranslationException.unsupported(
          "messages", "Bedrock takes images and documents as data, not by address: send a base64 data URL.");
    }
    if (media.isImage()) {
      if (!MediaTypes.IMAGES.contains(media.mediaType())) {
        throw TranslationException.invalid("messages", "Images must be JPEG, PNG, GIF or WebP, not " + media.mediaType() + ".");
      }
      out.object().object("image").field("format", media.mediaType().substring("image/".length()));
    } else {
      String format = MediaTypes.documentFormat(media.mediaType());
      if (format == null) {
        throw TranslationException.notSupported(
            "messages", "Content of type " + media.mediaType());
      }
      out.object().object("document").field("format", format).field("name", documentName(media.name()));
    }
    out.object("source").field("bytes", media.data()).endObject();
    if (!media.isImage()) {
      out.optional("context", media.context());
      if (media.cited()) {
        out.object("citations").field("enabled", true).endObject();
      }
    }
    out.endObject().endObject();
  }

  /**
   * Returns a document's name. Names must be unique in the request and may have letters, digits, spaces, hyphens and brackets
   * only.
   */
  private String documentName(String name) {
    documents++;
    String safe = name == null ? "" : name.replaceAll("[^A-Za-z0-9 ()\\[\\]-]", " ").replaceAll(" +", " ").strip();
    String stem = safe.isEmpty() ? "document" : safe.substring(0, Math.min(safe.length(), 150));
    return stem + " " + documents;
  }
}

package app.orqen.translate.chat;

import app.orqen.translate.json.SourceText;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;

/** A piece of a turn. {@code cache} is the life of a cache mark after the piece ({@code 5m} or {@code 1h}), or null. */
public sealed interface Part {

  default String cache() {
    return null;
  }

  /** Text, kept as the node that it was read from, so that it need not be decoded to be moved. */
  record Text(JsonNode node, String cache) implements Part {
    public Text(String text) {
      this(text, null);
    }

    public Text(String text, String cache) {
      this(TextNode.valueOf(text), cache);
    }

    public String text() {
      return node.textValue();
    }

    public boolean isBlank() {
      return !(node instanceof SourceText source && source.first() > ' ' && source.first() != '\\') && text().isBlank();
    }

    /** Returns whether the text starts with this ASCII character, which JSON doesn't escape. */
    public boolean beginsWith(char c) {
      return node instanceof SourceText source ? source.first() == c : text().indexOf(c) == 0;
    }
  }

  /**
   * A file: an image, a document, a sound.
   *
   * @param mediaType null if only a URL is known
   * @param data base64, or null
   * @param url or null
   * @param name a file name or title, or null
   * @param context what the client says about a document, or null
   * @param cited whether the answer is to cite a document
   */
  record Media(String mediaType, String data, String url, String name, String context, boolean cited, String cache)
      implements Part {

    public Media(String mediaType, String data, String url, String name, String cache) {
      this(mediaType, data, url, name, null, false, cache);
    }

    /** Returns the context as a text of its own, for providers that have no field for it. */
    public String contextText() {
      return "About the document" + (name == null ? "" : " '" + name + "'") + ": " + context;
    }

    public Media about(String what, boolean citations) {
      return new Media(mediaType, data, url, name, what, citations, cache);
    }

    public boolean isImage() {
      return mediaType == null || mediaType.startsWith("image/");
    }

    public boolean isText() {
      return mediaType != null && mediaType.startsWith("text/");
    }
  }

  /** A call by the model. {@code input} is always an object. */
  record ToolUse(String id, String name, JsonNode input, String cache) implements Part {}

  record ToolResult(String id, List<Part> content, boolean error, String cache) implements Part {}

  /** The model's thinking. {@code signature} proves it to the provider that made it, and is null or empty without a proof. */
  record Thinking(String text, String signature) implements Part {
    public boolean signed() {
      return signature != null && !signature.isEmpty();
    }
  }

  /** Thinking that only its provider can read. */
  record Redacted(String data) implements Part {}
}

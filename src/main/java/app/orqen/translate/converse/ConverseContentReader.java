package app.orqen.translate.converse;

import static app.orqen.translate.error.TranslationException.invalid;
import static app.orqen.translate.error.TranslationException.notSupported;
import static app.orqen.translate.error.TranslationException.unsupported;

import app.orqen.translate.chat.Fields;
import app.orqen.translate.chat.MediaTypes;
import app.orqen.translate.chat.Part;
import app.orqen.translate.chat.RanElsewhere;
import app.orqen.translate.chat.Turns;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;

/** Reads the content blocks of a Bedrock Converse request. They are unions: an object with exactly one known key. */
final class ConverseContentReader {

  private static final String RESULT = "_result";

  private ConverseContentReader() {}

  /**
   * Reads a list of blocks.
   *
   * @param param where the list is, for errors
   */
  static List<Part> content(JsonNode blocks, String param) throws TranslationException {
    List<Part> parts = new ArrayList<>();
    for (int i = 0; blocks != null && i < blocks.size(); i++) {
      JsonNode block = blocks.get(i);
      String at = param + "[" + i + "]";
      if (!block.isObject() || block.size() != 1) {
        throw invalid(at, at + " must be an object with exactly one member.");
      }
      if (block.has("cachePoint")) {
        markCached(parts, block.get("cachePoint"));
      } else {
        parts.add(block(block, block.fieldNames().next(), at));
      }
    }
    return parts;
  }

  /** Marks what is cached. Converse has a block after the last cached one, while the other wires mark that block itself. */
  private static void markCached(List<Part> parts, JsonNode point) {
    int last = parts.size() - 1;
    if (last >= 0) {
      parts.set(last, Turns.withCache(parts.get(last), life(point)));
    }
  }

  /** Returns how long what is before a cache point is kept. */
  static String life(JsonNode point) {
    String ttl = Json.text(point, "ttl");
    return ttl == null ? "5m" : ttl;
  }

  private static Part block(JsonNode block, String kind, String param) throws TranslationException {
    JsonNode value = block.get(kind);
    String at = param + "." + kind;
    return switch (kind) {
      case "text" -> Fields.text(block, kind, at, null);
      case "guardContent" -> value.has("image")
          ? block(value, "image", at)
          : new Part.Text(value.path("text").path("text").asText());
      case "json" -> new Part.Text(Json.compact(value));
      case "image" -> media(value, "image/" + Fields.required(value, "format", at + ".format"), at);
      case "document" -> document(value, at).about(
          Fields.string(value, "context", at + ".context"), value.path("citations").path("enabled").asBoolean());
      case "video", "audio" -> media(value, kind + "/" + Fields.required(value, "format", at + ".format"), at);
      case "searchResult" -> new Part.Text(searchResult(value));
      case "toolUse" -> ranAtAmazon(value)
          ? new Part.Text(RanElsewhere.call(Fields.required(value, "name", at + ".name"), input(value, at)))
          : new Part.ToolUse(
              Fields.required(value, "toolUseId", at + ".toolUseId"),
              Fields.required(value, "name", at + ".name"),
              input(value, at),
              null);
      case "toolResult" -> ranAtAmazon(value) ? new Part.Text(RanElsewhere.result(
          Json.text(value, "type").replace(RESULT, ""), value.path("content"))) : new Part.ToolResult(
          Fields.required(value, "toolUseId", at + ".toolUseId"),
          content(Fields.array(value, "content", at + ".content"), at + ".content"),
          "error".equals(Json.text(value, "status")),
          null);
      case "reasoningContent" -> reasoning(value);
      case "citationsContent" -> new Part.Text(citedText(value));
      default -> throw notSupported(at, "A block of kind " + kind);
    };
  }

  /** Returns whether a call, or a result, is of a tool that Amazon ran itself. Those of the client's tools have no type. */
  private static boolean ranAtAmazon(JsonNode block) {
    String type = Json.text(block, "type");
    return type != null && !type.equals("tool_use") && !type.equals("tool_result");
  }

  private static JsonNode input(JsonNode toolUse, String param) throws TranslationException {
    JsonNode input = Fields.object(toolUse, "input", param + ".input");
    return input == null ? JsonNodeFactory.instance.objectNode() : input;
  }

  private static Part reasoning(JsonNode value) {
    if (value.has("redactedContent")) {
      return new Part.Redacted(value.get("redactedContent").asText());
    }
    JsonNode text = value.path("reasoningText");
    return new Part.Thinking(text.path("text").asText(), Json.text(text, "signature"));
  }

  private static String searchResult(JsonNode value) {
    StringBuilder text = new StringBuilder(value.path("title").asText()).append(' ').append(value.path("source").asText());
    for (JsonNode piece : value.path("content")) {
      text.append('\n').append(piece.path("text").asText());
    }
    return text.toString();
  }

  private static String citedText(JsonNode value) {
    StringBuilder text = new StringBuilder();
    for (JsonNode piece : value.path("content")) {
      text.append(piece.path("text").asText());
    }
    return text.toString();
  }

  private static Part.Media document(JsonNode value, String param) throws TranslationException {
    String format = Json.text(value, "format");
    String mediaType = MediaTypes.ofDocumentFormat(format == null ? "txt" : format);
    if (mediaType == null) {
      throw invalid(param + ".format", "The document format " + format + " is not known.");
    }
    JsonNode text = value.path("source").get("text");
    if (text != null && text.isTextual()) {
      return new Part.Media("text/plain", MediaTypes.base64(text.textValue()), null, Json.text(value, "name"), null);
    }
    return media(value, mediaType, param);
  }

  private static Part.Media media(JsonNode value, String mediaType, String param) throws TranslationException {
    JsonNode bytes = value.path("source").get("bytes");
    if (bytes == null || !bytes.isTextual()) {
      throw unsupported(param + ".source", "This provider takes files only as bytes. Send the file in source.bytes.");
    }
    return new Part.Media(mediaType, bytes.textValue(), null, Json.text(value, "name"), null);
  }
}

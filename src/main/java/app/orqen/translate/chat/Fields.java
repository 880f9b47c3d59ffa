package app.orqen.translate.chat;

import app.orqen.translate.error.TranslationException;
import app.orqen.translate.json.Json;
import app.orqen.translate.json.SourceTree;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Typed reading of a client's fields: null for absent, 400 with the field's name for a wrong type. */
public final class Fields {

  private Fields() {}

  public static JsonNode body(byte[] bytes) throws TranslationException {
    JsonNode node;
    try {
      node = SourceTree.read(bytes);
    } catch (IOException e) {
      throw TranslationException.invalid(null, "The request body is not valid JSON. Send one JSON object in UTF-8.");
    }
    if (!node.isObject()) {
      throw TranslationException.invalid(null, "The request body must be a JSON object.");
    }
    return node;
  }

  public static JsonNode messages(JsonNode body) throws TranslationException {
    JsonNode messages = array(body, "messages", "messages");
    if (messages == null || messages.isEmpty()) {
      throw TranslationException.invalid("messages", "messages must be a list with at least one message.");
    }
    return messages;
  }

  public static JsonNode array(JsonNode node, String field, String param) throws TranslationException {
    JsonNode value = present(node, field);
    if (value != null && !value.isArray()) {
      throw wrong(param, "a list");
    }
    return value;
  }

  public static JsonNode object(JsonNode node, String field, String param) throws TranslationException {
    JsonNode value = present(node, field);
    if (value != null && !value.isObject()) {
      throw wrong(param, "an object");
    }
    return value;
  }

  public static String string(JsonNode node, String field, String param) throws TranslationException {
    JsonNode value = present(node, field);
    if (value == null) {
      return null;
    }
    if (!value.isTextual()) {
      throw wrong(param, "a string");
    }
    return value.textValue();
  }

  /** Returns a text field as a part, not decoded. A missing field is an empty text. */
  public static Part.Text text(JsonNode node, String field, String param, String cache) throws TranslationException {
    JsonNode value = present(node, field);
    if (value != null && !value.isTextual()) {
      throw wrong(param, "a string");
    }
    return value == null ? new Part.Text("", cache) : new Part.Text(value, cache);
  }

  public static String required(JsonNode node, String field, String param) throws TranslationException {
    String value = string(node, field, param);
    if (value == null || value.isEmpty()) {
      throw TranslationException.invalid(param, param + " is required.");
    }
    return value;
  }

  public static Integer integer(JsonNode node, String field, String param) throws TranslationException {
    JsonNode value = present(node, field);
    if (value == null) {
      return null;
    }
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw wrong(param, "a whole number");
    }
    return value.intValue();
  }

  public static BigDecimal decimal(JsonNode node, String field, String param) throws TranslationException {
    JsonNode value = present(node, field);
    if (value == null) {
      return null;
    }
    if (!value.isNumber()) {
      throw wrong(param, "a number");
    }
    return value.decimalValue();
  }

  public static Boolean bool(JsonNode node, String field, String param) throws TranslationException {
    JsonNode value = present(node, field);
    if (value == null) {
      return null;
    }
    if (!value.isBoolean()) {
      throw wrong(param, "true or false");
    }
    return value.booleanValue();
  }

  /** Returns the strings of a string or of a list. Empty ones are left out, since all providers refuse them. */
  public static List<String> strings(JsonNode node, String field, String param) throws TranslationException {
    List<String> values = new ArrayList<>();
    JsonNode value = present(node, field);
    if (value == null) {
      return values;
    }
    if (value.isTextual()) {
      addUnlessEmpty(values, value);
      return values;
    }
    if (!value.isArray()) {
      throw wrong(param, "a string or a list of strings");
    }
    for (JsonNode item : value) {
      if (!item.isTextual()) {
        throw wrong(param, "a string or a list of strings");
      }
      addUnlessEmpty(values, item);
    }
    return values;
  }

  private static void addUnlessEmpty(List<String> values, JsonNode item) {
    if (!item.textValue().isEmpty()) {
      values.add(item.textValue());
    }
  }

  /** Returns how long a block's {@code cache_control} mark asks to keep it, or null if the block has no such mark. */
  public static String cacheControl(JsonNode node) {
    JsonNode mark = node.get("cache_control");
    if (mark == null || !mark.isObject()) {
      return null;
    }
    String ttl = Json.text(mark, "ttl");
    return ttl == null ? "5m" : ttl;
  }

  public static TranslationException wrong(String param, String expected) {
    return TranslationException.invalid(param, param + " must be " + expected + ".");
  }

  /** Reads one part of a content list. */
  @FunctionalInterface
  public interface PartReader {

    /**
     * Reads a part.
     *
     * @param param where it is in the request, for errors
     */
    Part read(JsonNode part, String param) throws TranslationException;
  }

  /**
   * Reads a content: a string, a list of parts, or nothing.
   *
   * @param cache the cache mark of a content that is a string, or null
   * @param parts what its surface calls the parts of the list
   */
  public static List<Part> content(JsonNode content, String param, String cache, String parts, PartReader reader)
      throws TranslationException {
    List<Part> all = new ArrayList<>();
    if (content == null || content.isNull()) {
      return all;
    }
    if (content.isTextual()) {
      all.add(new Part.Text(content, cache));
      return all;
    }
    if (!content.isArray()) {
      throw wrong(param, "a string or a list of " + parts);
    }
    for (int i = 0; i < content.size(); i++) {
      all.add(reader.read(content.get(i), param + "[" + i + "]"));
    }
    return all;
  }

  private static JsonNode present(JsonNode node, String field) {
    JsonNode value = node.get(field);
    return value == null || value.isNull() ? null : value;
  }

  /**
   * Reads Anthropic's {@code thinking} object, which OpenAI clients and Converse's additional fields carry too.
   *
   * @param thinking the object, or null
   * @param effort {@code output_config.effort}, or null
   */
  public static Reasoning thinking(JsonNode thinking, String effort) throws TranslationException {
    if (thinking == null) {
      return new Reasoning(Reasoning.Mode.DEFAULT, null, effort).orOff();
    }
    return switch (required(thinking, "type", "thinking.type")) {
      case "disabled" -> new Reasoning(Reasoning.Mode.OFF, null, effort).orOff();
      case "enabled" -> new Reasoning(
          Reasoning.Mode.ON, integer(thinking, "budget_tokens", "thinking.budget_tokens"), effort).orOff();
      default -> new Reasoning(Reasoning.Mode.ON, null, effort).orOff();
    };
  }
}

package app.orqen.translate.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Writes JSON into memory. Jackson's generator does more and takes three times as long for it, which is most of the cost of
 * translating a large request. Commas need no state, since the last byte written shows whether one is due.
 */
public final class JsonOut extends JsonBuffer {

  public JsonOut() {
    super(SMALL);
  }

  public JsonOut(int capacity) {
    super(capacity);
  }

  public JsonOut object() {
    separate();
    return with('{');
  }

  public JsonOut object(String name) {
    return name(name).object();
  }

  public JsonOut endObject() {
    return with('}');
  }

  public JsonOut array() {
    separate();
    return with('[');
  }

  public JsonOut array(String name) {
    return name(name).array();
  }

  public JsonOut endArray() {
    return with(']');
  }

  /** Writes a member's name from the code, which needs no escape. */
  public JsonOut name(String name) {
    separate();
    member(name);
    return this;
  }

  /** Writes a member's name from data. */
  private JsonOut dataName(String name) {
    separate();
    quoted(name);
    return with(':');
  }

  public JsonOut field(String name, String value) {
    return name(name).value(value);
  }

  public JsonOut field(String name, long value) {
    name(name);
    return literal(Long.toString(value));
  }

  public JsonOut field(String name, boolean value) {
    name(name);
    return literal(value ? "true" : "false");
  }

  public JsonOut field(String name, BigDecimal value) {
    name(name);
    return literal(value.toString());
  }

  public JsonOut field(String name, JsonNode value) {
    return name(name).node(value);
  }

  public JsonOut nullField(String name) {
    return field(name, (String) null);
  }

  /** Writes the field only if it has a value. */
  public JsonOut optional(String name, String value) {
    return value == null ? this : field(name, value);
  }

  public JsonOut optional(String name, BigDecimal value) {
    return value == null ? this : field(name, value);
  }

  public JsonOut optional(String name, Integer value) {
    return value == null ? this : field(name, value.longValue());
  }

  /** Writes a list of strings unless it is empty. */
  public JsonOut optional(String name, List<String> values) {
    if (values.isEmpty()) {
      return this;
    }
    array(name);
    values.forEach(this::value);
    return endArray();
  }

  public JsonOut value(String value) {
    separate();
    if (value == null) {
      return literal("null");
    }
    quoted(value);
    return this;
  }

  public JsonOut node(JsonNode node) {
    if (node.isObject()) {
      object();
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        dataName(field.getKey()).node(field.getValue());
      }
      return endObject();
    }
    if (node.isArray()) {
      array();
      node.forEach(this::node);
      return endArray();
    }
    if (node instanceof SourceText text) {
      separate();
      text.copyTo(this);
      return this;
    }
    if (node.isTextual() || node.isNull()) {
      return value(node.textValue());
    }
    separate();
    return literal(node.asText()); // Numbers and booleans.
  }

  /** Writes text between JSON values, such as a stream's framing. */
  public JsonOut raw(String text) {
    return raw(text.getBytes(StandardCharsets.UTF_8));
  }

  public JsonOut raw(byte[] bytes) {
    copy(bytes, 0, bytes.length);
    return this;
  }

  private JsonOut with(char c) {
    put(c);
    return this;
  }

  private JsonOut literal(String text) {
    ascii(text);
    return this;
  }
}

package app.orqen.translate;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.Map;

/**
 * Writes JSON into memory: Jackson's generator without its checked exceptions, which a byte array never throws.
 *
 * <p>Unlike the generator alone it takes strings with half a surrogate pair (agents cut text anywhere, providers stream
 * escapes one by one) and writes that half as the escape it came as.
 */
final class JsonOut {

  private final ByteArrayOutputStream bytes;
  private final JsonGenerator out;

  JsonOut() {
    this(512);
  }

  JsonOut(int size) {
    bytes = new ByteArrayOutputStream(size);
    try {
      out = Json.FACTORY.createGenerator(bytes);
      out.setRootValueSeparator(null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonOut object() {
    return run(JsonGenerator::writeStartObject);
  }

  JsonOut object(String name) {
    return name(name).object();
  }

  JsonOut endObject() {
    return run(JsonGenerator::writeEndObject);
  }

  JsonOut array(String name) {
    return name(name).run(JsonGenerator::writeStartArray);
  }

  JsonOut endArray() {
    return run(JsonGenerator::writeEndArray);
  }

  JsonOut name(String name) {
    return run(g -> g.writeFieldName(name));
  }

  JsonOut field(String name, String value) {
    return name(name).value(value);
  }

  JsonOut field(String name, long value) {
    return name(name).run(g -> g.writeNumber(value));
  }

  JsonOut field(String name, boolean value) {
    return name(name).run(g -> g.writeBoolean(value));
  }

  JsonOut field(String name, BigDecimal value) {
    return name(name).run(g -> g.writeNumber(value));
  }

  JsonOut field(String name, JsonNode value) {
    return name(name).node(value);
  }

  JsonOut nullField(String name) {
    return name(name).run(JsonGenerator::writeNull);
  }

  /** Writes the field only if it has a value. */
  JsonOut optional(String name, String value) {
    return value == null ? this : field(name, value);
  }

  JsonOut optional(String name, BigDecimal value) {
    return value == null ? this : field(name, value);
  }

  JsonOut optional(String name, Integer value) {
    return value == null ? this : field(name, value.longValue());
  }

  JsonOut value(String value) {
    if (value == null) {
      return run(JsonGenerator::writeNull);
    }
    return hasLoneSurrogate(value) ? run(g -> g.writeRawValue(escaped(value))) : run(g -> g.writeString(value));
  }

  JsonOut node(JsonNode node) {
    if (node.isObject()) {
      object();
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        name(field.getKey()).node(field.getValue());
      }
      return endObject();
    }
    if (node.isArray()) {
      run(JsonGenerator::writeStartArray);
      node.forEach(this::node);
      return endArray();
    }
    if (node.isTextual() || node.isNull()) {
      return value(node.textValue());
    }
    return run(g -> node.serialize(g, null)); // Numbers and booleans, which ask the provider nothing.
  }

  /** Text between JSON values, such as a stream's framing. */
  JsonOut raw(String text) {
    return run(g -> g.writeRaw(text));
  }

  /** What was written since the last call. */
  byte[] bytes() {
    run(JsonGenerator::flush);
    byte[] written = bytes.toByteArray();
    bytes.reset();
    return written;
  }

  private static boolean hasLoneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (i + 1 >= text.length() || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
          return true;
        }
        i++;
      }
    }
    return false;
  }

  private static String escaped(String text) {
    StringBuilder json = new StringBuilder(text.length() + 16).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ' || Character.isSurrogate(c)) {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }

  private JsonOut run(Step step) {
    try {
      step.apply(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  @FunctionalInterface
  private interface Step {
    void apply(JsonGenerator out) throws IOException;
  }
}

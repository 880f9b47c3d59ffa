package app.orqen.translate.json;

import app.orqen.json.Surrogates;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Writes JSON into memory. Jackson's generator does more and takes three times as long for it, which is most of the cost of
 * translating a large request. It also refuses strings with half a surrogate pair (agents cut text anywhere, and providers
 * stream escapes one by one). Here they are written as the escape they came as.
 *
 * <p>Commas need no state, since the last byte written shows whether one is due.
 */
public final class JsonOut {

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  /**
   * The characters that end a run of bytes to copy: those that must be escaped, and the question mark, which may represent half
   * a pair.
   */
  private static final boolean[] SPECIAL = special();

  /** Below this length a loop over the characters beats encoding the string as a whole. */
  private static final int SHORT = 24;

  /** Bytes of a new buffer, and of the longest that is kept once it has been taken. */
  private static final int SMALL = 256;
  private static final int KEPT = 1024;

  private byte[] buffer;
  private int size;

  public JsonOut() {
    this(SMALL);
  }

  public JsonOut(int capacity) {
    buffer = new byte[capacity];
  }

  public JsonOut object() {
    separate();
    return put('{');
  }

  public JsonOut object(String name) {
    return name(name).object();
  }

  public JsonOut endObject() {
    return put('}');
  }

  public JsonOut array() {
    separate();
    return put('[');
  }

  public JsonOut array(String name) {
    return name(name).array();
  }

  public JsonOut endArray() {
    return put(']');
  }

  /** Writes a member's name from the code, which needs no escape. */
  public JsonOut name(String name) {
    separate();
    int length = name.length();
    reserve(length + 3);
    buffer[size++] = '"';
    for (int i = 0; i < length; i++) {
      buffer[size++] = (byte) name.charAt(i);
    }
    buffer[size++] = '"';
    buffer[size++] = ':';
    return this;
  }

  /** Writes a member's name from data. */
  private JsonOut dataName(String name) {
    separate();
    quoted(name);
    return put(':');
  }

  public JsonOut field(String name, String value) {
    return name(name).value(value);
  }

  public JsonOut field(String name, long value) {
    name(name);
    return ascii(Long.toString(value));
  }

  public JsonOut field(String name, boolean value) {
    name(name);
    return ascii(value ? "true" : "false");
  }

  public JsonOut field(String name, BigDecimal value) {
    name(name);
    return ascii(value.toString());
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
      return ascii("null");
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
    return ascii(node.asText()); // Numbers and booleans.
  }

  /** Writes text between JSON values, such as a stream's framing. */
  public JsonOut raw(String text) {
    return raw(text.getBytes(StandardCharsets.UTF_8));
  }

  public JsonOut raw(byte[] bytes) {
    reserve(bytes.length);
    System.arraycopy(bytes, 0, buffer, size, bytes.length);
    size += bytes.length;
    return this;
  }

  /** Returns what was written since the last call. */
  public byte[] bytes() {
    byte[] written = Arrays.copyOf(buffer, size);
    size = 0;
    if (buffer.length > KEPT) {
      buffer = new byte[SMALL]; // the next, of a stream, may be long in coming
    }
    return written;
  }

  /** Writes a comma if the last byte ended a value. */
  private void separate() {
    if (size > 0) {
      byte last = buffer[size - 1];
      if (last != '{' && last != '[' && last != ':' && last > ' ') {
        put(',');
      }
    }
  }

  private JsonOut put(char c) {
    reserve(1);
    buffer[size++] = (byte) c;
    return this;
  }

  private JsonOut ascii(String text) {
    reserve(text.length());
    for (int i = 0; i < text.length(); i++) {
      buffer[size++] = (byte) text.charAt(i);
    }
    return this;
  }

  private void quoted(String text) {
    put('"');
    if (text.length() >= SHORT || !plain(text)) {
      encoded(text);
    }
    put('"');
  }

  /** Writes a short string if it is all ASCII and needs no escape. Otherwise writes nothing. */
  private boolean plain(String text) {
    reserve(SHORT);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80 || SPECIAL[c]) {
        return false;
      }
      buffer[size + i] = (byte) c;
    }
    size += text.length();
    return true;
  }

  private void encoded(String text) {
    int start = size;
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    reserve(utf8.length + 16);
    boolean whole = false;
    int from = 0;
    for (int i = 0; i < utf8.length; i++) {
      byte b = utf8[i];
      if (b < 0 || !SPECIAL[b]) {
        continue;
      }
      if (b != '?') {
        copy(utf8, from, i);
        escape(b);
        from = i + 1;
      } else if (!whole && Surrogates.hasHalf(text)) {
        size = start;
        throughEscapes(text);
        return;
      } else {
        whole = true;
      }
    }
    copy(utf8, from, utf8.length);
  }

  void copy(byte[] bytes, int from, int to) {
    reserve(to - from);
    System.arraycopy(bytes, from, buffer, size, to - from);
    size += to - from;
  }

  private void escape(int c) {
    reserve(6);
    buffer[size++] = '\\';
    switch (c) {
      case '"', '\\' -> buffer[size++] = (byte) c;
      case '\n' -> buffer[size++] = 'n';
      case '\r' -> buffer[size++] = 'r';
      case '\t' -> buffer[size++] = 't';
      default -> {
        buffer[size++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) {
          buffer[size++] = HEX[c >> shift & 0xF];
        }
      }
    }
  }

  /** Writes text that has half a surrogate pair. It is slower, and writes every surrogate as an escape. */
  private void throughEscapes(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80 ? SPECIAL[c] && c != '?' : Character.isSurrogate(c)) {
        escape(c);
      } else if (c < 0x80) {
        put(c);
      } else {
        raw(String.valueOf(c));
      }
    }
  }

  private void reserve(int more) {
    if (size + more > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
    }
  }

  private static boolean[] special() {
    boolean[] special = new boolean[128];
    Arrays.fill(special, 0, ' ', true);
    special['"'] = true;
    special['\\'] = true;
    special['?'] = true;
    return special;
  }
}

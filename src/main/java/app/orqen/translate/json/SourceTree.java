package app.orqen.translate.json;

import app.orqen.json.Surrogates;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/**
 * Reads a body's tree without decoding its long strings. Most of a large request is text that a translation only moves, so it
 * stays where it is ({@link SourceText}) and is copied in its spelling. Jackson skips and checks such a string. Its place
 * follows from the places of its token and of the next one.
 */
public final class SourceTree {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int SHORT = 48;

  private final byte[] source;
  private final boolean lazy;
  private final JsonParser parser;
  private JsonToken ahead;

  private SourceTree(byte[] source, boolean lazy, JsonParser parser) {
    this.source = source;
    this.lazy = lazy;
    this.parser = parser;
  }

  public static JsonNode read(byte[] source) throws IOException {
    JsonNode root = read(source, true);
    // Without offsets (another encoding than UTF-8) the ordinary way.
    return root != null ? root : read(source, false);
  }

  private static JsonNode read(byte[] source, boolean lazy) throws IOException {
    try (JsonParser parser = Json.FACTORY.createParser(source)) {
      return new SourceTree(source, lazy, parser).root();
    }
  }

  private JsonNode root() throws IOException {
    JsonToken first = next();
    if (first == null) {
      throw new JsonParseException(parser, "no content");
    }
    JsonNode root = value(first);
    if (root != null && next() != null) {
      throw new JsonParseException(parser, "content after the value");
    }
    return root;
  }

  private JsonToken next() throws IOException {
    JsonToken token = ahead == null ? parser.nextToken() : ahead;
    ahead = null;
    return token;
  }

  /** Reads a value. Returns null if the offsets can't be relied on. */
  private JsonNode value(JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> object();
      case START_ARRAY -> array();
      case VALUE_STRING -> lazy ? string() : NODES.textNode(Surrogates.mended(parser.getText()));
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NULL -> NODES.nullNode();
      case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDecimalValue());
      case VALUE_NUMBER_INT -> switch (parser.getNumberType()) {
        case INT -> NODES.numberNode(parser.getIntValue());
        case LONG -> NODES.numberNode(parser.getLongValue());
        default -> NODES.numberNode(parser.getBigIntegerValue());
      };
      default -> throw new JsonParseException(parser, "unexpected " + token);
    };
  }

  /** Reads an object. The parser bounds the depth, and so this recursion. */
  private ObjectNode object() throws IOException {
    ObjectNode object = NODES.objectNode();
    for (JsonToken token = next(); token == JsonToken.FIELD_NAME; token = next()) {
      String name = Surrogates.mended(parser.currentName());
      JsonNode value = value(next());
      if (value == null) {
        return null;
      }
      object.set(name, value);
    }
    return object;
  }

  private ArrayNode array() throws IOException {
    ArrayNode array = NODES.arrayNode();
    for (JsonToken token = next(); token != JsonToken.END_ARRAY; token = next()) {
      JsonNode value = value(token);
      if (value == null) {
        return null;
      }
      array.add(value);
    }
    return array;
  }

  private JsonNode string() throws IOException {
    long from = parser.currentTokenLocation().getByteOffset();
    if (from >= 0 && isShort((int) from)) {
      return NODES.textNode(Surrogates.mended(parser.getText()));
    }
    ahead = parser.nextToken();
    long next = ahead == null ? source.length : parser.currentTokenLocation().getByteOffset();
    if (from < 0 || next <= from || next > source.length || source[(int) from] != '"') {
      return null;
    }
    int end = (int) next - 1;
    while (end > from && isBetween(source[end])) {
      end--;
    }
    return end > from && source[end] == '"' ? new SourceText(source, (int) from, end + 1) : null;
  }

  /** Returns whether a string is short. Short ones are names, roles and ids, which will be asked for. */
  private boolean isShort(int from) {
    int end = Math.min(from + SHORT, source.length);
    for (int i = from + 1; i < end; i++) {
      if (source[i] == '"' && source[i - 1] != '\\') {
        return true;
      }
    }
    return false;
  }

  /** Returns whether a byte may be between a string and the next token. */
  private static boolean isBetween(byte b) {
    return b == ',' || b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }
}

package app.orqen.translate;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * A body's tree that remembers where its long strings stand in the bytes. Most of a large request is text that a translation
 * only moves: {@link JsonOut} copies such a string as it was spelled instead of encoding it anew, which halves the cost.
 */
final class SourceTree {

  /** Below this length encoding is as fast as looking the string up. */
  private static final int LONG = 48;

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final byte[] source;
  private final Map<String, Span> spans = new IdentityHashMap<>(512);

  /** From the opening quote to behind the closing one. */
  record Span(int from, int to) {}

  SourceTree(byte[] source) {
    this.source = source;
  }

  byte[] source() {
    return source;
  }

  /** Where exactly this string object was read, or null. */
  Span span(String text) {
    return text.length() < LONG ? null : spans.get(text);
  }

  JsonNode read() throws IOException {
    try (JsonParser parser = Json.FACTORY.createParser(source)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw new JsonParseException(parser, "no content");
      }
      JsonNode root = value(parser, first);
      if (parser.nextToken() != null) {
        throw new JsonParseException(parser, "content after the value");
      }
      return root;
    }
  }

  private JsonNode value(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> NODES.textNode(string(parser));
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

  /** The parser bounds the depth, and so this recursion. */
  private ObjectNode object(JsonParser parser) throws IOException {
    ObjectNode object = NODES.objectNode();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      object.set(name, value(parser, parser.nextToken()));
    }
    return object;
  }

  private ArrayNode array(JsonParser parser) throws IOException {
    ArrayNode array = NODES.arrayNode();
    for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
      array.add(value(parser, token));
    }
    return array;
  }

  private String string(JsonParser parser) throws IOException {
    String text = parser.getText();
    if (text.length() >= LONG) {
      long from = parser.currentTokenLocation().getByteOffset();
      long to = parser.currentLocation().getByteOffset();
      // Bodies in another encoding have no such offsets.
      if (from >= 0 && to <= source.length && source[(int) from] == '"' && source[(int) to - 1] == '"') {
        spans.put(text, new Span((int) from, (int) to));
      }
    }
    return text;
  }
}

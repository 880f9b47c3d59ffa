package app.orqen.translate.json;

import app.orqen.json.BoundedNames;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Reading JSON: one configuration for all translators, and the few look-ups they share. */
public final class Json {

  /** How many parsers' buffers are kept, about 12 KB each. */
  private static final int POOLED = 64;

  /** A base64 file is one string, so strings may be as long as the largest body. */
  public static final JsonFactory FACTORY =
      new BoundedNames(new JsonFactoryBuilder()
          .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(128 * 1024 * 1024).build())
          // Not of each thread, as is Jackson's default: a stream has a thread, and waits longer than it reads.
          .recyclerPool(JsonRecyclerPools.newBoundedPool(POOLED)));

  /** Decimals stay as they are spelled: tool arguments are the caller's data. */
  private static final ObjectReader READER =
      JsonMapper.builder(FACTORY)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);

  private static final ObjectReader PART = READER.without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Json() {}

  /** Reads the value that a parser is at, and leaves the parser at its end. */
  public static JsonNode subtree(JsonParser parser) throws IOException {
    return PART.readTree(parser);
  }

  public static JsonNode tree(byte[] bytes) throws IOException {
    return READER.readTree(bytes);
  }

  public static JsonNode tree(String text) throws IOException {
    return READER.readTree(text);
  }

  /** Returns a text's object, or an empty one when the text isn't an object: a model may write broken JSON. */
  public static JsonNode objectOrEmpty(String text) {
    JsonNode object = objectOrNull(text);
    // Wires require an object. A client that checks the arguments sees that they are missing.
    return object == null ? JsonNodeFactory.instance.objectNode() : object;
  }

  /** Returns a text's object, or null when the text isn't an object. */
  public static JsonNode objectOrNull(String text) {
    try {
      return text.isBlank() || !(tree(text) instanceof ObjectNode object) ? null : object;
    } catch (IOException e) {
      return null;
    }
  }

  /** Returns a string field, or null if it is absent, null or of another type. */
  public static String text(JsonNode node, String field) {
    JsonNode value = node.get(field);
    return value != null && value.isTextual() ? value.textValue() : null;
  }

  /** Returns whether a field has a value. Absent and null are the same in all wires. */
  public static boolean has(JsonNode node, String field) {
    JsonNode value = node.get(field);
    return value != null && !value.isNull();
  }

  public static boolean isBlank(String text) {
    return text == null || text.isBlank();
  }

  /** Returns a node's compact JSON text. */
  public static String compact(JsonNode node) {
    return new String(new JsonOut().node(node).bytes(), StandardCharsets.UTF_8);
  }
}

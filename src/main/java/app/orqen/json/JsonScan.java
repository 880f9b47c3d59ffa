package app.orqen.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;

/**
 * Parsers that run through a body once, for its few fields that matter. A string may be as long as the body, since images come
 * in base64. Depth, numbers and the length of names have Jackson's limits, and the number of names has that of
 * {@link BoundedNames} (docs/api.md, "Bodies").
 */
public final class JsonScan {

  private static final JsonFactory FACTORY = new BoundedNames(new JsonFactoryBuilder()
      .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
      .disable(JsonFactory.Feature.CHARSET_DETECTION));

  private JsonScan() {}

  /** Returns a parser of a stretch of bytes in UTF-8, whose locations count from the stretch's beginning. */
  public static JsonParser parser(byte[] bytes, int offset, int length) throws IOException {
    return FACTORY.createParser(bytes, offset, length);
  }

  /** Returns the place of the current token's first byte, counted as the parser counts. */
  public static int start(JsonParser parser) {
    return (int) parser.currentTokenLocation().getByteOffset();
  }

  /** Returns the place behind the current token; behind the whole value once its children are read or skipped. */
  public static int end(JsonParser parser) throws IOException {
    parser.finishToken();
    return (int) parser.currentLocation().getByteOffset();
  }

  /**
   * Returns the same without decoding a string, which a parser would do to tell its end.
   *
   * @param json all that the parser reads
   */
  public static int end(JsonParser parser, byte[] json) throws IOException {
    return parser.currentToken() == JsonToken.VALUE_STRING ? JsonString.end(json, start(parser)) : end(parser);
  }
}

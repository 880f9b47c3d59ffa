package app.orqen.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
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
}

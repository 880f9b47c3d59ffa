package app.orqen.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;

/**
 * Parsers that run through a body once, for its few fields that matter. A string may be as long as the body, since images come
 * in base64; depth, numbers and names have Jackson's limits (docs/api.md, "Bodies"). Names come from outside, so that none is
 * interned.
 */
public final class JsonScan {

  private static final JsonFactory FACTORY = JsonFactory.builder()
      .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
      .configure(JsonFactory.Feature.CHARSET_DETECTION, false)
      .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false)
      .build();

  private JsonScan() {}

  /** Returns a parser of a stretch of bytes in UTF-8, whose locations count from the stretch's beginning. */
  public static JsonParser parser(byte[] bytes, int offset, int length) throws IOException {
    return FACTORY.createParser(bytes, offset, length);
  }
}

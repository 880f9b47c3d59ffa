package app.orqen.tools.read;

import app.orqen.bytes.ByteSearch;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Finds the members {@code x-orqen-examples} of a JSON value at any depth. Only the gateway reads them. */
public final class ExampleCuts {

  public static final String EXAMPLES = "x-orqen-examples";

  private static final byte[] PLAIN = EXAMPLES.getBytes(StandardCharsets.US_ASCII);
  /** A name may be spelled with escapes too. */
  private static final byte[] ESCAPE = {'\\', 'u'};

  private final List<ByteSpan> cuts = new ArrayList<>();

  private ExampleCuts() {}

  /**
   * Returns what to cut so that the rest is valid JSON without them.
   *
   * @return spans in ascending order, counted from the value's first byte
   */
  public static List<ByteSpan> in(byte[] body, ByteSpan value) throws IOException {
    if (ByteSearch.indexOf(body, value.start(), value.end(), PLAIN) < 0
        && ByteSearch.indexOf(body, value.start(), value.end(), ESCAPE) < 0) {
      return List.of();
    }
    ExampleCuts found = new ExampleCuts();
    try (JsonParser json = Json.parser(body, value)) {
      json.nextToken();
      found.readValue(json);
    }
    found.cuts.sort(Comparator.comparingInt(ByteSpan::start));
    return List.copyOf(found.cuts);
  }

  private void readValue(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.START_ARRAY) {
      while (json.nextToken() != JsonToken.END_ARRAY) {
        readValue(json);
      }
    } else if (json.currentToken() == JsonToken.START_OBJECT) {
      readObject(json);
    }
  }

  private void readObject(JsonParser json) throws IOException {
    MemberCutter cutter = new MemberCutter();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean cut = json.currentName().equals(EXAMPLES);
      cutter.begin(json, cut);
      json.nextToken();
      if (cut) {
        json.skipChildren();
      } else {
        readValue(json);
      }
      cutter.end(json);
    }
    cutter.cutsInto(cuts);
  }
}

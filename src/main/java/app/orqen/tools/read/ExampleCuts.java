package app.orqen.tools.read;

import app.orqen.bytes.ByteSearch;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds the members {@code x-orqen-examples} of a JSON value at any depth, which only the gateway reads, and a tool's marks for
 * deferral.
 */
public final class ExampleCuts {

  public static final String EXAMPLES = "x-orqen-examples";

  private static final byte[] PLAIN = EXAMPLES.getBytes(StandardCharsets.US_ASCII);
  /** A name may be spelled with escapes too. */
  private static final byte[] ESCAPE = {'\\', 'u'};

  private static final String MARK = "defer_loading";
  /** Marks are in the tool itself, or in the one object that wraps its definition. */
  private static final int MARK_DEPTH = 2;

  private final List<ByteSpan> cuts = new ArrayList<>();

  private final boolean marks;

  private ExampleCuts(boolean marks) {
    this.marks = marks;
  }

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
    return new ExampleCuts(false).find(body, value);
  }

  /**
   * Returns what to cut so that a tool has neither examples nor marks for deferral.
   *
   * @return spans in ascending order, counted from the tool's first byte
   */
  public static List<ByteSpan> withMarks(byte[] body, ByteSpan tool) throws IOException {
    return new ExampleCuts(true).find(body, tool);
  }

  private List<ByteSpan> find(byte[] body, ByteSpan value) throws IOException {
    try (JsonParser json = Json.parser(body, value)) {
      json.nextToken();
      readValue(json, 1);
    }
    cuts.sort(Comparator.comparingInt(ByteSpan::start));
    return List.copyOf(cuts);
  }

  private void readValue(JsonParser json, int depth) throws IOException {
    if (json.currentToken() == JsonToken.START_ARRAY) {
      while (json.nextToken() != JsonToken.END_ARRAY) {
        readValue(json, depth + 1);
      }
    } else if (json.currentToken() == JsonToken.START_OBJECT) {
      readObject(json, depth);
    }
  }

  private void readObject(JsonParser json, int depth) throws IOException {
    MemberCutter cutter = new MemberCutter();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      boolean cut = name.equals(EXAMPLES) || marks && depth <= MARK_DEPTH && name.equals(MARK);
      cutter.begin(json, cut);
      json.nextToken();
      if (cut) {
        json.skipChildren();
      } else {
        readValue(json, depth + 1);
      }
      cutter.end(json);
    }
    cutter.cutsInto(cuts);
  }
}

package app.orqen.dispatch.call;

import app.orqen.bytes.ByteSearch;
import app.orqen.json.JsonScan;
import app.orqen.request.BodyEdit;
import app.orqen.request.BodyScan;
import app.orqen.request.Field;
import app.orqen.translate.front.WireRegistry;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes thinking that the gateway sealed for another provider out of a conversation that goes to OpenAI as it is. OpenAI would
 * refuse the whole request for it.
 */
final class SealedItems {

  private static final byte[] MARK = WireRegistry.SEALED_THINKING.getBytes(StandardCharsets.US_ASCII);

  private SealedItems() {}

  /** Cuts such items; every other byte stays. */
  static void cut(BodyScan scan, BodyEdit edit) {
    Field input = scan.field("input");
    if (input == null || input.type() != JsonToken.START_ARRAY
        || ByteSearch.indexOf(scan.body(), input.valueStart(), input.valueEnd(), MARK) < 0) {
      return;
    }
    ListCut.apply(items(scan.body(), input), edit);
  }

  private static List<ListCut.Element> items(byte[] body, Field input) {
    List<ListCut.Element> items = new ArrayList<>();
    int from = input.valueStart();
    try (JsonParser json = JsonScan.parser(body, from, input.valueEnd() - from)) {
      json.nextToken();
      while (json.nextToken() != JsonToken.END_ARRAY) {
        int start = from + JsonScan.start(json);
        boolean sealed = false;
        boolean object = json.currentToken() == JsonToken.START_OBJECT;
        while (object && json.nextToken() == JsonToken.FIELD_NAME) {
          boolean content = json.currentName().equals("encrypted_content");
          sealed |= json.nextToken() == JsonToken.VALUE_STRING && content
              && json.getText().startsWith(WireRegistry.SEALED_THINKING);
          json.skipChildren();
        }
        if (!object) {
          json.skipChildren();
        }
        items.add(new ListCut.Element(start, from + JsonScan.end(json), sealed));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return items;
  }
}

package app.orqen.request;

import app.orqen.json.JsonScan;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Finds the ids of tool calls in OpenAI's messages: of the calls, and of the results that answer them. */
public final class CallIds {

  /**
   * The id of a call, or the id by which a result names its call.
   *
   * @param where the string, quotes included
   */
  public record CallId(String id, Span where) {}

  private final JsonParser parser;
  private final int offset;
  private final List<CallId> found = new ArrayList<>();

  private CallIds(JsonParser parser, int offset) {
    this.parser = parser;
    this.offset = offset;
  }

  /** Reads the messages once more, which is why the scan of every body does not do it. */
  public static List<CallId> in(BodyScan scan) {
    Field messages = scan.field("messages");
    if (messages == null || messages.type() != JsonToken.START_ARRAY) {
      return List.of();
    }
    int length = messages.valueEnd() - messages.valueStart();
    try (JsonParser parser = JsonScan.parser(scan.body(), messages.valueStart(), length)) {
      CallIds ids = new CallIds(parser, messages.valueStart());
      parser.nextToken();
      ids.objects("tool_call_id", "tool_calls");
      return ids.found;
    } catch (IOException e) {
      throw new UncheckedIOException(e); // it was JSON a moment ago
    }
  }

  /** Reads each object of the list at the parser's place: its id by one name, and its list of calls by another. */
  private void objects(String id, String calls) throws IOException {
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        parser.skipChildren();
        continue;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken type = parser.nextToken();
        if (type == JsonToken.VALUE_STRING && name.equals(id)) {
          note();
        } else if (type == JsonToken.START_ARRAY && name.equals(calls)) {
          objects("id", null);
        } else {
          parser.skipChildren();
        }
      }
    }
  }

  private void note() throws IOException {
    found.add(new CallId(parser.getText(), new Span(offset + JsonScan.start(parser), offset + JsonScan.end(parser))));
  }
}

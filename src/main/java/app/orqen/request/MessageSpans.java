package app.orqen.request;

import app.orqen.json.JsonScan;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Where OpenAI's messages are in a body. */
public final class MessageSpans {

  /**
   * A message.
   *
   * @param whole where the message is in the body
   * @param role its role, or an empty text if it has no role
   * @param roleValue where the role's string is, quotes included; null if it has no role
   * @param content where the content's value is; null if it has no content
   * @param contentType what kind of value the content is; null if it has no content
   */
  public record Message(Span whole, String role, Span roleValue, Span content, JsonToken contentType) {}

  private final JsonParser parser;
  private final int offset;

  private MessageSpans(JsonParser parser, int offset) {
    this.parser = parser;
    this.offset = offset;
  }

  /** Reads the messages once more, which is why the scan of every body doesn't do it. */
  public static List<Message> in(BodyScan scan) {
    Field messages = scan.field("messages");
    if (messages == null || messages.type() != JsonToken.START_ARRAY || !scan.hasMessages()) {
      return List.of();
    }
    int length = messages.valueEnd() - messages.valueStart();
    try (JsonParser parser = JsonScan.parser(scan.body(), messages.valueStart(), length)) {
      MessageSpans spans = new MessageSpans(parser, messages.valueStart());
      parser.nextToken();
      List<Message> found = new ArrayList<>();
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        found.add(spans.message());
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e); // it was JSON a moment ago
    }
  }

  private Message message() throws IOException {
    int start = start();
    String role = "";
    Span roleValue = null;
    Span content = null;
    JsonToken contentType = null;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken type = parser.nextToken();
      int valueStart = start();
      if (name.equals("role") && type == JsonToken.VALUE_STRING) {
        role = parser.getText();
        roleValue = new Span(valueStart, end());
      } else {
        parser.skipChildren();
        if (name.equals("content")) {
          content = new Span(valueStart, end());
          contentType = type;
        }
      }
    }
    return new Message(new Span(start, end()), role, roleValue, content, contentType);
  }

  private int start() {
    return offset + JsonScan.start(parser);
  }

  private int end() throws IOException {
    return offset + JsonScan.end(parser);
  }
}

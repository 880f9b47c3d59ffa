package app.orqen.tools.read;

import app.orqen.json.JsonScan;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** What the readers here share of Jackson's streaming parser. */
final class Json {

  private Json() {}

  static JsonParser parser(byte[] body, ByteSpan span) throws IOException {
    return JsonScan.parser(body, span.start(), span.length());
  }

  /** Returns the current value's text, cut. A value that isn't a string is skipped, and its text is empty. */
  static String text(JsonParser json, int max) throws IOException {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      json.skipChildren();
      return "";
    }
    return cut(json.getText(), max);
  }

  /** Takes one token of a value that begins and ends nothing: a scalar or a member's name. */
  interface Leaf {
    void accept(JsonToken token) throws IOException;
  }

  /** Shows every scalar in the current value, member names too. Afterwards the parser is at the value's end. */
  static void leaves(JsonParser json, Leaf leaf) throws IOException {
    int depth = 0;
    JsonToken token = json.currentToken();
    do {
      if (token.isStructStart()) {
        depth++;
      } else if (token.isStructEnd()) {
        depth--;
      } else {
        leaf.accept(token);
      }
      token = depth == 0 ? null : json.nextToken();
    } while (token != null);
  }

  /** Appends every scalar in the current value, member names too, until {@code into} holds {@code max} characters. */
  static void strings(JsonParser json, StringBuilder into, int max) throws IOException {
    leaves(json, token -> {
      if (into.length() < max && token != JsonToken.VALUE_NULL) {
        String text = json.getText();
        into.append(text, 0, Math.min(text.length(), max - into.length())).append('\n');
      }
    });
  }

  /**
   * Returns the first {@code max} characters. Of a longer text it returns the beginning and the end, where requests are stated.
   */
  static String cut(String text, int max) {
    if (text.length() <= max) {
      return text;
    }
    int half = max / 2;
    return text.substring(0, half) + "\n" + text.substring(text.length() - half);
  }
}

package app.orqen.tools.read;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;

/** Reads which tools a request's {@code tool_choice} names: one, or the several of OpenAI's {@code allowed_tools}. */
public final class ToolChoice {

  private ToolChoice() {}

  /** Returns every name in the value. {@code span} may be null. */
  public static Set<String> names(byte[] body, ByteSpan span) throws IOException {
    Set<String> names = new LinkedHashSet<>();
    if (span == null) {
      return names;
    }
    try (JsonParser json = Json.parser(body, span)) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token == JsonToken.VALUE_STRING && "name".equals(json.currentName())) {
          names.add(json.getText());
        }
      }
    }
    return names;
  }
}

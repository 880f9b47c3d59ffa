package app.orqen.tools.read;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads which tools a request's {@code tool_choice} names: one, or the several of OpenAI's {@code allowed_tools}. */
public final class ToolChoice {

  private ToolChoice() {}

  /** What one object names. A member that appears more than once counts each time, because the provider may read any of them. */
  private record Named(List<String> namespaces, List<String> names) {

    void take(String member, String text) {
      if ("name".equals(member)) {
        names.add(text);
      } else if ("namespace".equals(member)) {
        namespaces.add(text);
      }
    }

    void addTo(Set<String> all) {
      for (String name : names) {
        if (namespaces.isEmpty()) {
          all.add(name);
        }
        namespaces.forEach(namespace -> all.add(namespace + "__" + name));
      }
    }
  }

  /** Returns every name in the value, with its namespace in front where it has one; {@code span} may be null. */
  public static Set<String> names(byte[] body, ByteSpan span) throws IOException {
    Set<String> names = new LinkedHashSet<>();
    if (span == null) {
      return names;
    }
    Deque<Named> open = new ArrayDeque<>();
    try (JsonParser json = Json.parser(body, span)) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token == JsonToken.START_OBJECT) {
          open.push(new Named(new ArrayList<>(), new ArrayList<>()));
        } else if (token == JsonToken.END_OBJECT) {
          open.pop().addTo(names);
        } else if (token == JsonToken.VALUE_STRING && !open.isEmpty()) {
          open.peek().take(json.currentName(), json.getText());
        }
      }
    }
    return names;
  }
}

package app.orqen.tools;

import app.orqen.json.JsonScan;
import app.orqen.tools.read.ByteSpan;
import app.orqen.tools.read.ToolList;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Checks the tools that are among the items of a conversation: {@code additional_tools}, and what a search has loaded. */
public final class ItemTools {

  private static final ToolList TOOLS = new ToolList(1_000);
  /** How the ids of stored items begin that bring no tools: messages, reasoning and calls. A client can't choose them. */
  private static final List<String> PLAIN = List.of("msg_", "rs_", "fc_", "ctc_");

  private ItemTools() {}

  /**
   * Looks the tools in a list of items through for one that a key may not use. A reference to a stored item that may bring tools
   * counts as a tool without a name.
   *
   * @param input the list
   * @return the name that the lists refuse, empty when the tool has none; null when all may pass
   */
  public static String refused(ToolPolicy policy, byte[] body, ByteSpan input) {
    try (JsonParser json = JsonScan.parser(body, input.start(), input.length())) {
      json.nextToken();
      while (json.nextToken() != JsonToken.END_ARRAY) {
        boolean object = json.currentToken() == JsonToken.START_OBJECT;
        boolean named = false;
        String id = null;
        while (object && json.nextToken() == JsonToken.FIELD_NAME) {
          String field = json.currentName();
          boolean tools = field.equals("tools");
          JsonToken type = json.nextToken();
          named |= field.equals("role") || field.equals("type") && !"item_reference".equals(json.getText()) && type != JsonToken.VALUE_NULL;
          id = field.equals("id") && type == JsonToken.VALUE_STRING ? json.getText() : id;
          int start = input.start() + (int) json.currentTokenLocation().getByteOffset();
          json.skipChildren();
          int end = input.start() + (int) json.currentLocation().getByteOffset();
          String name = !tools ? null : type == JsonToken.START_ARRAY
              ? refusedOf(policy, TOOLS.read(body, new ByteSpan(start, end)))
              : type == JsonToken.START_OBJECT ? "" : null;
          if (name != null) {
            return name;
          }
        }
        if (!object) {
          json.skipChildren();
        } else if (!named && id != null && PLAIN.stream().noneMatch(id::startsWith)) {
          return "";
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return null;
  }

  private static String refusedOf(ToolPolicy policy, List<ToolList.Element> tools) {
    for (ToolList.Element element : tools) {
      List<String> names = element.tool().names();
      if (!policy.permitsAll(names)) {
        return names.stream().filter(name -> !policy.permits(name)).findFirst().orElse("");
      }
    }
    return null;
  }
}

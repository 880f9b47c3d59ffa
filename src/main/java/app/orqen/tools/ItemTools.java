package app.orqen.tools;

import app.orqen.json.JsonScan;
import app.orqen.tools.read.ByteSpan;
import app.orqen.tools.read.ToolList;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Finds the tools that are among the items of a conversation: {@code additional_tools}, and what a search has loaded. */
public final class ItemTools {

  private static final ToolList TOOLS = new ToolList(1_000);

  private ItemTools() {}

  /**
   * Returns the names of all tools in a list of items.
   *
   * @param input the list
   */
  public static List<String> names(byte[] body, ByteSpan input) {
    List<String> names = new ArrayList<>();
    try (JsonParser json = JsonScan.parser(body, input.start(), input.length())) {
      json.nextToken();
      while (json.nextToken() != JsonToken.END_ARRAY) {
        boolean object = json.currentToken() == JsonToken.START_OBJECT;
        while (object && json.nextToken() == JsonToken.FIELD_NAME) {
          boolean tools = json.currentName().equals("tools");
          boolean list = json.nextToken() == JsonToken.START_ARRAY;
          int start = input.start() + (int) json.currentTokenLocation().getByteOffset();
          json.skipChildren();
          if (tools && list) {
            ByteSpan span = new ByteSpan(start, input.start() + (int) json.currentLocation().getByteOffset());
            TOOLS.read(body, span).forEach(tool -> names.addAll(tool.tool().names()));
          }
        }
        if (!object) {
          json.skipChildren();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return names;
  }
}

package app.orqen.usage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/** Names of tools as a column holds them: a JSON list. Its length is bounded, since a caller may send thousands of names. */
final class ToolNamesColumn {

  private static final ObjectMapper JSON = new ObjectMapper();
  static final int MAX_NAME = 128;
  private static final int MAX_NAMES = 256;

  private ToolNamesColumn() {}

  /**
   * Returns the list, or null when there are no names. When there are too many, it has the first ones and how many aren't
   * shown.
   */
  static String text(List<?> names) {
    if (names.isEmpty()) {
      return null;
    }
    List<String> shown = new ArrayList<>();
    names.stream().limit(MAX_NAMES).forEach(name -> shown.add(UsageRow.clean((String) name, MAX_NAME)));
    if (names.size() > MAX_NAMES) {
      shown.add("… and " + (names.size() - MAX_NAMES) + " more");
    }
    try {
      return JSON.writeValueAsString(shown);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<String> names(String text) {
    try {
      return text == null ? List.of() : JSON.readValue(text, new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the column is no JSON list of names", e);
    }
  }
}

package app.orqen.key;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;

/** Lists of names as columns of a key's row hold them: JSON, or null for no list. */
public final class NameList {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<List<String>> NAMES = new TypeReference<>() {};

  private NameList() {}

  /** Reads a column; null stays null. */
  public static List<String> read(Object column) {
    try {
      return column == null ? null : List.copyOf(JSON.readValue(column.toString(), NAMES));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a list in the key table isn't a JSON list of names", e);
    }
  }

  /** Writes a column; null stays null. */
  public static String write(List<String> names) {
    try {
      return names == null ? null : JSON.writeValueAsString(names);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}

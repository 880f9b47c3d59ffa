package app.orqen.catalogue;

import app.orqen.catalogue.ModelFacts.Mode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The differences between a newer table of models and the one in use. */
public final class TableDifferences {

  /**
   * A cell that differs.
   *
   * @param model as {@code provider/model}
   * @param column the column's name; null: the table in use has no such model
   * @param before what the table in use says; null: nothing
   * @param now what the newer one says; null for a new model
   */
  public record Difference(String model, String column, Object before, Object now) {}

  private TableDifferences() {}

  /** Returns the differences in the order of the newer table. What the newer table leaves out, or has an empty cell for, isn't one. */
  public static List<Difference> of(ModelTable inUse, ModelTable newer) {
    Map<String, ModelFacts> known = new LinkedHashMap<>();
    inUse.rows().forEach(row -> known.put(id(row), row));
    List<Difference> differences = new ArrayList<>();
    for (ModelFacts row : newer.rows()) {
      ModelFacts before = known.get(id(row));
      if (before == null) {
        differences.add(new Difference(id(row), null, null, null));
        continue;
      }
      Map<String, Object> old = cells(before);
      cells(row).forEach((column, now) -> {
        if (isSaid(now) && !isSame(now, old.get(column))) {
          differences.add(new Difference(id(row), column, isSaid(old.get(column)) ? old.get(column) : null, now));
        }
      });
    }
    return differences;
  }

  private static String id(ModelFacts row) {
    return row.provider() + "/" + row.model();
  }

  private static boolean isSaid(Object cell) {
    return cell != null && !(cell instanceof Collection<?> list && list.isEmpty());
  }

  private static boolean isSame(Object one, Object other) {
    return one instanceof BigDecimal price && other instanceof BigDecimal before ? price.compareTo(before) == 0 : one.equals(other);
  }

  /** Returns a row by the names of its columns. A mode that isn't given is that of a chat, and says nothing. */
  private static Map<String, Object> cells(ModelFacts row) {
    Map<String, Object> cells = new LinkedHashMap<>();
    cells.put("mode", row.mode() == Mode.CHAT ? null : row.mode().name().toLowerCase(Locale.ROOT));
    cells.put("max_input_tokens", row.maxInputTokens());
    cells.put("max_output_tokens", row.maxOutputTokens());
    cells.putAll(row.prices().byColumn());
    cells.put("tools", row.tools());
    cells.put("vision", row.vision());
    cells.put("pdf", row.pdf());
    cells.put("reasoning", row.reasoning());
    cells.put("efforts", row.efforts());
    cells.put("thinking_always_on", row.thinkingAlwaysOn());
    cells.put("adaptive_thinking", row.adaptiveThinking());
    cells.put("sampling_params", row.samplingParams());
    cells.put("response_schema", row.responseSchema());
    cells.put("tool_search", row.toolSearch());
    cells.put("cache_min_tokens", row.cacheMinTokens());
    cells.put("deprecated_on", row.deprecatedOn());
    cells.put("successor", row.successor());
    return cells;
  }
}

package app.orqen.catalogue;

import app.orqen.catalogue.ModelFacts.Mode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * One line of a table of model facts, as it is written: each cell by its column's name, an empty cell like an absent column.
 * The columns are told in docs/models.md.
 */
final class FactsRow {

  /** Every column that a table may have. */
  static final Set<String> COLUMNS = Set.of(
      "provider", "model", "mode", "max_input_tokens", "max_output_tokens", "input", "output", "cache_read",
      "cache_write_5m", "cache_write_1h", "tier_above", "input_above", "output_above", "cache_read_above", "input_flex",
      "output_flex", "input_priority", "output_priority", "tools", "vision", "pdf", "reasoning", "efforts",
      "thinking_always_on", "adaptive_thinking", "sampling_params", "response_schema", "tool_search", "cache_min_tokens",
      "deprecated_on", "successor", "tier", "source");

  private static final int THOUSAND = 1000;

  private final Map<String, String> cells;

  FactsRow(Map<String, String> cells) {
    this.cells = cells;
  }

  String provider() {
    return text("provider");
  }

  String model() {
    return text("model");
  }

  /**
   * Returns the row's facts. An empty cell leaves what another row says about the same model.
   *
   * @throws IllegalArgumentException naming the column whose cell can't be read
   */
  ModelFacts over(ModelFacts other) {
    return new ModelFacts(
        provider(),
        model(),
        text("mode") == null ? other.mode() : mode(),
        or(tokens("max_input_tokens"), other.maxInputTokens()),
        or(tokens("max_output_tokens"), other.maxOutputTokens()),
        prices(other.prices()),
        or(flag("tools"), other.tools()),
        or(flag("vision"), other.vision()),
        or(flag("pdf"), other.pdf()),
        or(flag("reasoning"), other.reasoning()),
        text("efforts") == null ? other.efforts() : List.copyOf(Arrays.asList(text("efforts").split(" +"))),
        or(flag("thinking_always_on"), other.thinkingAlwaysOn()),
        or(flag("adaptive_thinking"), other.adaptiveThinking()),
        or(flag("sampling_params"), other.samplingParams()),
        or(flag("response_schema"), other.responseSchema()),
        or(flag("tool_search"), other.toolSearch()),
        or(tokens("cache_min_tokens"), other.cacheMinTokens()),
        or(date("deprecated_on"), other.deprecatedOn()),
        or(text("successor"), other.successor()),
        or(rank(), other.tier()));
  }

  private Prices prices(Prices other) {
    return new Prices(
        or(price("input"), other.input()),
        or(price("output"), other.output()),
        or(price("cache_read"), other.cacheRead()),
        or(price("cache_write_5m"), other.cacheWrite5m()),
        or(price("cache_write_1h"), other.cacheWrite1h()),
        text("tier_above") == null ? other.tierAbove() : tier(),
        or(price("input_above"), other.inputAbove()),
        or(price("output_above"), other.outputAbove()),
        or(price("cache_read_above"), other.cacheReadAbove()),
        or(price("input_flex"), other.inputFlex()),
        or(price("output_flex"), other.outputFlex()),
        or(price("input_priority"), other.inputPriority()),
        or(price("output_priority"), other.outputPriority()));
  }

  private static <T> T or(T value, T other) {
    return value == null ? other : value;
  }

  private String text(String column) {
    String cell = cells.get(column);
    return cell == null || cell.isBlank() ? null : cell.strip();
  }

  private Mode mode() {
    try {
      return Mode.valueOf(text("mode").toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw wrong("mode", "chat, responses or embedding");
    }
  }

  private Integer tokens(String column) {
    String cell = text(column);
    try {
      // Spreadsheets write whole numbers as 512.0.
      int tokens = cell == null ? 0 : new BigDecimal(cell).intValueExact();
      if (tokens >= 0) {
        return tokens == 0 ? null : tokens;
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // The same message as for a number below 0.
    }
    throw wrong(column, "a whole number of tokens, 0 where it is not known");
  }

  /** Reads a length such as 272k, which is 272,000 tokens. */
  private long tier() {
    String cell = text("tier_above");
    boolean thousands = cell.endsWith("k");
    try {
      long number = Long.parseLong(thousands ? cell.substring(0, cell.length() - 1) : cell);
      if (number > 0) {
        return thousands ? number * THOUSAND : number;
      }
    } catch (NumberFormatException e) {
      // The same message as for a number that is too small.
    }
    throw wrong("tier_above", "a number of tokens such as 200000 or 200k");
  }

  private BigDecimal price(String column) {
    String cell = text(column);
    try {
      BigDecimal price = cell == null ? null : new BigDecimal(cell);
      if (price == null || price.signum() >= 0) {
        return price;
      }
    } catch (NumberFormatException e) {
      // The same message as for a number below 0.
    }
    throw wrong(column, "US dollars a million tokens, 0 or more");
  }

  private Integer rank() {
    String cell = text("tier");
    if (cell == null || cell.matches("[1-3]")) {
      return cell == null ? null : Integer.valueOf(cell);
    }
    throw wrong("tier", "1, 2 or 3");
  }

  private Boolean flag(String column) {
    String cell = text(column);
    if (cell == null) {
      return null;
    }
    return switch (cell) {
      case "yes" -> Boolean.TRUE;
      case "no" -> Boolean.FALSE;
      default -> throw wrong(column, "yes, no or nothing");
    };
  }

  private LocalDate date(String column) {
    try {
      return text(column) == null ? null : LocalDate.parse(text(column));
    } catch (DateTimeException e) {
      throw wrong(column, "a day such as 2026-11-30");
    }
  }

  private IllegalArgumentException wrong(String column, String expected) {
    return new IllegalArgumentException("column '" + column + "' has '" + text(column) + "'; it takes " + expected);
  }
}

package app.orqen.catalogue;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a model costs, in US dollars a million tokens. A price is null when it is not known, which is never the same as 0.
 *
 * @param input input tokens that come from no cache
 * @param cacheRead input tokens that the provider read from its cache; null: they cost like input
 * @param cacheWrite5m input tokens that are written to a cache of five minutes
 * @param cacheWrite1h input tokens that are written to a cache of an hour
 * @param tierAbove tokens of input above which the whole request costs the {@code …Above} prices; 0 without such a tier
 * @param inputFlex with the service tier "flex"
 * @param inputPriority with the service tier "priority"
 */
public record Prices(
    BigDecimal input,
    BigDecimal output,
    BigDecimal cacheRead,
    BigDecimal cacheWrite5m,
    BigDecimal cacheWrite1h,
    long tierAbove,
    BigDecimal inputAbove,
    BigDecimal outputAbove,
    BigDecimal cacheReadAbove,
    BigDecimal inputFlex,
    BigDecimal outputFlex,
    BigDecimal inputPriority,
    BigDecimal outputPriority) {

  /** Nothing is known. */
  public static final Prices UNKNOWN =
      new Prices(null, null, null, null, null, 0, null, null, null, null, null, null, null);

  /** Returns the prices by the names of their columns, in the order of the columns; {@code tier_above} is a number of tokens. */
  public Map<String, Object> byColumn() {
    Map<String, Object> columns = new LinkedHashMap<>();
    columns.put("input", input);
    columns.put("output", output);
    columns.put("cache_read", cacheRead);
    columns.put("cache_write_5m", cacheWrite5m);
    columns.put("cache_write_1h", cacheWrite1h);
    columns.put("tier_above", tierAbove == 0 ? null : tierAbove);
    columns.put("input_above", inputAbove);
    columns.put("output_above", outputAbove);
    columns.put("cache_read_above", cacheReadAbove);
    columns.put("input_flex", inputFlex);
    columns.put("output_flex", outputFlex);
    columns.put("input_priority", inputPriority);
    columns.put("output_priority", outputPriority);
    return columns;
  }
}

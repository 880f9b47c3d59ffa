package app.orqen.models;

import app.orqen.catalogue.Prices;
import app.orqen.cost.Money;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;

/** A model's prices as the API shows them. */
public final class PriceColumns {

  private PriceColumns() {}

  /** Returns the prices by the names of their columns, in US dollars a million tokens; null where one isn't known. */
  public static Map<String, Object> of(Prices prices) {
    Map<String, Object> view = new LinkedHashMap<>();
    price(view, "input", prices.input());
    price(view, "output", prices.output());
    price(view, "cache_read", prices.cacheRead());
    price(view, "cache_write_5m", prices.cacheWrite5m());
    price(view, "cache_write_1h", prices.cacheWrite1h());
    view.put("tier_above", prices.tierAbove() == 0 ? null : prices.tierAbove());
    price(view, "input_above", prices.inputAbove());
    price(view, "output_above", prices.outputAbove());
    price(view, "cache_read_above", prices.cacheReadAbove());
    price(view, "input_flex", prices.inputFlex());
    price(view, "output_flex", prices.outputFlex());
    price(view, "input_priority", prices.inputPriority());
    price(view, "output_priority", prices.outputPriority());
    return view;
  }

  private static void price(Map<String, Object> view, String column, BigDecimal usd) {
    view.put(column, Money.shown(usd));
  }
}

package app.orqen.models;

import app.orqen.catalogue.Prices;
import app.orqen.cost.Money;
import java.math.BigDecimal;
import java.util.Map;

/** A model's prices as the API shows them. */
public final class PriceColumns {

  private PriceColumns() {}

  /** Returns the prices by the names of their columns, in US dollars for a million tokens. A price that isn't known is null. */
  public static Map<String, Object> of(Prices prices) {
    Map<String, Object> view = prices.byColumn();
    view.replaceAll((column, value) -> value instanceof BigDecimal usd ? Money.shown(usd) : value);
    return view;
  }
}

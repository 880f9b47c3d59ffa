package app.orqen.dashboard.routing;

import app.orqen.dashboard.page.Amount;
import com.fasterxml.jackson.databind.JsonNode;

/**
 * A model that {@code orqen/*} can pick, as the page shows it.
 *
 * @param price of a million tokens of input and of output
 * @param success the share of requests that its provider answered, in words
 * @param ttft the median time to the first byte, in words
 */
record ModelView(String provider, String model, boolean enabled, boolean calibrated, long requests, String success, String ttft,
    String cost, String price, int tier) {

  static ModelView of(JsonNode model) {
    JsonNode rate = model.path("success_rate");
    JsonNode prices = model.path("prices");
    return new ModelView(model.path("provider").asText(), model.path("model_id").asText(), model.path("is_enabled").asBoolean(),
        model.path("calibrated").asBoolean(), model.path("requests").asLong(),
        rate.isNumber() ? Math.round(rate.asDouble() * 1_000) / 10.0 + " %" : "–", Amount.millis(model.path("p50_ttft_ms")),
        model.path("requests").asLong() == 0 ? "–" : Amount.usd(model.path("cost_usd")),
        prices.path("input").isNumber() ? Amount.usd(prices.path("input")) + " / " + Amount.usd(prices.path("output")) : "not known",
        model.path("tier").asInt());
  }

  /** Returns the name that a caller writes. */
  public String id() {
    return provider + '/' + model;
  }

  /** Returns whether there are figures, but of too few requests to be reliable. */
  public boolean isFew() {
    return requests > 0 && !calibrated;
  }
}

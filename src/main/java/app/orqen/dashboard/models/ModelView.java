package app.orqen.dashboard.models;

import app.orqen.dashboard.page.Amount;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A model as the page shows it. Prices are in words, US dollars a million tokens.
 *
 * @param above from which length on the whole request costs more, in words; null where it never does
 * @param allowed whether the account and the key of the session may use it
 * @param enabled whether its provider is connected
 */
record ModelView(String id, String input, String output, String cached, String above, String context, String longest, List<String> abilities,
    boolean allowed, boolean enabled) {

  static ModelView of(JsonNode model) {
    JsonNode prices = model.path("prices");
    return new ModelView(model.path("id").asText(), Amount.usd(prices.path("input")), Amount.usd(prices.path("output")),
        Amount.usd(prices.path("cache_read")), prices.path("tier_above").isNumber()
            ? "above " + Amount.brief(prices.path("tier_above").asLong()) + ": " + Amount.usd(prices.path("input_above")) + " in, "
                + Amount.usd(prices.path("output_above")) + " out" : null,
        tokens(model.path("context_window")), tokens(model.path("max_output_tokens")),
        model.path("capabilities").valueStream().map(one -> word(one.asText())).toList(),
        model.path("allowed").asBoolean(), model.path("enabled").asBoolean());
  }

  private static String tokens(JsonNode tokens) {
    return tokens.isNumber() ? Amount.brief(tokens.asLong()) : "–";
  }

  private static String word(String capability) {
    return switch (capability) {
      case "pdf" -> "PDF";
      case "response_schema" -> "JSON schema";
      default -> capability;
    };
  }

  /** Returns whether it can be called with the account as it is, in words. */
  public String state() {
    return !allowed ? "not allowed" : enabled ? "ready" : "not connected";
  }

  public String tone() {
    return !allowed ? "warn" : enabled ? "ok" : "idle";
  }
}

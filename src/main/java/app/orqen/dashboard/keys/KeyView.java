package app.orqen.dashboard.keys;

import app.orqen.dashboard.page.Amount;
import app.orqen.dashboard.page.When;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;

/** A key as the page shows it. */
record KeyView(String id, String name, String preview, int limit, String tools, When created, When lastUsed,
    When expires, String state, String scope, String spent, String budget, Integer percent) {

  private static final Duration SOON = Duration.ofDays(7);

  static KeyView of(JsonNode key, Instant now) {
    JsonNode target = key.path("k_target_override");
    return new KeyView(key.path("id").asText(), key.path("name").asText(), key.path("preview").asText(),
        key.path("rate_limit_rpm").asInt(), target.isNull() ? "5 to 8, by fit" : target.asText(),
        When.of(key.path("created_at"), now), When.of(key.path("last_used_at"), now),
        When.of(key.path("expires_at"), now), state(key, now), key.path("scope").asText(), Amount.usd(key.path("spent_usd")),
        key.path("max_budget_usd").isNumber() ? Amount.usd(key.path("max_budget_usd")) + period(key) : null, percent(key));
  }

  private static String period(JsonNode key) {
    return switch (key.path("budget_period").asText()) {
      case "1d" -> " a day";
      case "7d" -> " in 7 days";
      case "30d" -> " in 30 days";
      default -> " in all";
    };
  }

  /** Returns how much of the budget is spent, 0 to 100, or null without a budget. */
  private static Integer percent(JsonNode key) {
    return key.path("max_budget_usd").isNumber()
        ? (Integer) (int) Math.min(100, 100 * key.path("spent_usd").asDouble() / key.path("max_budget_usd").asDouble()) : null;
  }

  private static String state(JsonNode key, Instant now) {
    if (!key.path("active").asBoolean()) {
      return "off";
    }
    if (key.path("expires_at").isNull()) {
      return "active";
    }
    Instant end = Instant.parse(key.path("expires_at").asText());
    return !end.isAfter(now) ? "expired" : end.isBefore(now.plus(SOON)) ? "expires soon" : "active";
  }
}

package app.orqen.dashboard.keys;

import app.orqen.dashboard.page.Amount;
import app.orqen.dashboard.page.When;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;

/** A key as the page shows it. */
record KeyView(String id, String name, String preview, int limit, String tools, When created, When lastUsed,
    When expires, String state, String scope, String spent, String budget, Integer percent, String left, boolean shadow) {

  private static final int ALMOST = 80;
  private static final int FULL = 100;
  private static final Duration SOON = Duration.ofDays(7);

  static KeyView of(JsonNode key, Instant now) {
    JsonNode target = key.path("k_target_override");
    return new KeyView(key.path("id").asText(), key.path("name").asText(), key.path("preview").asText(),
        key.path("rate_limit_rpm").asInt(), target.isNull() ? "5 to 8, by fit" : target.asText(),
        When.of(key.path("created_at"), now), When.of(key.path("last_used_at"), now),
        When.of(key.path("expires_at"), now), state(key, now), key.path("scope").asText(), Amount.usd(key.path("spent_usd")),
        key.path("max_budget_usd").isNumber() ? Amount.usd(key.path("max_budget_usd")) : null, percent(key),
        key.path("budget_left_usd").isNumber() ? left(key, now) : null, key.path("prune_shadow").asBoolean());
  }

  private static String left(JsonNode key, Instant now) {
    return key.path("budget_renews_at").isTextual() ? "renews " + When.of(key.path("budget_renews_at"), now).words()
        : Amount.usd(key.path("budget_left_usd")) + " left";
  }

  /** Returns how much of the budget is spent, 0 to 100, or null without a budget. */
  private static Integer percent(JsonNode key) {
    return key.path("max_budget_usd").isNumber()
        ? (Integer) (int) Math.min(100, 100 * key.path("spent_usd").asDouble() / key.path("max_budget_usd").asDouble()) : null;
  }

  /** Returns how the bar of the budget is coloured. */
  public String tone() {
    return percent == null || percent < ALMOST ? "ok" : percent < FULL ? "warn" : "bad";
  }

  /** Returns what the key opens, in words. */
  public String opens() {
    return switch (scope) {
      case "models" -> "models only";
      case "read" -> "reads only";
      default -> "everything";
    };
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

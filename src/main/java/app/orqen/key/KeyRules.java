package app.orqen.key;

import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a key may do and spend, as its row says (docs/api.md, "Key object"). A limit that is null isn't there.
 *
 * @param networks where it may be used from
 * @param tpmLimit tokens a minute, input and output
 * @param maxBudgetUsd US dollars in a period
 * @param dailyTokenBudget tokens in a UTC day
 * @param weeklyTokenBudget tokens in a week from Monday, in UTC
 * @param runaway what happens when an agent repeats a tool call without end
 * @param runawayRepeats how many identical calls with identical results in a row that takes
 * @param tags labels of its requests
 * @param createdAt when it was made, which its budget's periods are counted from
 */
public record KeyRules(
    Scope scope,
    ModelPatterns models,
    Networks networks,
    Integer tpmLimit,
    Integer maxParallelRequests,
    BigDecimal maxBudgetUsd,
    BudgetPeriod budgetPeriod,
    Long dailyTokenBudget,
    Long weeklyTokenBudget,
    BigDecimal maxSessionUsd,
    Integer maxSessionRequests,
    Runaway runaway,
    int runawayRepeats,
    List<String> tags,
    Instant createdAt) {

  /** What happens when an agent repeats a tool call without end. */
  public enum Runaway {
    OFF,
    WARN,
    STOP;

    /** Returns the name as the API spells it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The columns of {@link #of}, in the table {@code api_key}. */
  public static final List<String> COLUMNS = List.of("scope", "allowed_models", "allowed_networks", "tpm_limit",
      "max_parallel_requests", "max_budget_usd", "budget_period", "daily_token_budget", "weekly_token_budget", "max_session_usd",
      "max_session_requests", "runaway", "runaway_repeats", "tags", "created_at");

  /** Reads a row whose columns have these names; a value that nobody knows is an error, never a freedom. */
  public static KeyRules of(Map<String, ?> row) {
    return new KeyRules(
        Scope.valueOf(text(row, "scope")),
        new ModelPatterns(NameList.read(row.get("allowed_models"))),
        Networks.of(NameList.read(row.get("allowed_networks"))),
        integer(row, "tpm_limit"), integer(row, "max_parallel_requests"), (BigDecimal) row.get("max_budget_usd"),
        period(row), number(row, "daily_token_budget"), number(row, "weekly_token_budget"),
        (BigDecimal) row.get("max_session_usd"), integer(row, "max_session_requests"),
        Runaway.valueOf(text(row, "runaway")), integer(row, "runaway_repeats"),
        row.get("tags") == null ? List.of() : NameList.read(row.get("tags")), instant(row.get("created_at")));
  }

  private static String text(Map<String, ?> row, String column) {
    return ((String) row.get(column)).toUpperCase(Locale.ROOT);
  }

  static BudgetPeriod period(Map<String, ?> row) {
    BudgetPeriod period = BudgetPeriod.find((String) row.get("budget_period"));
    if (period == null) {
      throw new IllegalStateException("no such budget period: " + row.get("budget_period"));
    }
    return period;
  }

  static Integer integer(Map<String, ?> row, String column) {
    return row.get(column) == null ? null : Integer.valueOf(((Number) row.get(column)).intValue());
  }

  private static Long number(Map<String, ?> row, String column) {
    return row.get(column) == null ? null : Long.valueOf(((Number) row.get(column)).longValue());
  }

  /** Reads a time as either database gives it; null stays null. */
  public static Instant instant(Object value) {
    if (value instanceof OffsetDateTime time) {
      return time.toInstant();
    }
    return value == null ? null : ((Timestamp) value).toInstant();
  }
}

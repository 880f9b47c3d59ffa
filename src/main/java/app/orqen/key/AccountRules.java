package app.orqen.key;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What all keys of an account may do and spend together. A limit that is null isn't there.
 *
 * @param tpmLimit tokens a minute, input and output
 * @param maxBudgetUsd US dollars in a period
 * @param createdAt when it was made, which its budget's periods are counted from
 */
public record AccountRules(ModelPatterns models, Integer tpmLimit, BigDecimal maxBudgetUsd, BudgetPeriod budgetPeriod,
    Instant createdAt) {

  /** The columns of {@link #of}, in the table {@code account}. */
  public static final List<String> COLUMNS =
      List.of("allowed_models", "tpm_limit", "max_budget_usd", "budget_period", "created_at");

  /** Reads a row whose columns have these names. */
  public static AccountRules of(Map<String, ?> row) {
    return new AccountRules(new ModelPatterns(NameList.read(row.get("allowed_models"))), KeyRules.integer(row, "tpm_limit"),
        (BigDecimal) row.get("max_budget_usd"), KeyRules.period(row), KeyRules.instant(row.get("created_at")));
  }
}

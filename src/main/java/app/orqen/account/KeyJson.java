package app.orqen.account;

import app.orqen.budget.Spending;
import app.orqen.cost.Money;
import app.orqen.endpoint.Times;
import app.orqen.key.AccountRules;
import app.orqen.key.BudgetPeriod;
import app.orqen.key.KeyRules;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Keys, and accounts, as the API shows them, with what they have spent in the current period of their budget. */
final class KeyJson {

  private final Spending spending;
  private final Clock clock;

  KeyJson(Spending spending, Clock clock) {
    this.spending = spending;
    this.clock = clock;
  }

  Map<String, Object> of(String accountId, KeyRepository.Key key) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", key.id());
    json.put("object", "account.key");
    json.put("name", key.name());
    json.put("preview", key.preview());
    json.put("rate_limit_rpm", key.rateLimitRpm());
    json.put("k_target_override", key.toolTarget());
    json.put("prune_shadow", key.pruneShadow());
    json.put("prune_recovery", key.pruneRecovery());
    json.put("prune_native", key.pruneNative());
    json.put("expires_at", Times.json(key.expiresAt()));
    json.put("active", key.active());
    KeyRules rules = key.rules();
    json.put("scope", rules.scope().label());
    json.put("allowed_models", rules.models().patterns());
    json.put("allowed_networks", key.networks());
    json.put("tpm_limit", rules.tpmLimit());
    json.put("max_parallel_requests", rules.maxParallelRequests());
    json.put("max_budget_usd", Money.shown(rules.maxBudgetUsd()));
    json.put("budget_period", rules.budgetPeriod().label());
    json.put("daily_token_budget", rules.dailyTokenBudget());
    json.put("weekly_token_budget", rules.weeklyTokenBudget());
    json.put("max_session_usd", Money.shown(rules.maxSessionUsd()));
    json.put("max_session_requests", rules.maxSessionRequests());
    json.put("runaway", rules.runaway().label());
    json.put("runaway_repeats", rules.runawayRepeats());
    json.put("tags", rules.tags());
    spent(json, spending.usd(accountId, key.id(), rules.budgetPeriod().start(key.createdAt(), clock.instant())), rules.maxBudgetUsd(),
        rules.budgetPeriod(), key.createdAt());
    json.put("created_at", Times.json(key.createdAt()));
    json.put("last_used_at", Times.json(key.lastUsedAt()));
    return json;
  }

  Map<String, Object> of(AccountRepository.Account account) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", account.id());
    json.put("object", "account");
    json.put("name", account.name());
    json.put("active", account.active());
    json.put("keep_tool_texts", account.keepToolTexts());
    AccountRules rules = account.rules();
    json.put("max_budget_usd", Money.shown(rules.maxBudgetUsd()));
    json.put("budget_period", rules.budgetPeriod().label());
    json.put("allowed_models", rules.models().patterns());
    json.put("tpm_limit", rules.tpmLimit());
    spent(json, spending.usd(account.id(), null, rules.budgetPeriod().start(account.createdAt(), clock.instant())),
        rules.maxBudgetUsd(), rules.budgetPeriod(), account.createdAt());
    json.put("created_at", Times.json(account.createdAt()));
    return json;
  }

  private void spent(Map<String, Object> json, BigDecimal spent, BigDecimal budget, BudgetPeriod period, Instant created) {
    json.put("spent_usd", Money.shown(spent));
    json.put("budget_left_usd", budget == null ? null : Money.shown(budget.subtract(spent).max(BigDecimal.ZERO)));
    json.put("budget_renews_at", Times.json(period.end(created, clock.instant())));
  }
}

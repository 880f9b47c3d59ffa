package app.orqen.auto;

import app.orqen.auto.pick.Mode;
import app.orqen.change.Change;
import app.orqen.change.Changes;
import app.orqen.endpoint.Times;
import app.orqen.key.NameList;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What accounts prefer, and the models that they have switched off. A change takes effect on every replica. */
final class RoutingStore {

  private final JdbcClient jdbc;
  private final Changes changes;
  private final Clock clock;

  RoutingStore(JdbcClient jdbc, Changes changes, Clock clock) {
    this.jdbc = jdbc;
    this.changes = changes;
    this.clock = clock;
  }

  Preferences preferences(String accountId) {
    return jdbc.sql("select mode, allowed_providers, max_cost_usd from routing_preference where account_id = :account")
        .param("account", accountId)
        .query((row, number) -> new Preferences(Mode.find(row.getString("mode")), NameList.read(row.getString("allowed_providers")),
            row.getBigDecimal("max_cost_usd"))).optional().orElse(Preferences.DEFAULT);
  }

  /**
   * Replaces an account's preferences.
   *
   * @throws org.springframework.dao.DuplicateKeyException when another call stored the first ones at the same moment; a second try
   *     replaces them
   */
  void put(String accountId, Preferences preferences) {
    changes.make(Change.account(accountId), () -> store(accountId, preferences,
        "update routing_preference set mode = :mode, allowed_providers = :providers, max_cost_usd = :cost, updated_at = :now "
            + "where account_id = :account") || store(accountId, preferences,
        "insert into routing_preference (account_id, mode, allowed_providers, max_cost_usd, updated_at) "
            + "values (:account, :mode, :providers, :cost, :now)"));
  }

  private boolean store(String accountId, Preferences preferences, String sql) {
    BigDecimal cost = preferences.maxCostUsd();
    return jdbc.sql(sql).param("account", accountId).param("mode", preferences.mode().label())
        .param("providers", NameList.write(preferences.providers())).param("cost", cost)
        .param("now", Times.sql(clock.instant())).update() > 0;
  }

  /** Returns the models that are switched off, as {@code provider/model}. */
  Set<String> disabled(String accountId) {
    return jdbc.sql("select provider, model from routing_disabled where account_id = :account").param("account", accountId)
        .query((row, number) -> row.getString("provider") + '/' + row.getString("model")).list().stream()
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Switches a model on or off; one that is so already stays so.
   *
   * @throws org.springframework.dao.DuplicateKeyException when another call switched it off at the same moment
   */
  void switchTo(String accountId, String provider, String model, boolean enabled) {
    changes.make(Change.account(accountId), () -> {
      jdbc.sql("delete from routing_disabled where account_id = :account and provider = :provider and model = :model")
          .param("account", accountId).param("provider", provider).param("model", model).update();
      return enabled ? 0 : jdbc.sql("insert into routing_disabled (account_id, provider, model) values (:account, :provider, :model)")
          .param("account", accountId).param("provider", provider).param("model", model).update();
    });
  }
}

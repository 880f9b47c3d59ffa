package app.orqen.budget;

import app.orqen.budget.Meter.Unit;
import app.orqen.cost.Money;
import java.math.BigDecimal;
import java.time.LocalDate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What keys and accounts have spent, as the database knows: it is behind by the rows that wait to be written. */
public final class Spending {

  private final JdbcClient jdbc;

  Spending(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Returns what is spent of a budget in its period, in its unit. */
  long of(Meter meter) {
    if (meter.sessionId() != null) {
      return ofSession(meter);
    }
    String sum = meter.unit() == Unit.NANO_USD ? "cost_usd" : "input_tokens + output_tokens";
    BigDecimal spent = sum(sum, meter.accountId(), meter.keyId(), meter.from());
    return meter.unit() == Unit.NANO_USD ? Meters.nanos(spent) : spent.longValueExact();
  }

  private long ofSession(Meter meter) {
    String column = meter.unit() == Unit.REQUESTS ? "calls" : "cost_usd";
    BigDecimal used = jdbc.sql("select coalesce(sum(" + column + "), 0) from usage_session where account_id = :account "
            + "and session_id = :session and key_id = :key").param("account", meter.accountId()).param("session", meter.sessionId())
        .param("key", meter.keyId()).query(BigDecimal.class).single();
    return meter.unit() == Unit.REQUESTS ? used.longValueExact() : Meters.nanos(used);
  }

  /**
   * Returns what was spent since the beginning of a day, in US dollars.
   *
   * @param keyId null: all keys of the account
   */
  public BigDecimal usd(String accountId, String keyId, LocalDate from) {
    return Money.rounded(sum("cost_usd", accountId, keyId, from));
  }

  /** Sums up days from one on. What removed days had used is kept for periods without an end, the only ones that reach back to them. */
  private BigDecimal sum(String sum, String accountId, String keyId, LocalDate from) {
    String whose = " where account_id = :account" + (keyId == null ? "" : " and key_id = :key");
    JdbcClient.StatementSpec sql = jdbc.sql("select coalesce((select sum(" + sum + ") from usage_day" + whose + " and epoch_day >= :day), 0) "
            + "+ coalesce((select sum(" + (sum.equals("cost_usd") ? sum : "tokens") + ") from usage_removed" + whose + " and last_day >= :day), 0)")
        .param("account", accountId).param("day", from.toEpochDay());
    return (keyId == null ? sql : sql.param("key", keyId)).query(BigDecimal.class).single();
  }
}

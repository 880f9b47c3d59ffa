package app.orqen.usage;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Removes sums that are past their time: those of hours with the rows, those of days and tags later. What a removed day had used stays
 * counted for budgets that never renew.
 */
final class SumsExpiry {

  private static final Logger LOG = LoggerFactory.getLogger(SumsExpiry.class);
  private static final int HOURS_OF_DAY = 24;
  /** The longest period of a budget that renews, with a day for its edges. */
  private static final Duration LONGEST_PERIOD = Duration.ofDays(32);
  /** Replicas remove days one after the other. The number is this lock's own. */
  private static final String LOCK = "select 1 from (select pg_advisory_xact_lock(6713442087232)) locked";

  private final JdbcOperations jdbc;
  private final TransactionOperations transactions;
  private final boolean severalReplicas;
  private final Duration keepHours;
  private final Duration keepDays;
  private final Clock clock;

  /**
   * Makes the expiry.
   *
   * @param severalReplicas whether others may do the same at the same moment, on PostgreSQL
   * @param keepRows how long rows of requests are kept
   * @param keepSums how long sums of days are kept; never shorter than rows or than a budget's period
   */
  SumsExpiry(JdbcOperations jdbc, TransactionOperations transactions, boolean severalReplicas, Duration keepRows, Duration keepSums,
      Clock clock) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.severalReplicas = severalReplicas;
    this.keepHours = keepRows;
    this.keepDays = longest(keepSums, longest(keepRows, LONGEST_PERIOD));
    this.clock = clock;
  }

  private static Duration longest(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /** Removes what is old now. Never throws, since a schedule ends with an exception. */
  void expire() {
    try {
      long hour = day(keepHours) * HOURS_OF_DAY;
      long day = day(keepDays);
      for (String account : jdbc.queryForList("select id from account", String.class)) {
        jdbc.update("delete from usage_hour where account_id = ? and epoch_hour < ?", account, hour);
        jdbc.update("delete from usage_mark where account_id = ? and epoch_day < ?", account, day(keepHours));
        jdbc.update("delete from usage_tag where account_id = ? and epoch_day < ?", account, day);
        transactions.executeWithoutResult(status -> removeDays(account, day));
      }
    } catch (RuntimeException e) {
      LOG.warn("Old sums of usage can't be deleted: {}", e.toString());
    }
  }

  /** Returns the first day that is kept. */
  private long day(Duration keep) {
    return Math.floorDiv(clock.instant().minus(keep).getEpochSecond(), Duration.ofDays(1).toSeconds());
  }

  private record Used(String key, long tokens, BigDecimal cost) {}

  private void removeDays(String account, long day) {
    if (severalReplicas) {
      jdbc.queryForObject(LOCK, Integer.class);
    }
    List<Used> used = jdbc.query("select key_id, sum(input_tokens + output_tokens), sum(cost_usd) from usage_day "
        + "where account_id = ? and epoch_day < ? group by key_id order by key_id",
        (row, number) -> new Used(row.getString(1), row.getLong(2), row.getBigDecimal(3)), account, day);
    for (Used one : used) {
      if (jdbc.update("update usage_removed set tokens = tokens + ?, cost_usd = cost_usd + ?, last_day = ? where account_id = ? and key_id = ?",
          one.tokens, one.cost, day - 1, account, one.key) == 0) {
        jdbc.update("insert into usage_removed (tokens, cost_usd, last_day, account_id, key_id) values (?, ?, ?, ?, ?)", one.tokens,
            one.cost, day - 1, account, one.key);
      }
    }
    if (!used.isEmpty()) {
      jdbc.update("delete from usage_day where account_id = ? and epoch_day < ?", account, day);
    }
  }
}

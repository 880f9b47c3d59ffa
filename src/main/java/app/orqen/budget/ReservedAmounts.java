package app.orqen.budget;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.transaction.support.TransactionOperations;

/**
 * What replicas have set aside of budgets, in SQL, so that a replica that starts knows of one that was killed. Written by a thread of
 * its own, a moment behind.
 */
final class ReservedAmounts {

  private static final Logger LOG = LoggerFactory.getLogger(ReservedAmounts.class);
  private static final Duration COUNTS_FOR = Duration.ofMinutes(10);

  private final JdbcOperations jdbc;
  private final TransactionOperations transaction;
  private final String replica;
  private final Clock clock;
  private final Set<String> changed = ConcurrentHashMap.newKeySet();
  private boolean failing;

  /**
   * Makes the store of one process.
   *
   * @param transaction what is written is on the disk when it returns
   * @param replica tells this process from all others, also from itself before a restart
   */
  ReservedAmounts(JdbcOperations jdbc, TransactionOperations transaction, String replica, Clock clock) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.replica = replica;
    this.clock = clock;
  }

  /**
   * What others have set aside of a budget.
   *
   * @param until when it no longer counts
   */
  record Others(long amount, Instant until) {}

  /** Returns what others have set aside of a budget in the last ten minutes, alive or killed. */
  Others ofOthers(String meterId) {
    Instant oldest = clock.instant().minus(COUNTS_FOR);
    return jdbc.queryForObject("select coalesce(sum(amount), 0), max(set_at) from budget_reserved where meter = ? and replica <> ? and set_at > ?",
        (row, number) -> {
          OffsetDateTime last = row.getObject(2, OffsetDateTime.class);
          return new Others(row.getLong(1), last == null ? Instant.MIN : last.toInstant().plus(COUNTS_FOR));
        }, meterId, replica, utc(oldest));
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }

  /** Notes that what is set aside of a budget has changed. */
  void changed(String meterId) {
    changed.add(meterId);
  }

  /**
   * Writes what has changed. Never throws: a schedule would end with it.
   *
   * @param reserved tells what is set aside of a budget now
   */
  void write(ToLongFunction<String> reserved) {
    Map<String, Long> amounts = new TreeMap<>();
    for (String meterId : changed) {
      changed.remove(meterId); // before it is read: a later change comes again
      amounts.put(meterId, reserved.applyAsLong(meterId));
    }
    if (amounts.isEmpty()) {
      return;
    }
    try {
      transaction.executeWithoutResult(status -> amounts.forEach(this::set));
      failing = false;
    } catch (RuntimeException e) {
      changed.addAll(amounts.keySet());
      if (!failing) {
        LOG.warn("What is set aside of budgets can't be written: {}", e.toString().replaceAll("\\s+", " "));
      }
      failing = true;
    }
  }

  private void set(String meterId, long amount) {
    if (amount == 0) {
      jdbc.update("delete from budget_reserved where replica = ? and meter = ?", replica, meterId);
      return;
    }
    OffsetDateTime now = utc(clock.instant());
    if (jdbc.update("update budget_reserved set amount = ?, set_at = ? where replica = ? and meter = ?", amount, now, replica, meterId) == 0) {
      jdbc.update("insert into budget_reserved (amount, set_at, replica, meter) values (?, ?, ?, ?)", amount, now, replica, meterId);
    }
  }

  /** Removes what no longer counts. Never throws: a schedule would end with it. */
  void expire() {
    try {
      jdbc.update("delete from budget_reserved where set_at < ?", utc(clock.instant().minus(COUNTS_FOR)));
    } catch (RuntimeException e) {
      LOG.debug("what no longer counts of budgets not deleted", e);
    }
  }
}

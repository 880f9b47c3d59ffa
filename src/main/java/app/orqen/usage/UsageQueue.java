package app.orqen.usage;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Rows on their way to the database: offered without waiting by the threads that serve requests, written in batches by
 * another. While the database is away they wait, up to a bound; past it they are dropped and counted.
 */
final class UsageQueue implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(UsageQueue.class);
  private static final int EXPIRE_AT_ONCE = 5000;

  /**
   * How rows are written.
   *
   * @param rows how many at most in one transaction
   * @param pause how long the writer rests between two
   */
  record Pace(int rows, Duration pause) {

    /**
     * A database in this process takes its time from requests: on two cores a request that is woken while the writer runs
     * waits until it stops, so it stops often. One elsewhere wants few round trips.
     */
    static Pace of(String jdbcUrl) {
      return jdbcUrl.startsWith("jdbc:h2:")
          ? new Pace(64, Duration.of(500, ChronoUnit.MICROS))
          : new Pace(1000, Duration.ZERO);
    }
  }

  private final JdbcOperations jdbc;
  private final TransactionOperations transactions;
  private final Runnable dropped;
  private final Pace pace;
  private final Clock clock;
  private final Duration keep;
  private final BlockingQueue<UsageRow> queue;
  private final Map<String, Instant> lastUsed = new ConcurrentHashMap<>();
  private List<UsageRow> batch = new ArrayList<>();

  UsageQueue(JdbcOperations jdbc, TransactionOperations transactions, Pace pace, int capacity, Duration keep, Clock clock,
      Runnable dropped) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.pace = pace;
    this.queue = new ArrayBlockingQueue<>(capacity);
    this.keep = keep;
    this.clock = clock;
    this.dropped = dropped;
  }

  void offer(UsageRow row) {
    if (!queue.offer(row)) {
      dropped.run();
    }
  }

  void used(String keyId, Instant at) {
    lastUsed.put(keyId, at);
  }

  /** Writes what waits. Never throws: a schedule would end with it. */
  synchronized void flush() {
    try {
      // What comes meanwhile waits for the next time: this thread has more to do.
      for (int left = batch.size() + queue.size(); left > 0; left -= pace.rows()) {
        queue.drainTo(batch, pace.rows() - batch.size());
        write();
        if (left > pace.rows()) {
          LockSupport.parkNanos(pace.pause().toNanos());
        }
      }
      writeLastUsed();
    } catch (DataAccessException | TransactionException e) {
      LOG.debug("usage rows wait for the database", e);
    } catch (RuntimeException e) {
      LOG.warn("usage rows not written", e);
    }
  }

  private void write() {
    if (batch.isEmpty()) {
      return;
    }
    try {
      // One transaction for all: a commit is what costs.
      transactions.executeWithoutResult(status ->
          jdbc.batchUpdate(UsageRow.INSERT, batch, pace.rows(), (statement, row) -> row.bind(statement)));
    } catch (DataIntegrityViolationException e) {
      // One of an account that was deleted meanwhile, perhaps; the others must not suffer.
      for (Iterator<UsageRow> rows = batch.iterator(); rows.hasNext(); rows.remove()) {
        writeAlone(rows.next()); // what fails for the moment waits, without the ones before it
      }
    }
    batch = new ArrayList<>();
  }

  private void writeAlone(UsageRow row) {
    try {
      jdbc.update(UsageRow.INSERT, row::bind);
    } catch (DataIntegrityViolationException e) {
      LOG.debug("a usage row fits no more", e);
    }
  }

  /** In the keys' order, so that two replicas never wait for each other. */
  private void writeLastUsed() {
    Map<String, Instant> changed = new TreeMap<>(lastUsed);
    if (changed.isEmpty()) {
      return;
    }
    List<Object[]> rows = new ArrayList<>();
    changed.forEach((id, at) -> {
      OffsetDateTime time = at.atOffset(ZoneOffset.UTC);
      rows.add(new Object[] {time, id, time});
    });
    jdbc.batchUpdate("""
        update api_key set last_used_at = ? where id = ? and (last_used_at is null or last_used_at < ?)""", rows);
    changed.forEach(lastUsed::remove);
  }

  /** Removes rows that are older than they are kept. */
  void expire() {
    OffsetDateTime oldest = clock.instant().minus(keep).atOffset(ZoneOffset.UTC);
    try {
      jdbc.queryForList("select id from account", String.class).forEach(account -> expire(account, oldest));
    } catch (RuntimeException e) {
      LOG.warn("old usage rows not deleted: {}", e.toString());
    }
  }

  /** In pieces, each up to the time of its last row: one long transaction would hold up others. */
  private void expire(String account, OffsetDateTime oldest) {
    List<OffsetDateTime> end;
    do {
      end = jdbc.queryForList("select created_at from request_log where account_id = ? and created_at <= ? "
          + "order by created_at limit 1 offset ?", OffsetDateTime.class, account, oldest, EXPIRE_AT_ONCE - 1);
      OffsetDateTime last = end.isEmpty() ? oldest : end.get(0);
      jdbc.update("delete from request_log where account_id = ? and created_at <= ?", account, last);
    } while (!end.isEmpty());
  }

  @Override
  public void close() {
    flush();
  }
}

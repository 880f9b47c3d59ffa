package app.orqen.usage;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Usage rows on their way to the database. The threads that serve requests offer rows without waiting, and another thread
 * writes them in batches. While the database is away the rows wait, up to a bound. Further rows are dropped and counted.
 */
final class UsageQueue {

  private static final Logger LOG = LoggerFactory.getLogger(UsageQueue.class);
  /** The SQL states of a broken foreign key in PostgreSQL and in H2. */
  private static final Set<String> NO_PARENT = Set.of("23503", "23506");
  private static final long PAUSE_AFTER_FAILURE = Duration.ofSeconds(1).toNanos();

  /**
   * How rows are written.
   *
   * @param rows how many at most in one transaction
   * @param pause how long the writer rests between two transactions
   */
  record Pace(int rows, Duration pause) {

    /**
     * Returns the pace that suits a database. An embedded database takes its time from requests: on two cores, a request that
     * wakes up while the writer runs waits until the writer pauses, so it pauses often. A remote database wants few round
     * trips.
     */
    static Pace of(String jdbcUrl) {
      return jdbcUrl.startsWith("jdbc:h2:")
          ? new Pace(64, Duration.of(500, ChronoUnit.MICROS))
          : new Pace(1000, Duration.ZERO);
    }
  }

  private final JdbcOperations jdbc;
  private final Consumer<List<UsageRow>> sums;
  private final TransactionOperations transactions;
  private final IntConsumer dropped;
  private final LongSupplier nanoTime;
  private final Pace pace;
  private final BlockingQueue<UsageRow> queue;
  /** How many rows are in the queue and in the batch together. */
  private final AtomicInteger waiting = new AtomicInteger();
  private final Map<String, Instant> lastUsed = new ConcurrentHashMap<>();
  /** All rows that were offered before this moment are written or dropped. In {@link System#nanoTime()}. */
  private volatile long writtenUpTo;
  private volatile boolean closed;
  private List<UsageRow> batch = new ArrayList<>();
  private boolean failing;
  private boolean unfit;
  private long tryAt;

  /**
   * Makes an empty queue.
   *
   * @param sums adds rows to the sums of their hours, in the same transaction
   * @param capacity how many rows may wait
   * @param dropped is told how many rows were dropped
   * @param nanoTime such as {@link System#nanoTime()}
   */
  UsageQueue(JdbcOperations jdbc, Consumer<List<UsageRow>> sums, TransactionOperations transactions, Pace pace, int capacity,
      IntConsumer dropped, LongSupplier nanoTime) {
    this.jdbc = jdbc;
    this.sums = sums;
    this.transactions = transactions;
    this.pace = pace;
    this.queue = new ArrayBlockingQueue<>(capacity);
    this.dropped = dropped;
    this.nanoTime = nanoTime;
    this.writtenUpTo = nanoTime.getAsLong();
  }

  void offer(UsageRow row) {
    if (closed || !queue.offer(row)) {
      dropped.accept(1);
    } else {
      waiting.incrementAndGet();
    }
  }

  void used(String keyId, Instant at) {
    lastUsed.put(keyId, at);
  }

  /** Returns how many rows wait. */
  int size() {
    return waiting.get();
  }

  /** Returns for how many seconds the oldest row has been waiting, to a tenth of a second; 0 when none waits. */
  double age() {
    return waiting.get() == 0 ? 0 : (nanoTime.getAsLong() - writtenUpTo) / 1e9;
  }

  /**
   * Writes the rows that wait, unless the last attempt failed less than a second ago. Never throws, since a schedule ends with
   * an exception.
   */
  synchronized void flush() {
    if (!failing || nanoTime.getAsLong() - tryAt >= 0) {
      flushNow();
    }
  }

  /** Writes the rows that wait. Never throws. */
  synchronized void flushNow() {
    long now = nanoTime.getAsLong();
    try {
      // Rows that come meanwhile wait for the next time, so that this ends.
      for (int left = batch.size() + queue.size(); left > 0; left -= pace.rows()) {
        queue.drainTo(batch, pace.rows() - batch.size());
        write();
        if (left > pace.rows()) {
          LockSupport.parkNanos(pace.pause().toNanos());
        }
      }
      writtenUpTo = now;
      writeLastUsed();
      if (failing) {
        failing = false;
        LOG.info("Usage rows are written again.");
      }
    } catch (RuntimeException e) {
      if (!failing) {
        LOG.warn("Usage rows can't be written and wait, at most {} of them (ORQEN_USAGE_QUEUE). Cause: {}",
            queue.size() + queue.remainingCapacity(), e.toString().replaceAll("\\s+", " "));
      }
      failing = true;
      tryAt = nanoTime.getAsLong() + PAUSE_AFTER_FAILURE;
    }
  }

  private void write() {
    if (batch.isEmpty()) {
      return;
    }
    try {
      // One transaction for all rows, since the commit is the expensive part.
      transactions.executeWithoutResult(status ->
          writeTogether());
      waiting.addAndGet(-batch.size());
    } catch (DataIntegrityViolationException e) {
      // A row may belong to an account that was deleted meanwhile. The other rows must not suffer.
      for (Iterator<UsageRow> rows = batch.iterator(); rows.hasNext(); rows.remove(), waiting.decrementAndGet()) {
        writeAlone(rows.next()); // If the database is away, the rest waits without the rows before this one.
      }
    }
    batch = new ArrayList<>();
  }

  private void writeTogether() {
    jdbc.batchUpdate(UsageRow.INSERT, batch, pace.rows(), (statement, row) -> row.bind(statement));
    sums.accept(batch);
  }

  private void writeAlone(UsageRow row) {
    try {
      transactions.executeWithoutResult(status -> {
        if (insert(row)) {
          sums.accept(List.of(row));
        } else {
          status.setRollbackOnly();
        }
      });
    } catch (DataIntegrityViolationException e) {
      if (isOfMissingAccount(e)) {
        LOG.debug("a usage row's account was deleted", e);
      } else {
        drop(e);
      }
    }
  }

  /** Returns false when the row is there already, because its batch was committed before and the answer was lost. */
  private boolean insert(UsageRow row) {
    try {
      jdbc.update(UsageRow.INSERT, row::bind);
      return true;
    } catch (DuplicateKeyException e) {
      LOG.debug("a usage row is written already", e);
      return false;
    }
  }

  /** Returns whether a foreign key was broken. The only ones of rows and their sums lead to their account. */
  private static boolean isOfMissingAccount(DataIntegrityViolationException e) {
    return e.getRootCause() instanceof SQLException cause && NO_PARENT.contains(String.valueOf(cause.getSQLState()));
  }

  private void drop(DataIntegrityViolationException e) {
    dropped.accept(1);
    if (!unfit) {
      LOG.warn("A usage row was dropped, because the database doesn't accept it. Further ones are only counted (orqen_usage_dropped_total)."
          + " Cause: {}", firstLine(e.getMostSpecificCause()));
      unfit = true;
    }
  }

  /** Returns what the database said, without the lines that quote the row. */
  private static String firstLine(Throwable cause) {
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
  }

  /** Writes when each key was last used. The order of the keys' ids keeps two replicas from waiting for each other. */
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

  /** Takes no more rows, and counts those that still wait as dropped. Nothing may be written afterwards. */
  void close() {
    closed = true;
    int left = waiting.getAndSet(0);
    if (left > 0) {
      dropped.accept(left);
      LOG.warn("{} usage rows are dropped: the database did not take them before the gateway had to stop.", left);
    }
  }
}

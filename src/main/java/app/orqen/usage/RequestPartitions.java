package app.orqen.usage;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The partitions of the table of requests on PostgreSQL, of a UTC day each. Those of the coming days are made ahead, and old ones are
 * dropped whole. What is in no day's partition is in {@code request_log_before} (rows of releases without partitions) or in
 * {@code request_log_other}. The id is a key in each, which refuses a row that is written again: it has the same time, so it comes to
 * the same partition.
 */
final class RequestPartitions {

  private static final Logger LOG = LoggerFactory.getLogger(RequestPartitions.class);
  private static final int DAYS_AHEAD = 7;
  /** One replica works on partitions at a time. The number is this lock's own. */
  private static final String LOCK = "select 1 from (select pg_advisory_xact_lock(6713442087231)) locked";
  /** Requests wait behind a lock that waits, so that it may not wait for long. */
  private static final String PATIENCE = "set local lock_timeout = '3s'";
  /** Tables without a schema in their name are in the first one of the search path, where migrations make them. */
  private static final String EXISTING = """
      select c.relname as name, substring(pg_get_expr(c.relpartbound, c.oid) from 'TO \\(''([^'']+)''\\)')::timestamptz as upper
      from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'request_log'::regclass""";

  private final JdbcOperations jdbc;
  private final TransactionOperations transactions;
  private final Clock clock;

  RequestPartitions(JdbcOperations jdbc, TransactionOperations transactions, Clock clock) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.clock = clock;
  }

  /** A partition and the moment at which it ends; null for the one of all other rows. */
  private record Partition(String name, Instant end) {}

  private List<Partition> existing() {
    return jdbc.query(EXISTING, (row, number) -> {
      OffsetDateTime end = row.getObject("upper", OffsetDateTime.class);
      return new Partition(row.getString("name"), end == null ? null : end.toInstant());
    });
  }

  /** Makes the partitions of today and of the coming days. Never throws: without them rows go to the one of all others. */
  void makeAhead() {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    List<LocalDate> failed = new ArrayList<>();
    RuntimeException cause = null;
    for (int ahead = 0; ahead <= DAYS_AHEAD; ahead++) {
      LocalDate day = today.plusDays(ahead);
      try {
        transactions.executeWithoutResult(status -> make(day));
      } catch (RuntimeException e) {
        failed.add(day);
        cause = e;
      }
    }
    if (cause != null) {
      LOG.warn("The partitions of {} for rows of requests can't be made, and their rows go to request_log_other: {}", failed, words(cause));
    }
  }

  private static String words(RuntimeException e) {
    return e.toString().replaceAll("\\s+", " ");
  }

  private void make(LocalDate day) {
    Instant start = day.atStartOfDay().toInstant(ZoneOffset.UTC);
    String name = "request_log_" + day.format(DateTimeFormatter.BASIC_ISO_DATE);
    if (isThere(name, start)) {
      return;
    }
    jdbc.queryForObject(LOCK, Integer.class);
    if (isThere(name, start)) {
      return; // Another replica has made it meanwhile.
    }
    jdbc.execute(PATIENCE);
    // A table of its own that is attached needs a weaker lock than one that is made as a partition.
    jdbc.execute("create table " + name + " (like request_log including defaults, primary key (id))");
    jdbc.execute("alter table request_log attach partition " + name + " for values from ('" + day + " 00:00:00+00') to ('"
        + day.plusDays(1) + " 00:00:00+00')");
  }

  private boolean isThere(String name, Instant start) {
    return existing().stream().anyMatch(one -> one.name.equals(name)
        || one.name.equals("request_log_before") && one.end != null && start.isBefore(one.end));
  }

  /** Drops the partitions whose rows are all older than a day. If a partition can't be dropped, its rows are deleted. */
  void dropBefore(LocalDate day) {
    Instant first = day.atStartOfDay().toInstant(ZoneOffset.UTC);
    for (Partition one : existing()) {
      if (one.end != null && !one.end.isAfter(first)) {
        drop(one);
      }
    }
  }

  private void drop(Partition partition) {
    try {
      transactions.executeWithoutResult(status -> {
        jdbc.queryForObject(LOCK, Integer.class);
        jdbc.execute(PATIENCE);
        jdbc.execute("drop table if exists " + partition.name);
      });
      LOG.info("The rows of requests in {} are past ORQEN_USAGE_KEEP and were dropped.", partition.name);
    } catch (RuntimeException e) {
      LOG.warn("The old rows of requests in {} can't be dropped and are deleted: {}", partition.name, words(e));
    }
  }
}

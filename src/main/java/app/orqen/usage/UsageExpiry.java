package app.orqen.usage;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcOperations;

/** Removes usage rows that are past their retention time. */
final class UsageExpiry {

  private static final Logger LOG = LoggerFactory.getLogger(UsageExpiry.class);
  private static final int ROWS_AT_ONCE = 5000;

  private final JdbcOperations jdbc;
  private final Duration keep;
  private final Clock clock;
  private final Consumer<LocalDate> dropBefore;

  /**
   * Makes the expiry.
   *
   * @param dropBefore drops whole days of rows before one, where rows are kept by day; null where they are not
   */
  UsageExpiry(JdbcOperations jdbc, Duration keep, Clock clock, Consumer<LocalDate> dropBefore) {
    this.dropBefore = dropBefore;
    this.jdbc = jdbc;
    this.keep = keep;
    this.clock = clock;
  }

  /** Removes what is old now. Never throws, since a schedule ends with an exception. */
  void expire() {
    OffsetDateTime oldest = clock.instant().minus(keep).atOffset(ZoneOffset.UTC);
    try {
      if (dropBefore != null) {
        // Rows in partitions of days go with their day. What is deleted below is in none.
        oldest = oldest.truncatedTo(ChronoUnit.DAYS);
        dropBefore.accept(oldest.toLocalDate());
      }
      for (String account : jdbc.queryForList("select id from account", String.class)) {
        expire(account, oldest);
      }
    } catch (RuntimeException e) {
      LOG.warn("Old usage rows can't be deleted: {}", e.toString());
    }
  }

  /**
   * Deletes an account's old rows piece by piece, each piece up to the time of its last row. One long transaction would hold up
   * others.
   */
  private void expire(String account, OffsetDateTime oldest) {
    List<OffsetDateTime> end;
    do {
      end = jdbc.queryForList("select created_at from request_log where account_id = ? and created_at <= ? "
          + "order by created_at limit 1 offset ?", OffsetDateTime.class, account, oldest, ROWS_AT_ONCE - 1);
      OffsetDateTime last = end.isEmpty() ? oldest : end.get(0);
      jdbc.update("delete from request_log where account_id = ? and created_at <= ?", account, last);
    } while (!end.isEmpty());
    jdbc.update("delete from usage_session where account_id = ? and last_at <= ?", account, oldest);
    jdbc.update("delete from session_usage where account_id = ? and last_at <= ?", account, oldest);
  }
}

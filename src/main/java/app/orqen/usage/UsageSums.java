package app.orqen.usage;

import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.transaction.support.TransactionOperations;

/** All sums that rows of requests are added to, in the transaction in which the rows are written. */
final class UsageSums {

  private final JdbcOperations jdbc;
  private final boolean embedded;
  private final PeriodSums periods;
  private final SessionSums sessionsOfKeys;
  private final SessionUsage sessions;
  private final TagSums tags;
  private final UsageMarks marks;

  UsageSums(JdbcOperations jdbc, boolean embedded) {
    SumNames names = new SumNames(jdbc);
    this.jdbc = jdbc;
    this.embedded = embedded;
    this.periods = new PeriodSums(jdbc, embedded, names);
    this.sessionsOfKeys = new SessionSums(jdbc, embedded);
    this.sessions = new SessionUsage(jdbc, embedded);
    this.tags = new TagSums(jdbc, embedded, names);
    this.marks = new UsageMarks(jdbc, embedded);
  }

  void add(List<UsageRow> rows) {
    periods.add(rows.stream().map(UsageRow::share).toList());
    sessionsOfKeys.add(rows);
    sessions.add(rows.stream().map(UsageRow::sessionUsage).filter(Objects::nonNull).toList());
    tags.add(rows.stream().filter(row -> !row.tags().isEmpty()).map(row -> new TagSums.Share(row.share(), row.tags())).toList());
    marks.add(rows.stream().map(UsageRow::marked).toList());
  }

  /** Returns what adds rows of earlier releases to the sums by tag and by session. */
  SumsBacklog backlog(TransactionOperations transactions, Clock clock) {
    return new SumsBacklog(jdbc, transactions, embedded, periods, tags, sessions, marks, clock);
  }

  /** Returns what adds rows of earlier releases to the sums by hour and by day on PostgreSQL. */
  UnsummedRows unsummed(TransactionOperations transactions) {
    return new UnsummedRows(jdbc, transactions, periods);
  }
}

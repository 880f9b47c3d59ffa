package app.orqen.usage;

import app.orqen.usage.SumTable.Merge;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcOperations;

/**
 * The hours of each day in which an account's requests have a mark: a surface, an operation, or a tool that was wanted. They are written in
 * the transaction in which the rows are, and tell where the rows of a rare mark are.
 */
final class UsageMarks {

  /** The mark of days in which rows were written by a release without marks: their hours may have any of them. */
  static final String UNKNOWN = "*";
  /** The mark of requests whose model wanted a tool that was left out. */
  static final String RECALL = "recall";
  /** The mark of requests in shadow mode whose answer calls tools. */
  static final String WATCHED = "watched";

  private static final int SECONDS_OF_HOUR = 3600;
  private static final int HOURS_OF_DAY = 24;

  private final SumTable table;

  UsageMarks(JdbcOperations jdbc, boolean embedded) {
    this.table = new SumTable(jdbc, embedded, "usage_mark", List.of("account_id", "mark", "epoch_day"), Map.of("hours", Merge.BITS));
  }

  /**
   * What one row adds.
   *
   * @param second the moment of the request, in seconds since 1970
   */
  record Share(String account, long second, List<String> marks) {}

  static String surface(String label) {
    return "surface:" + label;
  }

  static String operation(String label) {
    return "operation:" + label;
  }

  /** Returns the bit of the hour of a moment in its UTC day. */
  static long hour(long second) {
    return 1L << second / SECONDS_OF_HOUR % HOURS_OF_DAY;
  }

  void add(List<Share> shares) {
    SumTable.Sums sums = table.sums();
    for (Share share : shares) {
      long day = share.second / SECONDS_OF_HOUR / HOURS_OF_DAY;
      share.marks.forEach(mark -> sums.add(List.of(share.account, mark, day), hour(share.second)));
    }
    table.add(sums);
  }
}

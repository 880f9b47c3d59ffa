package app.orqen.usage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Tells in which hours an account has rows that pass a filter, the newest first, by the sums and marks that are written with the rows. A
 * list of rare requests then reads the rows of these hours only, however many others there are.
 */
final class RowHours {

  private static final int SECONDS_OF_HOUR = 3600;
  private static final int HOURS_OF_DAY = 24;
  private static final long ALL = (1L << HOURS_OF_DAY) - 1;

  private final JdbcClient jdbc;

  RowHours(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A time with rows: from a moment, until before another. */
  record Span(Instant from, Instant until) {}

  /**
   * What rows must have.
   *
   * @param sums a condition for the sums by hour and by day; empty: any
   * @param parameters those of the condition
   * @param tag a label; null: any
   * @param marks of each list, one of its marks
   * @param onlyModel whether the condition is for a model and for nothing else
   */
  record Wanted(String sums, Map<String, Object> parameters, String tag, List<List<String>> marks, boolean onlyModel) {

    boolean isAny() {
      return sums.isEmpty() && tag == null && marks.isEmpty();
    }
  }

  /** Returns whether not all rows of an account are in the sums yet, so that they don't tell where its rows are. */
  boolean isBehind(String accountId) {
    return !jdbc.sql("select 1 from sums_backlog where account_id = :account").param("account", accountId).query(Integer.class).list().isEmpty();
  }

  /**
   * Returns the time from the first day to the last one that have rows with a condition for the sums; null when no day has.
   *
   * @param from the first moment that matters
   * @param to the last one
   */
  Span allOf(String accountId, Wanted wanted, Instant from, Instant to) {
    List<Long> days = days(accountId, wanted, day(from), day(to));
    return days.isEmpty() ? null : new Span(start(Collections.min(days)), start(Collections.max(days) + 1));
  }

  private static Instant start(long day) {
    return Instant.ofEpochSecond(day * HOURS_OF_DAY * SECONDS_OF_HOUR);
  }

  private List<Long> days(String accountId, Wanted wanted, long first, long last) {
    return jdbc.sql("select distinct epoch_day from usage_day where account_id = :account and epoch_day >= :first and epoch_day <= :last and "
            + wanted.sums).param("account", accountId).param("first", first).param("last", last).params(wanted.parameters)
        .query(Long.class).list();
  }

  /**
   * Returns the times in which rows may pass, the newest first; they are looked for as the caller goes on. Two times don't overlap.
   *
   * @param from the first moment that matters
   * @param to the last one
   */
  Iterator<Span> of(String accountId, Wanted wanted, Instant from, Instant to) {
    long first = day(from);
    long last = day(to);
    List<Map<Long, Long>> hours = new ArrayList<>();
    if (wanted.tag != null) {
      hours.add(bits("select epoch_day, hours from usage_tag where account_id = :account and epoch_day >= :first and epoch_day <= :last "
          + "and tag in (:names)", accountId, first, last, List.of(wanted.tag, SumNames.OTHER)));
    }
    wanted.marks.forEach(marks -> hours.add(bits("select epoch_day, hours from usage_mark where account_id = :account and epoch_day >= :first "
        + "and epoch_day <= :last and mark in (:names)", accountId, first, last,
        Stream.concat(marks.stream(), Stream.of(UsageMarks.UNKNOWN)).toList())));
    List<Long> days = wanted.sums.isEmpty() ? null : days(accountId, wanted, first, last);
    LongStream candidates = days != null ? days.stream().mapToLong(Long::longValue)
        : hours.get(0).keySet().stream().mapToLong(Long::longValue);
    List<Long> sorted = candidates.filter(day -> hours.stream().allMatch(bits -> bits.containsKey(day))).boxed()
        .sorted((one, other) -> Long.compare(other, one)).toList();
    return new Spans(sorted.iterator(), day -> {
      long bits = hours.stream().mapToLong(all -> all.get(day)).reduce(ALL, (one, other) -> one & other);
      return bits == 0 || wanted.sums.isEmpty() ? bits : bits & summed(accountId, wanted, day);
    });
  }

  private static long day(Instant at) {
    return Math.floorDiv(at.getEpochSecond(), (long) SECONDS_OF_HOUR * HOURS_OF_DAY);
  }

  private Map<Long, Long> bits(String sql, String accountId, long first, long last, Collection<String> names) {
    Map<Long, Long> bits = new HashMap<>();
    jdbc.sql(sql).param("account", accountId).param("first", first).param("last", last).param("names", names)
        .query(row -> {
          bits.merge(row.getLong(1), row.getLong(2), (one, other) -> one | other);
        });
    return bits;
  }

  /** Returns the hours of a day whose sums pass. */
  private long summed(String accountId, Wanted wanted, long day) {
    return jdbc.sql("select distinct epoch_hour from usage_hour where account_id = :account and epoch_hour >= :first and epoch_hour <= :last "
            + "and " + wanted.sums)
        .param("account", accountId).param("first", day * HOURS_OF_DAY).param("last", day * HOURS_OF_DAY + HOURS_OF_DAY - 1)
        .params(wanted.parameters).query(Long.class).list().stream()
        .mapToLong(hour -> 1L << hour - day * HOURS_OF_DAY).reduce(0, (one, other) -> one | other);
  }

  private interface HoursOfDay {
    long of(long day);
  }

  /** The runs of hours of some days, each looked for when it is asked for. */
  private static final class Spans implements Iterator<Span> {

    private final Iterator<Long> days;
    private final HoursOfDay hours;
    private long day;
    /** Those hours of the day that are still to come. */
    private long left;

    Spans(Iterator<Long> days, HoursOfDay hours) {
      this.days = days;
      this.hours = hours;
    }

    @Override
    public boolean hasNext() {
      while (left == 0 && days.hasNext()) {
        day = days.next();
        left = hours.of(day);
      }
      return left != 0;
    }

    @Override
    public Span next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      int until = Long.SIZE - Long.numberOfLeadingZeros(left);
      int from = until;
      while (from > 0 && (left & 1L << from - 1) != 0) {
        from--;
        left &= ~(1L << from);
      }
      return new Span(hour(from), hour(until));
    }

    private Instant hour(int hour) {
      return Instant.ofEpochSecond((day * HOURS_OF_DAY + hour) * SECONDS_OF_HOUR);
    }
  }
}

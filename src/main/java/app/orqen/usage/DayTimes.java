package app.orqen.usage;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The durations of an account's days by groups. A day that has no new requests is remembered, since its durations are some megabytes
 * that each page of usage would read again.
 */
final class DayTimes {

  private static final String DAY = "epoch_day";
  private static final long MOST_BYTES = Math.min(32L << 20, Runtime.getRuntime().maxMemory() / 32);
  private static final int BYTES_OF_GROUP = 200;

  private final JdbcClient jdbc;
  private final Cache<Key, Day> days = Caffeine.newBuilder().maximumWeight(MOST_BYTES).weigher((Key key, Day day) -> day.bytes())
      .expireAfterAccess(Duration.ofHours(1)).executor(Runnable::run).build();

  DayTimes(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  private record Key(String account, long day, List<String> by) {}

  /**
   * What is remembered of a day.
   *
   * @param requests how many requests the day had before its durations were read; with any other number they are read again
   * @param times the encoded durations by group
   */
  private record Day(long requests, Map<List<Object>, byte[]> times) {

    int bytes() {
      return BYTES_OF_GROUP + times.values().stream().mapToInt(encoded -> encoded.length + BYTES_OF_GROUP).sum();
    }
  }

  /**
   * Returns the durations of a period.
   *
   * @param by the columns that make a group, perhaps the day among them
   * @return by the values of these columns
   */
  Map<List<Object>, TimeTotals> of(String accountId, Period period, List<String> by) {
    List<String> groups = by.stream().filter(column -> !column.equals(DAY)).toList();
    Map<Long, Day> known = new HashMap<>();
    Map<Long, Long> changed = new HashMap<>();
    jdbc.sql("select epoch_day, sum(requests) from usage_day where account_id = :account and epoch_day >= :from and epoch_day <= :to "
            + "group by epoch_day")
        .param("account", accountId).param("from", period.from().toEpochDay()).param("to", period.to().toEpochDay())
        .query(row -> {
          Day day = days.getIfPresent(new Key(accountId, row.getLong(1), groups));
          if (day != null && day.requests == row.getLong(2)) {
            known.put(row.getLong(1), day);
          } else {
            changed.put(row.getLong(1), row.getLong(2));
          }
        });
    read(accountId, changed, groups).forEach((day, times) -> {
      Day read = new Day(changed.get(day), times);
      days.put(new Key(accountId, day, groups), read);
      known.put(day, read);
    });
    Map<List<Object>, TimeTotals> totals = new HashMap<>();
    known.forEach((number, day) -> day.times.forEach((group, encoded) ->
        totals.computeIfAbsent(named(by, number, group), any -> new TimeTotals()).add(encoded)));
    return totals;
  }

  /** Returns the values of the columns of a group, in their order. */
  private static List<Object> named(List<String> by, long day, List<Object> group) {
    List<Object> named = new ArrayList<>(group);
    if (by.contains(DAY)) {
      named.add(by.indexOf(DAY), day);
    }
    return named;
  }

  private Map<Long, Map<List<Object>, byte[]>> read(String accountId, Map<Long, Long> wanted, List<String> groups) {
    Map<Long, Map<List<Object>, TimeTotals>> totals = new HashMap<>();
    wanted.keySet().forEach(day -> totals.put(day, new HashMap<>()));
    if (!wanted.isEmpty()) {
      jdbc.sql("select epoch_day, times" + String.join("", groups.stream().map(column -> ", " + column).toList())
              + " from usage_day where account_id = :account and epoch_day in (:days) and times is not null")
          .param("account", accountId).param("days", wanted.keySet())
          .query(row -> {
            List<Object> group = new ArrayList<>();
            for (String column : groups) {
              group.add(row.getObject(column));
            }
            totals.get(row.getLong(1)).computeIfAbsent(group, any -> new TimeTotals()).add(row.getBytes(2));
          });
    }
    Map<Long, Map<List<Object>, byte[]>> read = new HashMap<>();
    totals.forEach((day, times) -> {
      Map<List<Object>, byte[]> encoded = new HashMap<>();
      times.forEach((group, total) -> encoded.put(group, total.bytes()));
      read.put(day, encoded);
    });
    return read;
  }
}

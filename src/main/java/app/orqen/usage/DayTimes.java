package app.orqen.usage;

import app.orqen.admission.HeapShares;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The durations of an account's days by groups. Days that have no new requests are remembered, since their durations are some megabytes
 * that each page of usage would read again: each day by itself, and all days of a period but the last one added up.
 */
final class DayTimes {

  private static final String DAY = "epoch_day";
  private static final int BYTES_OF_GROUP = 200;
  private static final int BYTES_OF_DAY = 80;

  private final JdbcClient jdbc;
  private final Cache<Key, Days> known = Caffeine.newBuilder().maximumWeight(HeapShares.ofThisProcess().durations())
      .weigher((Key key, Days days) -> days.bytes()).expireAfterAccess(Duration.ofHours(1)).executor(Runnable::run).build();

  DayTimes(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  private record Key(String account, long from, long to, List<String> by) {}

  /**
   * What is remembered of some days.
   *
   * @param requests how many requests each day had before its durations were read; with other numbers they are read again
   * @param times the encoded durations by group
   */
  private record Days(Map<Long, Long> requests, Map<List<Object>, byte[]> times) {

    int bytes() {
      return requests.size() * BYTES_OF_DAY + times.values().stream().mapToInt(encoded -> encoded.length + BYTES_OF_GROUP).sum();
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
    TreeMap<Long, Long> requests = new TreeMap<>();
    jdbc.sql("select epoch_day, sum(requests) from usage_day where account_id = :account and epoch_day >= :from and epoch_day <= :to "
            + "group by epoch_day")
        .param("account", accountId).param("from", period.from().toEpochDay()).param("to", period.to().toEpochDay())
        .query(row -> {
          requests.put(row.getLong(1), row.getLong(2));
        });
    Map<List<Object>, TimeTotals> totals = new HashMap<>();
    if (by.contains(DAY)) {
      days(accountId, requests, groups).forEach((day, times) -> add(totals, by, day, times));
    } else if (!requests.isEmpty()) {
      long last = requests.lastKey();
      add(totals, by, last, sum(accountId, requests.headMap(last), groups));
      add(totals, by, last, days(accountId, requests.tailMap(last), groups).get(last));
    }
    return totals;
  }

  private static void add(Map<List<Object>, TimeTotals> totals, List<String> by, long day, Map<List<Object>, byte[]> times) {
    times.forEach((group, encoded) -> totals.computeIfAbsent(named(by, day, group), any -> new TimeTotals()).add(encoded));
  }

  /** Returns the values of the columns of a group, in their order. */
  private static List<Object> named(List<String> by, long day, List<Object> group) {
    List<Object> named = new ArrayList<>(group);
    if (by.contains(DAY)) {
      named.add(by.indexOf(DAY), day);
    }
    return named;
  }

  /** Returns the durations of some days together. */
  private Map<List<Object>, byte[]> sum(String accountId, SortedMap<Long, Long> requests, List<String> groups) {
    if (requests.isEmpty()) {
      return Map.of();
    }
    Key key = new Key(accountId, requests.firstKey(), requests.lastKey(), groups);
    Days sum = known.getIfPresent(key);
    if (sum == null || !sum.requests.equals(requests)) {
      Map<List<Object>, TimeTotals> totals = new HashMap<>();
      days(accountId, requests, groups).forEach((day, times) -> add(totals, groups, day, times));
      sum = new Days(Map.copyOf(requests), encoded(totals));
      known.put(key, sum);
    }
    return sum.times;
  }

  /** Returns the durations of each of some days. */
  private Map<Long, Map<List<Object>, byte[]>> days(String accountId, Map<Long, Long> requests, List<String> groups) {
    Map<Long, Map<List<Object>, byte[]>> days = new HashMap<>();
    Map<Long, Map<List<Object>, TimeTotals>> changed = new HashMap<>();
    requests.forEach((day, count) -> {
      Days one = known.getIfPresent(new Key(accountId, day, day, groups));
      if (one != null && one.requests.get(day).equals(count)) {
        days.put(day, one.times);
      } else {
        changed.put(day, new HashMap<>());
      }
    });
    read(accountId, changed, groups);
    changed.forEach((day, totals) -> {
      Days read = new Days(Map.of(day, requests.get(day)), encoded(totals));
      known.put(new Key(accountId, day, day, groups), read);
      days.put(day, read.times);
    });
    return days;
  }

  private void read(String accountId, Map<Long, Map<List<Object>, TimeTotals>> days, List<String> groups) {
    if (days.isEmpty()) {
      return;
    }
    jdbc.sql("select epoch_day, times" + String.join("", groups.stream().map(column -> ", " + column).toList())
            + " from usage_day where account_id = :account and epoch_day in (:days) and times is not null")
        .param("account", accountId).param("days", days.keySet())
        .query(row -> {
          List<Object> group = new ArrayList<>();
          for (String column : groups) {
            group.add(row.getObject(column));
          }
          days.get(row.getLong(1)).computeIfAbsent(group, any -> new TimeTotals()).add(row.getBytes(2));
        });
  }

  private static Map<List<Object>, byte[]> encoded(Map<List<Object>, TimeTotals> totals) {
    Map<List<Object>, byte[]> encoded = new HashMap<>();
    totals.forEach((group, total) -> encoded.put(group, total.bytes()));
    return encoded;
  }
}

package app.orqen.usage;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcOperations;

/**
 * Adds rows to the sums of their hours and days, in the transaction in which the rows are written. The sums come in the order of
 * their key, so that two replicas never wait for each other.
 */
final class PeriodSums {

  /** The amounts that are added up, by the names of their columns. */
  static final List<String> SUMS = List.of("requests", "input_tokens", "output_tokens", "cached_tokens",
      "cache_write_tokens", "reasoning_tokens", "tools_in", "tools_out", "tokens_saved", "shadow_called", "shadow_missed", "cost_usd",
      "saved_usd", "unpriced", "ranked_called", "ranked_missed");

  private static final int SECONDS_OF_DAY = 86_400;
  private static final int FIRST_ERROR = 400;
  /** So many durations are read at once. */
  private static final int READ_TOGETHER = 100;

  /** The sums of one kind of period. */
  private static final class Table {

    private final int seconds;
    private final List<String> key;
    private final String name;
    private final SumTable sums;
    private final String times;
    private final String setTimes;

    Table(JdbcOperations jdbc, boolean embedded, String name, String period, int seconds) {
      this.key = List.of("account_id", period, "key_id", "provider", "model", "status", "error_code", "error_source");
      String where = " where " + String.join(" and ", key.stream().map(column -> column + " = ?").toList());
      this.name = name;
      this.seconds = seconds;
      this.sums = new SumTable(jdbc, embedded, name, key, SumTable.sumsOf(SUMS));
      this.times = "select times from " + name + where;
      this.setTimes = "update " + name + " set times = ?" + where;
    }

    /** Returns the query for the durations of several groups at once. */
    String timesOf(int groups) {
      String group = "(" + String.join(", ", Collections.nCopies(key.size(), "?")) + ")";
      return "select " + String.join(", ", key) + ", times from " + name + " where (" + String.join(", ", key) + ") in ("
          + String.join(", ", Collections.nCopies(groups, group)) + ")";
    }
  }

  private final JdbcOperations jdbc;
  private final boolean embedded;
  private final SumNames names;
  private final List<Table> tables;

  /**
   * Makes the writer of sums.
   *
   * @param embedded whether the database is H2, which has no upsert that adds, and no other writer than this process
   * @param names bounds the names of models and of errors
   */
  PeriodSums(JdbcOperations jdbc, boolean embedded, SumNames names) {
    this.jdbc = jdbc;
    this.embedded = embedded;
    this.names = names;
    this.tables = List.of(new Table(jdbc, embedded, "usage_hour", "epoch_hour", 3600),
        new Table(jdbc, embedded, "usage_day", "epoch_day", SECONDS_OF_DAY));
  }

  /**
   * What one row adds.
   *
   * @param second the moment of the request, in seconds since 1970
   * @param times its durations; empty for one that failed, which is quick and says nothing of a provider
   * @param amounts in the order of {@link #SUMS}
   */
  record Share(String account, long second, String key, String provider, String model, int status, String errorCode,
      String errorSource, TimeCounts times, Object... amounts) {

    /** Returns whether the request failed. A stream that broke off has the status of its head, which may be 200. */
    boolean isError() {
      return status >= FIRST_ERROR || !errorCode.isEmpty();
    }

    /** Returns the known cost in US dollars. */
    BigDecimal cost() {
      return (BigDecimal) amounts[SUMS.indexOf("cost_usd")];
    }

    /** Returns an amount of tokens by the name of its column. */
    long tokens(String sum) {
      return ((Number) amounts[SUMS.indexOf(sum)]).longValue();
    }

    private List<Object> group(int seconds) {
      return List.of(account, second / seconds, key, provider, model, status, errorCode, errorSource);
    }
  }

  void add(List<Share> shares) {
    List<Share> bounded = shares.stream().map(this::bounded).toList();
    tables.forEach(table -> add(table, bounded));
  }

  private Share bounded(Share share) {
    long day = share.second / SECONDS_OF_DAY;
    String model = names.of(SumNames.Kind.MODEL, share.account, day, share.model);
    String code = names.of(SumNames.Kind.ERROR_CODE, share.account, day, share.errorCode);
    return model.equals(share.model) && code.equals(share.errorCode) ? share : new Share(share.account, share.second, share.key,
        share.provider, model, share.status, code, share.errorSource, share.times, share.amounts);
  }

  private void add(Table table, List<Share> shares) {
    SumTable.Sums sums = table.sums.sums();
    Map<List<Object>, TimeCounts> times = new HashMap<>();
    for (Share share : shares) {
      List<Object> group = share.group(table.seconds);
      sums.add(group, share.amounts);
      if (!share.times.isEmpty()) {
        times.computeIfAbsent(group, any -> new TimeCounts()).add(share.times);
      }
    }
    table.sums.add(sums);
    times(table, times);
  }

  /** Adds durations. The rows are there now, and this transaction holds them. */
  private void times(Table table, Map<List<Object>, TimeCounts> times) {
    List<List<Object>> groups = times.keySet().stream().sorted(Comparator.comparing(Object::toString)).toList();
    Map<List<Object>, byte[]> before = new HashMap<>();
    if (embedded) {
      groups.forEach(group -> before.put(group, jdbc.queryForObject(table.times, byte[].class, group.toArray())));
    } else {
      for (int from = 0; from < groups.size(); from += READ_TOGETHER) {
        List<List<Object>> some = groups.subList(from, Math.min(groups.size(), from + READ_TOGETHER));
        jdbc.query(table.timesOf(some.size()), (ResultSet row) -> {
          List<Object> group = new ArrayList<>();
          for (String column : table.key) {
            group.add(row.getObject(column));
          }
          before.put(group, row.getBytes("times"));
        }, some.stream().flatMap(List::stream).toArray());
      }
    }
    List<Object[]> changed = groups.stream().map(group -> {
      List<Object> parameters = new ArrayList<>(List.of((Object) times.get(group).bytesWith(before.get(group))));
      parameters.addAll(group);
      return parameters.toArray();
    }).toList();
    if (!changed.isEmpty()) {
      jdbc.batchUpdate(table.setTimes, changed);
    }
  }
}

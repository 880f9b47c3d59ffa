package app.orqen.usage;

import java.math.BigDecimal;
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

  /** The sums of one kind of period. */
  private static final class Table {

    private final int seconds;
    private final String add;
    private final String insert;
    private final String upsert;
    private final String times;
    private final String setTimes;

    Table(String name, String period, int seconds) {
      List<String> key = List.of("account_id", period, "key_id", "provider", "model", "status", "error_code", "error_source");
      String where = " where " + String.join(" and ", key.stream().map(column -> column + " = ?").toList());
      this.seconds = seconds;
      this.add = "update " + name + " set " + String.join(", ", SUMS.stream().map(sum -> sum + " = " + sum + " + ?").toList()) + where;
      this.insert = "insert into " + name + " (" + String.join(", ", SUMS) + ", " + String.join(", ", key) + ") values ("
          + String.join(", ", Collections.nCopies(SUMS.size() + key.size(), "?")) + ")";
      this.upsert = insert + " on conflict (" + String.join(", ", key) + ") do update set "
          + String.join(", ", SUMS.stream().map(sum -> sum + " = " + name + "." + sum + " + excluded." + sum).toList());
      this.times = "select times from " + name + where;
      this.setTimes = "update " + name + " set times = ?" + where;
    }
  }

  private static final List<Table> TABLES =
      List.of(new Table("usage_hour", "epoch_hour", 3600), new Table("usage_day", "epoch_day", 86_400));

  private final JdbcOperations jdbc;
  private final boolean embedded;

  /**
   * Makes the writer of sums.
   *
   * @param embedded whether the database is H2, which has no upsert that adds, and no other writer than this process
   */
  PeriodSums(JdbcOperations jdbc, boolean embedded) {
    this.jdbc = jdbc;
    this.embedded = embedded;
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

    private List<Object> group(int seconds) {
      return List.of(account, second / seconds, key, provider, model, status, errorCode, errorSource);
    }
  }

  /** The sum of some rows. */
  private record Sum(List<Object> group, Object[] parameters, TimeCounts times) {

    static Sum of(List<Object> group) {
      List<Object> parameters = new ArrayList<>();
      SUMS.forEach(sum -> parameters.add(0L));
      parameters.addAll(group);
      return new Sum(group, parameters.toArray(), new TimeCounts());
    }

    void add(Share share) {
      for (int i = 0; i < SUMS.size(); i++) {
        parameters[i] = plus(parameters[i], share.amounts[i]);
      }
      times.add(share.times);
    }

    private static Object plus(Object before, Object more) {
      if (more instanceof BigDecimal money) {
        return before instanceof BigDecimal sum ? sum.add(money) : money;
      }
      return (Long) before + ((Number) more).longValue();
    }
  }

  void add(List<Share> shares) {
    TABLES.forEach(table -> add(table, shares));
  }

  private void add(Table table, List<Share> shares) {
    Map<List<Object>, Sum> byGroup = new HashMap<>();
    shares.forEach(share -> byGroup.computeIfAbsent(share.group(table.seconds), Sum::of).add(share));
    List<Sum> sums = byGroup.values().stream().sorted(Comparator.comparing(sum -> sum.group.toString())).toList();
    if (embedded) {
      for (Sum sum : sums) {
        if (jdbc.update(table.add, sum.parameters) == 0) {
          jdbc.update(table.insert, sum.parameters);
        }
      }
    } else {
      jdbc.batchUpdate(table.upsert, sums.stream().map(Sum::parameters).toList());
    }
    times(table, sums);
  }

  /** Adds durations. The rows are there now, and this transaction holds them. */
  private void times(Table table, List<Sum> sums) {
    List<Object[]> changed = new ArrayList<>();
    for (Sum sum : sums) {
      if (!sum.times.isEmpty()) {
        byte[] before = jdbc.queryForObject(table.times, byte[].class, sum.group.toArray());
        List<Object> parameters = new ArrayList<>(List.of((Object) sum.times.bytesWith(before)));
        parameters.addAll(sum.group);
        changed.add(parameters.toArray());
      }
    }
    if (!changed.isEmpty()) {
      jdbc.batchUpdate(table.setTimes, changed);
    }
  }
}

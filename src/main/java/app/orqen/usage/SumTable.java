package app.orqen.usage;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcOperations;

/** A table of sums: each row has a key, and amounts that are added to. Written in the order of the keys, so that replicas don't wait for each other. */
final class SumTable {

  private final JdbcOperations jdbc;
  private final boolean embedded;
  private final int amounts;
  private final String add;
  private final String insert;
  private final String upsert;

  /**
   * Makes the writer of a table.
   *
   * @param embedded whether the database is H2, which has no upsert that adds, and no other writer than this process
   */
  SumTable(JdbcOperations jdbc, boolean embedded, String name, List<String> key, List<String> amounts) {
    this.jdbc = jdbc;
    this.embedded = embedded;
    this.amounts = amounts.size();
    this.add = "update " + name + " set " + String.join(", ", amounts.stream().map(sum -> sum + " = " + sum + " + ?").toList())
        + " where " + String.join(" and ", key.stream().map(column -> column + " = ?").toList());
    this.insert = "insert into " + name + " (" + String.join(", ", amounts) + ", " + String.join(", ", key) + ") values ("
        + String.join(", ", Collections.nCopies(amounts.size() + key.size(), "?")) + ")";
    this.upsert = insert + " on conflict (" + String.join(", ", key) + ") do update set "
        + String.join(", ", amounts.stream().map(sum -> sum + " = " + name + "." + sum + " + excluded." + sum).toList());
  }

  /** Amounts by their key: numbers and decimal numbers, added up. */
  static final class Sums {

    private final Map<List<Object>, Object[]> byKey = new HashMap<>();

    void add(List<Object> key, Object... more) {
      Object[] sum = byKey.putIfAbsent(key, more.clone());
      if (sum != null) {
        for (int i = 0; i < sum.length; i++) {
          sum[i] = plus(sum[i], more[i]);
        }
      }
    }

    private static Object plus(Object before, Object more) {
      return more instanceof BigDecimal money ? ((BigDecimal) before).add(money)
          : (Object) (((Number) before).longValue() + ((Number) more).longValue());
    }
  }

  void add(Sums sums) {
    List<Object[]> rows = new ArrayList<>();
    sums.byKey.entrySet().stream().sorted(Comparator.comparing(entry -> entry.getKey().toString())).forEach(entry -> {
      List<Object> row = new ArrayList<>(amounts + entry.getKey().size());
      Collections.addAll(row, entry.getValue());
      row.addAll(entry.getKey());
      rows.add(row.toArray());
    });
    if (rows.isEmpty()) {
      return;
    }
    if (!embedded) {
      jdbc.batchUpdate(upsert, rows);
      return;
    }
    for (Object[] row : rows) {
      if (jdbc.update(add, row) == 0) {
        jdbc.update(insert, row);
      }
    }
  }
}

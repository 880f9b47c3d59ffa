package app.orqen.usage;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.springframework.jdbc.core.JdbcOperations;

/**
 * A table of sums: each row has a key, amounts that are added to, and perhaps the first and the last of some times. It is written in
 * the order of the keys, so that replicas don't wait for each other.
 */
final class SumTable {

  /** How the value that is there and the next one become one. */
  enum Merge {
    SUM("%s + %s"),
    /** Numbers whose bits are put together. */
    BITS("%s | %s"),
    FIRST("least(%s, %s)"),
    LAST("greatest(%s, %s)");

    private final String sql;

    Merge(String sql) {
      this.sql = sql;
    }

    /** Returns the expression in SQL. H2 has no operator for bits. */
    private String sql(boolean embedded, String before, String more) {
      return (this == BITS && embedded ? "bitor(%s, cast(%s as bigint))" : sql).formatted(before, more);
    }

    private Object of(Object before, Object more) {
      if (this == BITS) {
        return (Long) before | (Long) more;
      }
      if (this == SUM) {
        return more instanceof BigDecimal money ? ((BigDecimal) before).add(money)
            : (Object) (((Number) before).longValue() + ((Number) more).longValue());
      }
      boolean later = ((OffsetDateTime) more).isAfter((OffsetDateTime) before);
      return later == (this == LAST) ? more : before;
    }
  }

  private final JdbcOperations jdbc;
  private final boolean embedded;
  private final List<Merge> merges;
  private final String add;
  private final String insert;
  private final String upsert;

  /**
   * Makes the writer of a table.
   *
   * @param values the columns beside the key, in their order
   * @param embedded whether the database is H2, which has no upsert that adds, and no other writer than this process
   */
  SumTable(JdbcOperations jdbc, boolean embedded, String name, List<String> key, Map<String, Merge> values) {
    this.jdbc = jdbc;
    this.embedded = embedded;
    this.merges = List.copyOf(values.values());
    this.add = "update " + name + " set " + sets(embedded, values, column -> column, column -> "?")
        + " where " + String.join(" and ", key.stream().map(column -> column + " = ?").toList());
    this.insert = "insert into " + name + " (" + String.join(", ", values.keySet()) + ", " + String.join(", ", key) + ") values ("
        + String.join(", ", Collections.nCopies(values.size() + key.size(), "?")) + ")";
    this.upsert = insert + " on conflict (" + String.join(", ", key) + ") do update set "
        + sets(embedded, values, column -> name + "." + column, column -> "excluded." + column);
  }

  private static String sets(boolean embedded, Map<String, Merge> values, UnaryOperator<String> before, UnaryOperator<String> more) {
    return String.join(", ", values.entrySet().stream().map(value -> value.getKey() + " = "
        + value.getValue().sql(embedded, before.apply(value.getKey()), more.apply(value.getKey()))).toList());
  }

  /** Returns columns that are all added up, in their order. */
  static Map<String, Merge> sumsOf(List<String> columns) {
    Map<String, Merge> sums = new LinkedHashMap<>();
    columns.forEach(column -> sums.put(column, Merge.SUM));
    return sums;
  }

  /** Begins to add values up that will be written together. */
  Sums sums() {
    return new Sums(merges);
  }

  /** Values by their key. */
  static final class Sums {

    private final Map<List<Object>, Object[]> byKey = new HashMap<>();
    private final List<Merge> merges;

    private Sums(List<Merge> merges) {
      this.merges = merges;
    }

    void add(List<Object> key, Object... more) {
      Object[] sum = byKey.putIfAbsent(key, more.clone());
      if (sum != null) {
        for (int i = 0; i < sum.length; i++) {
          sum[i] = merges.get(i).of(sum[i], more[i]);
        }
      }
    }
  }

  void add(Sums sums) {
    List<Object[]> rows = new ArrayList<>();
    sums.byKey.entrySet().stream().sorted(Comparator.comparing(entry -> entry.getKey().toString())).forEach(entry -> {
      List<Object> row = new ArrayList<>(merges.size() + entry.getKey().size());
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

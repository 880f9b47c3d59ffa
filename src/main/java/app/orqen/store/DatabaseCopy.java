package app.orqen.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * Copies all rows of one database into another of the same schema version, in one transaction of the latter. Which tables there are
 * is read from both, so a new migration needs nothing here. Numbers that a database gives to rows by itself are given anew.
 */
public final class DatabaseCopy {

  /** A copy that can't be made; the message says why, in a sentence. Nothing was written. */
  public static final class RefusedException extends RuntimeException {
    private RefusedException(String message) {
      super(message);
    }
  }

  private static final String HISTORY = "flyway_schema_history";
  /** The table that tells whether a database is in use. */
  private static final String FIRST = "account";
  private static final int BATCH = 500;
  /** The parts of the table of requests that PostgreSQL keeps by day; their rows are the table's own. */
  private static final Pattern PARTITION = Pattern.compile("(?i)request_log_(\\d{8}|before|other)");

  private final Connection from;
  private final Connection to;

  private DatabaseCopy(Connection from, Connection to) {
    this.from = from;
    this.to = to;
  }

  /**
   * Copies every table and counts the rows of both.
   *
   * @param from is only read
   * @param to has the schema and no account yet
   * @return the number of rows of each table, in the order in which they were copied
   * @throws RefusedException when the databases don't fit each other, or the counts differ
   */
  public static Map<String, Long> copy(Connection from, Connection to) throws SQLException {
    boolean auto = to.getAutoCommit();
    to.setAutoCommit(false);
    try {
      Map<String, Long> rows = new DatabaseCopy(from, to).copy();
      to.commit();
      return rows;
    } catch (SQLException | RuntimeException e) {
      to.rollback();
      throw e;
    } finally {
      to.setAutoCommit(auto);
    }
  }

  private Map<String, Long> copy() throws SQLException {
    Map<String, String> sources = tables(from);
    Map<String, String> targets = tables(to);
    if (!sources.containsKey(HISTORY) || !sources.containsKey(FIRST)) {
      throw new RefusedException("The database to copy from isn't one of Orqen's.");
    }
    List<String> missing = missingVersions(sources.get(HISTORY), targets.get(HISTORY));
    if (!missing.isEmpty()) {
      throw new RefusedException("The database to copy from lacks the migrations " + String.join(", ", missing)
          + ". Start this release on it once, stop it, and copy then.");
    }
    if (count(to, targets.get(FIRST)) > 0) {
      throw new RefusedException("The database to copy to has accounts already. Name an empty one.");
    }
    sources.remove(HISTORY);
    targets.remove(HISTORY);
    if (!targets.keySet().equals(sources.keySet())) {
      throw new RefusedException("The databases have different tables: " + sources.keySet() + " and " + targets.keySet() + ".");
    }
    List<String> ordered = ordered(targets);
    List<String> backwards = new ArrayList<>(ordered);
    Collections.reverse(backwards);
    for (String table : backwards) {
      execute("delete from " + targets.get(table)); // what migrations put there, such as the counter of changes
    }
    Map<String, Long> rows = new LinkedHashMap<>();
    for (String table : ordered) {
      long copied = copy(sources.get(table), targets.get(table));
      long counted = count(to, targets.get(table));
      if (copied != count(from, sources.get(table)) || copied != counted) {
        throw new RefusedException("Of " + copied + " rows of " + table + " there are " + counted
            + " after the copy. Does something else write to one of the databases?");
      }
      rows.put(table, copied);
    }
    return rows;
  }

  /** Returns the names of tables as SQL needs them, by their name in lower case. */
  private static Map<String, String> tables(Connection connection) throws SQLException {
    Map<String, String> tables = new TreeMap<>();
    try (ResultSet found = connection.getMetaData().getTables(connection.getCatalog(), connection.getSchema(), "%",
        new String[] {"TABLE", "BASE TABLE", "PARTITIONED TABLE"})) {
      while (found.next()) {
        String name = found.getString("TABLE_NAME");
        if (!PARTITION.matcher(name).matches()) {
          tables.put(name.toLowerCase(Locale.ROOT), '"' + name + '"');
        }
      }
    }
    return tables;
  }

  private List<String> missingVersions(String fromHistory, String toHistory) throws SQLException {
    Set<String> missing = new LinkedHashSet<>(versions(to, toHistory));
    missing.removeAll(versions(from, fromHistory));
    missing.removeAll(ofPostgresOnly());
    return missing.stream().map(version -> "V" + version).toList();
  }

  /** Returns the versions of migrations that no other database has, such as that of an index of a kind that only PostgreSQL has. */
  private static Set<String> ofPostgresOnly() {
    Set<String> versions = new LinkedHashSet<>();
    try {
      for (Resource script : new PathMatchingResourcePatternResolver().getResources("classpath:db/postgresql/V*.sql")) {
        String name = script.getFilename();
        versions.add(name.substring(1, name.indexOf("__")));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return versions;
  }

  private static List<String> versions(Connection connection, String history) throws SQLException {
    List<String> versions = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("select \"version\" from " + history
            + " where \"version\" is not null and \"success\" order by \"installed_rank\"")) {
      while (found.next()) {
        versions.add(found.getString(1));
      }
    }
    return versions;
  }

  /** Returns the tables so that each comes after those that its rows refer to. */
  private List<String> ordered(Map<String, String> tables) throws SQLException {
    Map<String, Set<String>> needs = new TreeMap<>();
    DatabaseMetaData meta = to.getMetaData();
    for (Map.Entry<String, String> table : tables.entrySet()) {
      Set<String> referred = new LinkedHashSet<>();
      try (ResultSet keys = meta.getImportedKeys(to.getCatalog(), to.getSchema(), unquoted(table.getValue()))) {
        while (keys.next()) {
          referred.add(keys.getString("PKTABLE_NAME").toLowerCase(Locale.ROOT));
        }
      }
      referred.remove(table.getKey());
      needs.put(table.getKey(), referred);
    }
    Set<String> ordered = new LinkedHashSet<>();
    while (ordered.size() < needs.size()) {
      int before = ordered.size();
      needs.forEach((table, referred) -> {
        if (ordered.containsAll(referred)) {
          ordered.add(table);
        }
      });
      if (ordered.size() == before) {
        throw new RefusedException("Tables refer to each other in a circle: " + needs.keySet());
      }
    }
    return List.copyOf(ordered);
  }

  /** Returns the columns of a table by their names in lower case, without those that the database numbers by itself. */
  private static Map<String, String> columns(Connection connection, String table) throws SQLException {
    Map<String, String> columns = new TreeMap<>();
    try (ResultSet found = connection.getMetaData().getColumns(connection.getCatalog(), connection.getSchema(), unquoted(table), "%")) {
      while (found.next()) {
        if (!"YES".equals(found.getString("IS_AUTOINCREMENT"))) {
          String name = found.getString("COLUMN_NAME");
          columns.put(name.toLowerCase(Locale.ROOT), '"' + name + '"');
        }
      }
    }
    return columns;
  }

  private long copy(String source, String target) throws SQLException {
    Map<String, String> read = columns(from, source);
    Map<String, String> written = columns(to, target);
    if (!read.keySet().equals(written.keySet())) {
      throw new RefusedException("The table " + target + " has different columns: " + read.keySet() + " and " + written.keySet() + ".");
    }
    String marks = written.values().stream().map(column -> "?").collect(Collectors.joining(", "));
    long copied = 0;
    try (Statement statement = from.createStatement();
        ResultSet rows = statement.executeQuery("select " + String.join(", ", read.values()) + " from " + source);
        PreparedStatement insert = to.prepareStatement(
            "insert into " + target + " (" + String.join(", ", written.values()) + ") values (" + marks + ")")) {
      int width = read.size();
      while (rows.next()) {
        for (int column = 1; column <= width; column++) {
          Object value = rows.getObject(column);
          // The text of a large object, rather than a handle that ends with the row.
          insert.setObject(column, value instanceof java.sql.Clob ? rows.getString(column) : value);
        }
        insert.addBatch();
        if (++copied % BATCH == 0) {
          insert.executeBatch();
        }
      }
      insert.executeBatch();
    }
    return copied;
  }

  private static long count(Connection connection, String table) throws SQLException {
    try (Statement statement = connection.createStatement(); ResultSet count = statement.executeQuery("select count(*) from " + table)) {
      count.next();
      return count.getLong(1);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = to.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  private static String unquoted(String name) {
    return name.substring(1, name.length() - 1);
  }
}

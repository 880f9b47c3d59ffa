package app.orqen.change;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Knows up to which change this process has forgotten what is old. Only one thread uses it. */
final class ChangeReader {

  private static final Logger LOG = LoggerFactory.getLogger(ChangeReader.class);
  /** How many changes are read one by one. Behind more than that, it is cheaper to forget everything. */
  private static final int MOST = 10_000;
  private static final long NOTHING = -1;

  private final List<ChangeListener> listeners;
  private long seen = NOTHING;

  ChangeReader(List<ChangeListener> listeners) {
    this.listeners = listeners;
  }

  /** Passes on the new changes. Usually there is nothing new, which costs the read of one row. */
  void read(Connection connection) throws SQLException {
    long last = last(connection);
    if (last == seen) {
      return;
    }
    List<Change> changes = seen != NOTHING && last > seen && last - seen <= MOST ? since(connection, last) : List.of();
    if (changes.size() == last - seen) {
      changes.forEach(this::tell);
    } else {
      if (seen != NOTHING) {
        LOG.info("Changes {} to {} can't all be read any more: everything in memory is looked up again", seen, last);
      }
      listeners.forEach(ChangeListener::missed);
    }
    seen = last;
  }

  private static long last(Connection connection) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement("select last from change_counter");
        ResultSet row = query.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  /** Returns the changes after the last one that was seen. Deleted ones and those of a later release's kinds are missing. */
  private List<Change> since(Connection connection, long last) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(
        "select kind, subject from state_change where id > ? and id <= ? order by id")) {
      query.setLong(1, seen);
      query.setLong(2, last);
      List<Change> changes = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          changes.add(new Change(Change.Kind.valueOf(row.getString(1)), row.getString(2)));
        }
      } catch (IllegalArgumentException e) {
        return List.of();
      }
      return changes;
    }
  }

  private void tell(Change change) {
    listeners.forEach(listener -> listener.changed(change));
  }
}

package app.orqen.store;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import org.springframework.boot.autoconfigure.jdbc.JdbcConnectionDetails;

/** Connections to the database that are not of the pool, and what is done with the pool when one of them is lost. */
public final class StoreConnections {

  private final JdbcConnectionDetails database;
  private final HikariDataSource pool;
  private final EmbeddedStore embedded;

  /**
   * Makes them.
   *
   * @param embedded null when the database is elsewhere
   */
  StoreConnections(JdbcConnectionDetails database, HikariDataSource pool, EmbeddedStore embedded) {
    this.database = database;
    this.pool = pool;
    this.embedded = embedded;
  }

  /** Returns which database it is. */
  public DatabaseKind kind() {
    return DatabaseKind.of(database.getJdbcUrl());
  }

  /**
   * Makes a connection of the caller's own.
   *
   * @param name what PostgreSQL shows as its application
   * @param answer how long the database may take for one answer, whatever the JDBC URL says; milliseconds count
   */
  public Connection open(String name, Duration answer) throws SQLException {
    if (embedded != null) {
      return embedded.getConnection();
    }
    Properties properties = new Properties();
    properties.setProperty("user", Objects.requireNonNullElse(database.getUsername(), ""));
    properties.setProperty("password", Objects.requireNonNullElse(database.getPassword(), ""));
    if (kind() == DatabaseKind.POSTGRESQL) {
      properties.putAll(PostgresConnection.properties(answer));
      properties.setProperty("ApplicationName", name);
    }
    Connection connection = DriverManager.getConnection(database.getJdbcUrl(), properties);
    connection.setNetworkTimeout(Runnable::run, Math.toIntExact(answer.toMillis()));
    return connection;
  }

  /** Learns that such a connection was lost: those of the pool then are, too. */
  public void lost(Throwable cause) {
    if (embedded == null) {
      renew();
    } else {
      embedded.noteIfClosed(cause);
    }
  }

  /** Opens a database in this process again when it has closed itself and can be opened. */
  void look() {
    if (embedded != null && embedded.reopen()) {
      renew();
    }
  }

  /** Closes every connection of the pool, those in use when they come back. New ones are made when they are needed. */
  private void renew() {
    HikariPoolMXBean connections = pool.getHikariPoolMXBean();
    if (connections != null) {
      connections.softEvictConnections();
    }
  }
}

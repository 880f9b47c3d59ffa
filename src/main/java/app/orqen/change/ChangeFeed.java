package app.orqen.change;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.jdbc.JdbcConnectionDetails;

/**
 * Follows the changes that other replicas make, on a thread and a connection of its own: a NOTIFY of PostgreSQL wakes it
 * at once, and it looks anyway when none came for a while. A lost connection is made again; what happened meanwhile is
 * read then, since the changes stand in a table.
 */
final class ChangeFeed implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ChangeFeed.class);
  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long LONGEST_PAUSE_MILLIS = 1000;

  /**
   * Where changes stand.
   *
   * @param database where to connect
   * @param poll how long to wait for a notification before looking without one
   * @param listen whether to wait for notifications; PostgreSQL alone has them
   */
  record Source(JdbcConnectionDetails database, Duration poll, boolean listen) {

    boolean isPostgres() {
      return database.getJdbcUrl().startsWith("jdbc:postgresql:");
    }
  }

  private final Source source;
  private final ChangeReader reader;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "orqen-changes");
  private volatile long readAt = System.nanoTime();

  ChangeFeed(Source source, ChangeReader reader) {
    this.source = source;
    this.reader = reader;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Seconds since this replica last knew every change. */
  double age() {
    return (System.nanoTime() - readAt) / 1e9;
  }

  private void run() {
    long pause = FIRST_PAUSE_MILLIS;
    boolean lost = false;
    while (!stopsWithin(0)) {
      try (Connection connection = connect()) {
        reader.read(connection);
        if (lost) {
          LOG.info("Changes made by other replicas are followed again");
        }
        lost = false;
        pause = FIRST_PAUSE_MILLIS;
        follow(connection);
      } catch (SQLException | RuntimeException e) {
        if (!lost && !stopsWithin(0)) {
          LOG.warn("Changes made by other replicas can't be followed until the database is back. Cause: {}", e.toString());
        }
        lost = true;
        stopsWithin(pause);
        pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
      }
    }
  }

  private void follow(Connection connection) throws SQLException {
    boolean listening = source.listen && source.isPostgres();
    if (listening) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("listen " + Changes.CHANNEL);
      }
    }
    do {
      reader.read(connection);
      readAt = System.nanoTime();
      if (listening) {
        connection.unwrap(PGConnection.class).getNotifications(Math.toIntExact(source.poll.toMillis()));
      }
    } while (!stopsWithin(listening ? 0 : source.poll.toMillis()));
  }

  private Connection connect() throws SQLException {
    Properties properties = new Properties();
    JdbcConnectionDetails database = source.database;
    properties.setProperty("user", Objects.requireNonNullElse(database.getUsername(), ""));
    properties.setProperty("password", Objects.requireNonNullElse(database.getPassword(), ""));
    if (source.isPostgres()) {
      // So that a connection that died without a word is noticed.
      properties.setProperty("connectTimeout", "2");
      properties.setProperty("loginTimeout", "3");
      properties.setProperty("socketTimeout", "3");
      properties.setProperty("ApplicationName", "orqen changes");
    }
    return DriverManager.getConnection(database.getJdbcUrl(), properties);
  }

  private boolean stopsWithin(long millis) {
    try {
      return stop.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return true;
    }
  }

  @Override
  public void close() {
    stop.countDown();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(4));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

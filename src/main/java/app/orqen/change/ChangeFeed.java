package app.orqen.change;

import app.orqen.store.DatabaseKind;
import app.orqen.store.StoreConnections;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the changes that other replicas make, on a thread and a connection of its own. A NOTIFY of PostgreSQL wakes it at
 * once. It also looks when no NOTIFY came for a while. A connection that died silently is noticed within {@link #ALIVE} plus
 * {@link #ANSWER}, and a new one is made. Changes are rows of a table, so those that happened meanwhile are read then.
 */
final class ChangeFeed implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ChangeFeed.class);
  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long LONGEST_PAUSE_MILLIS = 1000;
  /** How often a connection is asked whether it still works. */
  private static final Duration ALIVE = Duration.ofSeconds(1);
  /** How long the database has to answer the read of one row. */
  private static final Duration ANSWER = Duration.ofSeconds(2);
  /**
   * How long changes must have been followed before the log tells that an interruption is over, and before it tells of another
   * one.
   */
  private static final Duration STEADY = Duration.ofSeconds(2);

  /**
   * Where changes are heard of.
   *
   * @param database the database that has them
   * @param poll how long to wait for a notification before looking without one
   * @param listen whether to wait for notifications, which only PostgreSQL has
   */
  record Source(StoreConnections database, Duration poll, boolean listen) {

    boolean isPostgres() {
      return database.kind() == DatabaseKind.POSTGRESQL;
    }
  }

  private final Source source;
  private final ChangeReader reader;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "orqen-changes");
  private volatile long readAt = System.nanoTime();
  private boolean lost;
  private long pauseMillis = FIRST_PAUSE_MILLIS;

  ChangeFeed(Source source, ChangeReader reader) {
    this.source = source;
    this.reader = reader;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Returns the seconds since this replica last knew every change. */
  double age() {
    return (System.nanoTime() - readAt) / 1e9;
  }

  private void run() {
    while (!stopsWithin(0)) {
      try (Connection connection = source.database.open("orqen changes", ANSWER)) {
        follow(connection);
      } catch (SQLException | RuntimeException e) {
        if (stopsWithin(0)) {
          return;
        }
        if (!lost) {
          LOG.warn("Changes made by other replicas can't be followed until the database is back. Cause: {}", e.toString());
        }
        lost = true;
        source.database.lost(e);
        stopsWithin(pauseMillis);
        pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
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
    long since = System.nanoTime();
    long lookAt = since;
    do {
      long now = System.nanoTime();
      if (now - lookAt >= 0) {
        reader.read(connection);
        lookAt = now + source.poll.toNanos();
      } else if (!connection.isValid(Math.toIntExact(ANSWER.toSeconds()))) {
        throw new SQLException("The database does not answer.");
      }
      readAt = now;
      pauseMillis = FIRST_PAUSE_MILLIS;
      if (lost && now - since > STEADY.toNanos()) {
        lost = false;
        LOG.info("Changes made by other replicas are followed again");
      }
      if (waits(connection, listening)) {
        lookAt = System.nanoTime();
      }
    } while (!stopsWithin(0));
  }

  /** Waits for the next look or question, and returns whether a notification has come before that. */
  private boolean waits(Connection connection, boolean listening) throws SQLException {
    int millis = Math.toIntExact(Math.min(source.poll.toMillis(), ALIVE.toMillis()));
    if (listening) {
      PGConnection notified = connection.unwrap(PGConnection.class);
      // Notifications that came with the answer to the last question are here already. The driver would wait for more.
      return notified.getNotifications().length > 0 || notified.getNotifications(millis).length > 0;
    }
    stopsWithin(millis);
    return false;
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

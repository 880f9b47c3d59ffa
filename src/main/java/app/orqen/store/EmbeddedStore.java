package app.orqen.store;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * Connections to the database in this process. H2 closes itself for good when a write fails, as on a full disk: every connection
 * then leads to the closed one, and a new connection would open it anew. While the disk is still full that fails too and may leave
 * the file locked, so no connection is made until there is room. Then the database is opened, and the pool renewed.
 *
 * <p>{@code @Override} has its package in front here, because {@link SQLExceptionOverride} has an enum of that name.
 */
final class EmbeddedStore extends AbstractDataSource implements SQLExceptionOverride {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedStore.class);

  // H2's error codes, https://h2database.com/javadoc/org/h2/api/ErrorCode.html
  private static final int DATABASE_IS_CLOSED = 90098;
  static final int DATABASE_ALREADY_OPEN = 90020;
  private static final int GENERAL_ERROR = 50000;

  private static final String FILE = "jdbc:h2:file:";
  /** What must fit on the disk before the database is opened again. */
  private static final int ROOM_BYTES = 1 << 20;

  private final String url;
  private final String user;
  private final String password;
  private final Runnable endProcess;
  private volatile String closed;

  /**
   * Makes the source of connections.
   *
   * @param endProcess called when only another process can open the database
   */
  EmbeddedStore(String url, String user, String password, Runnable endProcess) {
    this.url = url;
    this.user = user;
    this.password = password;
    this.endProcess = endProcess;
  }

  /** Returns why the database is closed; null while it is open. */
  String closed() {
    return closed;
  }

  @java.lang.Override
  public Connection getConnection() throws SQLException {
    return getConnection(user, password);
  }

  @java.lang.Override
  public Connection getConnection(String name, String secret) throws SQLException {
    String reason = closed;
    if (reason != null) {
      throw new SQLTransientConnectionException("The embedded database is closed: " + reason);
    }
    return DriverManager.getConnection(url, name, secret);
  }

  /** Keeps a connection to the closed database in the pool: it fails at once, and a new one would wait. */
  @java.lang.Override
  public Override adjudicate(SQLException failure) {
    return noteIfClosed(failure) ? Override.DO_NOT_EVICT : Override.CONTINUE_EVICT;
  }

  /** Notes that the database is closed, if a failed statement shows it, and returns whether it does. */
  boolean noteIfClosed(Throwable failure) {
    // A general error that comes from a file means that the disk failed. Other general errors leave the database open.
    boolean shows = hasCode(failure, DATABASE_IS_CLOSED)
        || hasCode(failure, GENERAL_ERROR) && root(failure) instanceof IOException;
    if (shows) {
      close(root(failure));
    }
    return shows;
  }

  private static boolean hasCode(Throwable failure, int code) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getErrorCode() == code) {
        return true;
      }
    }
    return false;
  }

  private static Throwable root(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private synchronized void close(Throwable root) {
    if (closed == null) {
      closed = root.getMessage() == null ? root.toString() : root.getMessage().strip();
      LOG.warn("The embedded database is closed: {}. Changes, and keys that aren't in memory, get 503 until it can be opened again; "
          + "usage rows wait. Make room on the disk of the data folder (ORQEN_DATA_DIR).", closed);
    }
  }

  /**
   * Opens a closed database again when there is room on the disk. It is called again and again, and never throws.
   *
   * @return whether it was closed and is open now, so that the connections in the pool are of no use
   */
  boolean reopen() {
    if (closed == null || !hasRoom()) {
      return false;
    }
    try (Connection connection = DriverManager.getConnection(url, user, password);
        Statement statement = connection.createStatement()) {
      statement.execute("update change_counter set last = last");
      statement.execute(DurableTransaction.WRITE);
    } catch (SQLException e) {
      if (hasCode(e, DATABASE_ALREADY_OPEN)) {
        LOG.error("The embedded database can't be opened again in this process, which ends: start it again.");
        endProcess.run();
      }
      LOG.debug("The embedded database can't be opened", e);
      return false;
    }
    closed = null;
    LOG.info("The embedded database is open again.");
    return true;
  }

  /** Returns the file without its ending; null when the database has none. */
  private Path file() {
    return url.startsWith(FILE) ? Path.of(url.substring(FILE.length()).replaceAll(";.*", "")).toAbsolutePath() : null;
  }

  /** Warns when the database's file is empty. H2 would begin anew without a word. */
  void warnIfEmpty() {
    Path database = file();
    if (database == null) {
      return;
    }
    Path pages = database.resolveSibling(database.getFileName() + ".mv.db");
    try {
      if (Files.exists(pages) && Files.size(pages) == 0) {
        LOG.warn("The database file {} is empty, 0 bytes. Whatever was in it is gone, and the gateway begins anew. "
            + "If there is a backup, stop the gateway and put it there.", pages);
      }
    } catch (IOException e) {
      LOG.debug("The database file can't be looked at; opening it will tell", e);
    }
  }

  private boolean hasRoom() {
    Path database = file();
    if (database == null) {
      return true;
    }
    try {
      Path probe = Files.createTempFile(database.getParent(), "room", null);
      try {
        Files.write(probe, new byte[ROOM_BYTES]);
      } finally {
        Files.deleteIfExists(probe);
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Does nothing, since H2 opens the file at once or not at all. */
  @java.lang.Override
  public void setLoginTimeout(int seconds) {
    // nothing to wait for
  }
}

package app.orqen.store;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/** Says in two sentences why the gateway did not start without its database or its disk, and what to do. */
public final class StoreStartFailure implements FailureAnalyzer {

  private static final String DATABASE = " Correct SPRING_DATASOURCE_URL, SPRING_DATASOURCE_USERNAME or SPRING_DATASOURCE_PASSWORD.";
  private static final String FOLDER = " The data folder is ORQEN_DATA_DIR.";

  // H2's error codes, https://h2database.com/javadoc/org/h2/api/ErrorCode.html
  private static final int WRONG_USER_OR_PASSWORD = 28000;
  private static final int FILE_CORRUPTED = 90030;

  @Override
  public FailureAnalysis analyze(Throwable failure) {
    SQLException sql = null;
    Throwable root = failure;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      root = cause;
      if (cause instanceof SchemaWait.OutdatedSchemaException) {
        return new FailureAnalysis(cause.getMessage(), "Look at the log of what migrates the schema, such as the Job orqen-migration, "
            + "then start again. With ORQEN_DATABASE_MIGRATE=true a start migrates it itself.", failure);
      }
      if (cause instanceof SQLException each) {
        sql = each;
      }
    }
    if (root instanceof IOException && root.getMessage() != null && root.getMessage().contains("No space left on device")) {
      return new FailureAnalysis("The disk of the data folder is full.", "Make room on it, then start again." + FOLDER, failure);
    }
    return sql == null ? null : ofDatabase(sql, root, failure);
  }

  private static FailureAnalysis ofDatabase(SQLException sql, Throwable root, Throwable failure) {
    String state = sql.getSQLState() == null ? "" : sql.getSQLState();
    if (sql.getErrorCode() == EmbeddedStore.DATABASE_ALREADY_OPEN) {
      return new FailureAnalysis("Another process uses the embedded database in the data folder.",
          "Stop the other gateway, or give this one a folder of its own. Several gateways can share only a PostgreSQL." + FOLDER,
          failure);
    }
    if (sql.getErrorCode() == FILE_CORRUPTED) {
      return new FailureAnalysis("The file of the embedded database is damaged: " + line(sql),
          "Put a backup of it into the data folder, then start again." + FOLDER, failure);
    }
    if (root instanceof UnknownHostException) {
      return new FailureAnalysis("The host of the database is not known: " + line(root),
          "Check the name, and that this machine can resolve it." + DATABASE, failure);
    }
    if (root instanceof ConnectException) {
      return new FailureAnalysis("The database does not accept connections: " + line(sql),
          "Check that it runs, and that host and port are right." + DATABASE, failure);
    }
    if (root instanceof SocketTimeoutException || state.startsWith("08")) {
      return new FailureAnalysis("The database does not answer: " + line(sql),
          "Check host and port, and that no firewall is between." + DATABASE, failure);
    }
    if (state.startsWith("28") || sql.getErrorCode() == WRONG_USER_OR_PASSWORD) {
      return new FailureAnalysis("The database refuses the user or the password: " + line(sql), "Check both." + DATABASE, failure);
    }
    return state.equals("3D000")
        ? new FailureAnalysis("The database does not exist: " + line(sql), "Create it, or name another one." + DATABASE, failure)
        : null;
  }

  private static String line(Throwable cause) {
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return message.replaceAll("\\s+", " ").strip();
  }
}

package app.orqen.store;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How connections to PostgreSQL are made, unless the JDBC URL says otherwise. They have limits, so that a connection whose
 * other end is silently gone is noticed. The names and units (seconds) are the driver's (pgjdbc, "Connection Parameters").
 */
public final class PostgresConnection {

  /** One address of the database's host has this long to accept a connection. */
  private static final Duration CONNECT = Duration.ofSeconds(2);
  /** All addresses together, with TLS and the password. */
  private static final Duration LOGIN = Duration.ofSeconds(4);

  private PostgresConnection() {}

  /**
   * Returns the driver's properties. What the JDBC URL sets wins over them.
   *
   * @param answer how long the database may take for one answer, in whole seconds
   */
  public static Map<String, String> properties(Duration answer) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("connectTimeout", seconds(CONNECT));
    properties.put("loginTimeout", seconds(LOGIN));
    properties.put("socketTimeout", seconds(answer));
    properties.put("tcpKeepAlive", "true");
    properties.put("reWriteBatchedInserts", "true"); // the rows of a batch go in one statement
    return properties;
  }

  private static String seconds(Duration duration) {
    return Long.toString(Math.max(1, duration.toSeconds()));
  }
}

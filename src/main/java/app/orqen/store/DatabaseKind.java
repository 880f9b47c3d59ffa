package app.orqen.store;

/** Which database a JDBC URL leads to. */
public enum DatabaseKind {
  /** H2, which usually runs in this process and keeps one file in the data folder. */
  H2,
  POSTGRESQL,
  OTHER;

  /** Returns the kind of a JDBC URL. */
  public static DatabaseKind of(String jdbcUrl) {
    if (jdbcUrl.startsWith("jdbc:h2:")) {
      return H2;
    }
    return jdbcUrl.startsWith("jdbc:postgresql:") ? POSTGRESQL : OTHER;
  }
}

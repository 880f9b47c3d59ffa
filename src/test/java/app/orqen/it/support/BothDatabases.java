package app.orqen.it.support;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;

/** A gateway on the embedded H2 and one on a real PostgreSQL, with the same settings. */
public final class BothDatabases implements AutoCloseable {

  public final Gateway onH2;
  public final Gateway onPostgres;
  private final EmbeddedPostgres postgres;

  public BothDatabases(String... settings) throws IOException {
    postgres = Postgres.start();
    onH2 = Gateway.start(settings);
    onPostgres = Gateway.start(Stream.concat(Arrays.stream(settings), Stream.of(
        "spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"),
        "spring.datasource.username=postgres", "spring.datasource.password=postgres")).toArray(String[]::new));
  }

  public Stream<Gateway> all() {
    return Stream.of(onH2, onPostgres);
  }

  @Override
  public void close() throws IOException {
    onH2.close();
    onPostgres.close();
    postgres.close();
  }
}

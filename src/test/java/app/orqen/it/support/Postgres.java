package app.orqen.it.support;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** A real PostgreSQL that has time to start on a busy machine, on a port that nobody takes from it. */
public final class Postgres {

  private static final Duration START = Duration.ofMinutes(2);

  private Postgres() {}

  public static EmbeddedPostgres start() throws IOException {
    return builder(Ports.free()).start();
  }

  /** One that is stopped and started again, with its data and on its port. */
  public static EmbeddedPostgres start(Path data, int port) throws IOException {
    return builder(port).setDataDirectory(data).setCleanDataDirectory(false).start();
  }

  private static EmbeddedPostgres.Builder builder(int port) {
    return EmbeddedPostgres.builder().setPort(port).setPGStartupWait(START);
  }
}

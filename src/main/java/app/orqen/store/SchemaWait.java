package app.orqen.store;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.flyway.FlywayMigrationStrategy;

/**
 * Waits at a start until something else has brought the schema up to the version of this process. A schema that is newer is no
 * reason to wait: a migration keeps what the release before it uses.
 */
final class SchemaWait implements FlywayMigrationStrategy {

  private static final Logger LOG = LoggerFactory.getLogger(SchemaWait.class);
  /** Every so many looks the log says again what is missing. */
  private static final int TELL = 30;

  /** The schema lacked migrations for longer than a start waits. */
  static final class OutdatedSchemaException extends RuntimeException {
    private OutdatedSchemaException(String message) {
      super(message);
    }
  }

  private final Duration pause;
  private final int looks;

  /**
   * Makes a wait.
   *
   * @param pause the time between two looks at the schema
   * @param looks how many looks before the start fails
   */
  SchemaWait(Duration pause, int looks) {
    this.pause = pause;
    this.looks = looks;
  }

  /**
   * Returns when the schema lacks nothing.
   *
   * @throws OutdatedSchemaException when it still does after the last look, or the process is asked to end meanwhile
   */
  @Override
  public void migrate(Flyway flyway) {
    FutureTask<Void> wait = new FutureTask<>(() -> look(flyway), null);
    Thread thread = new Thread(wait, "orqen-schema");
    thread.setDaemon(true);
    thread.start();
    try {
      // Not a sleep of this thread: at SIGTERM Spring interrupts a start that waits without a limit, and waits for any other.
      wait.get();
    } catch (InterruptedException e) {
      wait.cancel(true);
      Thread.currentThread().interrupt();
      throw new OutdatedSchemaException("The start was ended while it waited for the schema of the database.");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
    }
  }

  private void look(Flyway flyway) {
    for (int look = 0; look < looks && !Thread.currentThread().isInterrupted(); look++) {
      String missing = missing(flyway);
      if (missing.isEmpty()) {
        if (look > 0) {
          LOG.info("The schema of the database is complete. The start goes on.");
        }
        return;
      }
      if (look % TELL == 0) {
        LOG.warn("The schema of the database lacks {}. This start waits for what migrates it (ORQEN_DATABASE_MIGRATE=false).", missing);
      }
      LockSupport.parkNanos(pause.toNanos());
    }
    throw new OutdatedSchemaException("The schema of the database still lacks " + missing(flyway) + " after "
        + pause.multipliedBy(looks).toSeconds() + " s.");
  }

  /** Returns the versions that are not applied yet, such as {@code V4, V5}; empty when all are applied. */
  private static String missing(Flyway flyway) {
    return Arrays.stream(flyway.info().pending()).map(MigrationInfo::getVersion).map(version -> "V" + version)
        .collect(Collectors.joining(", "));
  }
}

package app.orqen.start;

import app.orqen.routes.RefusedRoutesException;
import com.macasaet.fernet.Key;
import java.util.List;
import java.util.UUID;

/** The settings of a gateway that a command starts for itself. It keeps nothing and logs nothing. */
final class Offline {

  private Offline() {}

  static List<String> settings() {
    return List.of("--logging.threshold.console=OFF", "--spring.main.log-startup-info=false",
        "--orqen.vault.keys=" + Key.generateKey().serialise(), "--orqen.vault.keys-file=", "--orqen.https.port=off",
        "--orqen.tracing.enabled=false", "--orqen.redis-url=", "--orqen.routes-reload=false", "--orqen.tools.embeddings=false",
        "--spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "--spring.datasource.username=sa",
        // In a cluster whose Job migrates, nothing would ever migrate this one.
        "--spring.datasource.password=", "--orqen.database.migrate=true");
  }

  /** Tells whether a start failed because of the routes folder. */
  static boolean isRefused(Throwable failure) {
    return refused(failure) != null;
  }

  /** Returns why a start failed, in one line or one line a finding. */
  static String reason(Throwable failure) {
    RefusedRoutesException refused = refused(failure);
    if (refused != null) {
      return refused.getMessage();
    }
    Throwable cause = failure;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    return "The gateway can't be set up: " + cause.getMessage();
  }

  private static RefusedRoutesException refused(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof RefusedRoutesException refused) {
        return refused;
      }
    }
    return null;
  }
}

package app.orqen.start;

import app.orqen.routes.RefusedRoutesException;
import app.orqen.routes.RoutesCheck;
import java.nio.file.Path;
import org.apache.camel.spring.boot.CamelSpringBootInitializationException;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.env.Environment;

/** Says in one message why the gateway did not start: a setting, a port that is taken, or a route file with line and reason. */
public final class StartFailure implements FailureAnalyzer {

  private static final String CORRECT = "Correct the routes folder (ORQEN_ROUTES_DIR), then start again. "
      + "'java -jar orqen.jar check' finds the same without a start.";

  private static final String OTHER_PORT = "Stop that program, or set another port: SERVER_PORT (8080) serves clients, and "
      + "MANAGEMENT_SERVER_PORT (8081) health and metrics.";

  private final Path folder;

  /**
   * Keeps where the routes are.
   *
   * @param environment the settings; null when the start failed before they were read
   */
  public StartFailure(Environment environment) {
    String routes = environment == null ? null : environment.getProperty("orqen.routes-dir");
    folder = routes == null ? null : Path.of(routes);
  }

  @Override
  public FailureAnalysis analyze(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof RefusedRoutesException) {
        return refused(cause.getMessage(), failure);
      }
      if (cause instanceof PortInUseException taken) {
        return new FailureAnalysis("Another program uses port " + taken.getPort() + ".", OTHER_PORT, failure);
      }
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CamelSpringBootInitializationException || cause instanceof FailedToCreateRouteException
          || cause instanceof FailedToStartRouteException) {
        return refused(folder == null ? cause.getMessage() : RoutesCheck.explain(failure, folder).toString(), failure);
      }
    }
    Throwable root = deepest(failure);
    boolean ours = root instanceof IllegalArgumentException || root instanceof IllegalStateException;
    boolean thrownHere = root.getStackTrace().length > 0
        && root.getStackTrace()[0].getClassName().startsWith("app.orqen.");
    return ours && thrownHere
        ? new FailureAnalysis(root.getMessage(), "Correct the setting in application.yaml or the environment.", failure)
        : null;
  }

  private static FailureAnalysis refused(String findings, Throwable failure) {
    return new FailureAnalysis("The routes folder is refused:\n" + findings, CORRECT, failure);
  }

  private static Throwable deepest(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    return cause;
  }
}

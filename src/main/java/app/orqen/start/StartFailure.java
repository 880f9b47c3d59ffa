package app.orqen.start;

import org.apache.camel.spring.boot.CamelSpringBootInitializationException;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/** Says in one clear piece why the gateway did not start: a setting, or a route file with line and reason. */
public final class StartFailure implements FailureAnalyzer {

  @Override
  public FailureAnalysis analyze(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CamelSpringBootInitializationException || cause instanceof FailedToCreateRouteException
          || cause instanceof FailedToStartRouteException) {
        return new FailureAnalysis("A route can't be loaded: " + deepest(cause).getMessage() + context(cause),
            "Correct the file in the routes folder (ORQEN_ROUTES_DIR), then start again.", failure);
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

  private static String context(Throwable cause) {
    return deepest(cause) == cause ? "" : " (" + cause.getMessage() + ")";
  }

  private static Throwable deepest(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    return cause;
  }
}

package app.orqen.start;

import java.io.UncheckedIOException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/** Says in one message why the gateway can't start, where the fault is in its settings or route files. */
final class StartFailures implements FailureAnalyzer {

  private static final String OWN = "app.orqen.";

  @Override
  public FailureAnalysis analyze(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (isOurs(t)) {
        return new FailureAnalysis(t.getMessage(), "Correct the setting (application.yaml says what each is for).", t);
      }
    }
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (isOfRoute(t)) {
        return new FailureAnalysis("A route can't be loaded: " + reasons(t),
            "Correct the file in the routes folder (ORQEN_ROUTES_DIR).", t);
      }
    }
    return null;
  }

  private static boolean isOurs(Throwable t) {
    boolean refusal = t instanceof IllegalArgumentException || t instanceof IllegalStateException
        || t instanceof UncheckedIOException;
    StackTraceElement[] trace = t.getStackTrace();
    return refusal && trace.length > 0 && trace[0].getClassName().startsWith(OWN);
  }

  private static boolean isOfRoute(Throwable t) {
    String name = t.getClass().getName();
    return name.startsWith("org.apache.camel.FailedTo") || name.startsWith("org.apache.camel.dsl.")
        || name.startsWith("org.snakeyaml.") || name.startsWith("org.apache.camel.NoSuchBean");
  }

  /** Each cause once: the outer ones name the route or file, the inner ones the reason. */
  private static String reasons(Throwable failure) {
    StringBuilder reasons = new StringBuilder(String.valueOf(failure.getMessage()));
    for (Throwable t = failure.getCause(); t != null; t = t.getCause()) {
      if (t.getMessage() != null && reasons.indexOf(t.getMessage()) < 0) {
        reasons.append(": ").append(t.getMessage());
      }
    }
    return reasons.toString();
  }
}

package app.orqen.policy;

import app.orqen.policy.Attempts.Failed;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The step {@code allTargetsFailed}: makes one error of those of several targets. A request that tried only one gets that one's own
 * error, and so does one whose last error is the client's.
 */
public final class AllTargetsFailed implements Processor {

  private static final String RETRY_AFTER = "Retry-After";

  @Override
  public void process(Exchange exchange) {
    Attempts attempts = Attempts.of(exchange);
    if (attempts != null && attempts.isOver()) {
      GatewayException error = of(attempts);
      if (error != null) {
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, error);
      }
    }
  }

  /** Returns the error of a plan that has come to its end; null when the last target's own error is right. */
  static GatewayException of(Attempts attempts) {
    List<Failed> tried = attempts.failures().stream().filter(failed -> !failed.skipped()).toList();
    boolean late = attempts.leftNanos() <= 0;
    boolean several = tried.stream().map(Failed::target).distinct().count() > 1; // One target may have had several credentials.
    if (tried.isEmpty() || !several && !late) {
      return null;
    }
    String said = tried.stream().map(AllTargetsFailed::said).collect(Collectors.joining(" "));
    if (late) {
      return GatewayException.of(ErrorCode.PROVIDER_TIMEOUT, "No target of '" + attempts.plan().shownName() + "' answered within "
          + attempts.plan().total().toSeconds() + " s. " + said);
    }
    int status = tried.get(0).error().status();
    boolean same = tried.stream().allMatch(failed -> failed.error().status() == status);
    GatewayException error = GatewayException.provider(same ? status : ErrorCode.ALL_TARGETS_FAILED.status(),
        ErrorCode.ALL_TARGETS_FAILED, "All targets of '" + attempts.plan().shownName() + "' failed. " + said);
    OptionalLong soonest = tried.stream().map(failed -> failed.error().headers().get(RETRY_AFTER))
        .filter(seconds -> seconds != null && seconds.matches("\\d{1,9}")).mapToLong(Long::parseLong).min();
    soonest.ifPresent(seconds -> error.header(RETRY_AFTER, Long.toString(seconds)));
    return error;
  }

  private static String said(Failed failed) {
    String message = failed.error().getMessage();
    return failed.target().provider().knownAs() + '/' + failed.target().model() + " (" + failed.error().status() + "): "
        + (message.endsWith(".") ? message : message + ".");
  }
}

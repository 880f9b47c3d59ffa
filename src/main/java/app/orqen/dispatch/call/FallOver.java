package app.orqen.dispatch.call;

import app.orqen.dispatch.credential.CredentialQueue;
import app.orqen.dispatch.credential.InjectCredentials;
import app.orqen.inbound.AttemptLog;
import app.orqen.inbound.Inbound;
import app.orqen.policy.Attempts;
import app.orqen.policy.Condition;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import app.orqen.request.ModelRequest;
import app.orqen.request.Upload;
import app.orqen.translate.wire.Operation;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The predicate {@code fallOver}: decides whether a failed call is followed by one of the plan's next target, and finds that target.
 * It is asked only about failures, and decides once about each. The step {@code nextTarget} then goes there.
 */
public final class FallOver implements Predicate {

  private static final Logger LOG = LoggerFactory.getLogger(FallOver.class);

  private final InjectCredentials credentials;

  FallOver(InjectCredentials credentials) {
    this.credentials = credentials;
  }

  @Override
  public boolean matches(Exchange exchange) {
    Attempts attempts = Attempts.of(exchange);
    if (attempts == null) {
      return false;
    }
    Throwable failure = exchange.getException() != null
        ? exchange.getException() : exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    return attempts.decide(failure, () -> isFollowed(exchange, attempts, failure));
  }

  /** Decides about a failure that isn't an exchange's yet. */
  boolean isFollowed(Exchange exchange, Attempts attempts, Throwable failure) {
    Condition noted = attempts.takeNote();
    UpstreamCall call = UpstreamCall.of(exchange);
    GatewayException error = find(failure);
    boolean broken = error == null && call != null && UpstreamFailure.isNetwork(failure);
    if (broken) {
      error = call.explain(failure, Conversation.of(exchange));
    }
    Upload upload = ModelRequest.of(exchange).upload();
    if (error == null || call != null && call.isEndedByUs() || upload != null && upload.isBegun()) {
      return false; // a fault of the gateway, or nobody's; or the file is gone
    }
    Condition condition = noted != null ? noted : broken ? ofBroken(error) : of(error);
    AttemptLog log = Inbound.of(exchange).outcome().attempts();
    if (log != null) {
      log.end(error.status(), error.code());
    }
    boolean uncalled = attempts.isWithoutCall() && error.is(ErrorCode.PROVIDER_CREDENTIALS_MISSING);
    boolean others = attempts.failed(error, condition);
    boolean followed = isFollowed(exchange, attempts, error, condition, others);
    boolean ofTarget = condition != null && (attempts.isFollowed(condition) || Condition.DEFAULT.contains(condition));
    if (followed) {
      return true;
    }
    if (isCountOfSeveral(exchange, attempts) && (ofTarget || uncalled)) {
      attempts.estimate();
      return true;
    }
    if (ofTarget && !attempts.hasContent()) {
      attempts.end();
    }
    return false;
  }

  /** Returns whether the gateway itself can answer in place of the targets: by an estimate of the tokens, where there are several. */
  private static boolean isCountOfSeveral(Exchange exchange, Attempts attempts) {
    return ModelRequest.of(exchange).operation() == Operation.COUNT_TOKENS && attempts.plan().targets().size() > 1;
  }

  /** Finds what is called next: the target's next credential, the same one again after a short pause, or another target. */
  private boolean isFollowed(Exchange exchange, Attempts attempts, GatewayException error, Condition condition, boolean others) {
    String failedTitle = attempts.current().provider().title();
    boolean ofCredential = condition != null && condition != Condition.CONTEXT
        && (condition != Condition.MISSING || attempts.isFollowed(condition));
    if (ofCredential && attempts.mayGoOn()
        && CredentialQueue.hasNext(exchange, attempts.current()) && isFound(exchange, attempts)) {
      LOG.info("{} failed ({}), so its next credential is tried", failedTitle, error.code());
      return true;
    }
    if (others && condition == Condition.TOO_MANY && attempts.repeat(retryAfterMillis(error))) {
      LOG.info("{} asks to wait, and is called again", failedTitle);
      return true;
    }
    while (others && attempts.next() != null) {
      if (isFound(exchange, attempts)) {
        LOG.info("{} failed ({}), so {} is next", failedTitle, error.code(), attempts.current().provider().title());
        return true;
      }
    }
    return false;
  }

  /** Prepares the call to the current target, and returns whether it can be made. */
  private boolean isFound(Exchange exchange, Attempts attempts) {
    try {
      credentials.prepare(exchange, attempts);
      return true;
    } catch (GatewayException e) {
      attempts.skip(Inbound.of(exchange).outcome(), e);
      return false;
    }
  }

  /** Returns how many milliseconds a provider asks to wait; null when it doesn't say, or not as a number. */
  private static Long retryAfterMillis(GatewayException error) {
    String seconds = error.headers().get("Retry-After");
    return seconds != null && seconds.matches("\\d{1,6}") ? Long.valueOf(TimeUnit.SECONDS.toMillis(Long.parseLong(seconds))) : null;
  }

  private static GatewayException find(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof GatewayException error) {
        return error;
      }
    }
    return null;
  }

  /** Returns what a call means that failed in the HTTP client. */
  private static Condition ofBroken(GatewayException error) {
    if (error.is(ErrorCode.PROVIDER_UNREACHABLE) || error.is(ErrorCode.GATEWAY_OVERLOADED)) {
      return Condition.CONNECT;
    }
    return of(error);
  }

  private static Condition of(GatewayException error) {
    if (error.is(ErrorCode.PROVIDER_UNAVAILABLE)) {
      return Condition.OPEN;
    }
    if (error.is(ErrorCode.PROVIDER_TIMEOUT)) {
      return Condition.TIMEOUT;
    }
    if (error.is(ErrorCode.PROVIDER_UNREACHABLE)) {
      return Condition.SERVER_ERROR;
    }
    return error.source() == GatewayException.Source.PROVIDER ? Condition.ofStatus(error.status()) : null;
  }
}

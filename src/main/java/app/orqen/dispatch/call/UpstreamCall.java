package app.orqen.dispatch.call;

import app.orqen.dispatch.address.RefusedAddressException;
import app.orqen.inbound.ClientConnection;
import app.orqen.inbound.Inbound;
import app.orqen.reply.ClientStream;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import app.orqen.trace.CallSpan;
import app.orqen.translate.error.ProviderError;
import app.orqen.vault.Credential;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;

/**
 * One call to a provider while it runs: what it waits for and since when, how to cut it off, and what the circuit breaker
 * learns from it. The serving thread drives it; the {@link Watchdog} looks at it from another.
 */
public final class UpstreamCall {

  private static final String VARIABLE = "orqenCall";
  private static final long FINISH_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** Why the gateway itself cut a call off. */
  enum Cut {
    CLIENT_GONE,
    NO_FIRST_BYTE,
    GAP,
    TOTAL,
    SHUTDOWN
  }

  /**
   * What the head of an error tells of it.
   *
   * @param retryAfter its {@code Retry-After}, or null
   * @param amazonType its {@code x-amzn-ErrorType}, or null
   */
  public record ErrorHead(int status, String retryAfter, String amazonType) {}

  private final Inbound inbound;
  private final String providerTitle;
  private final Credential credential;
  private final Timeouts timeouts;
  private final CircuitBreaker breaker;
  private final ClientStream clientStream;
  private final ClientConnection clientConnection;
  private final long openedAt = System.nanoTime();

  private volatile Cancellable cancellable;
  private volatile Cut cut;
  private volatile boolean headSeen;
  private volatile ErrorHead error;
  private volatile long waitingSince = openedAt;
  private volatile boolean waiting;
  private volatile boolean finishing;
  private volatile long finishingSince;
  private volatile CallSpan span;
  private boolean breakerTold;
  private boolean closed;

  UpstreamCall(Inbound inbound, String providerTitle, Credential credential, Timeouts timeouts, CircuitBreaker breaker,
      ClientStream clientStream) {
    this.inbound = inbound;
    this.providerTitle = providerTitle;
    this.credential = credential;
    this.timeouts = timeouts;
    this.breaker = breaker;
    this.clientStream = clientStream;
    this.clientConnection = (ClientConnection) inbound.request().getAttribute(ClientConnection.ATTRIBUTE);
  }

  /** The call of an exchange, or null before one is open. */
  public static UpstreamCall of(Exchange exchange) {
    return exchange.getVariable(VARIABLE, UpstreamCall.class);
  }

  void attach(Exchange exchange) {
    exchange.setVariable(VARIABLE, this);
  }

  public Credential credential() {
    return credential;
  }

  public String providerTitle() {
    return providerTitle;
  }

  /** Where a streamed answer goes; null when none is asked for. */
  public ClientStream clientStream() {
    return clientStream;
  }

  /** Returns the request that the call serves. */
  public Inbound inbound() {
    return inbound;
  }

  // What the serving thread reports.

  /** The call is part of a trace. */
  public void traced(CallSpan callSpan) {
    span = callSpan;
  }

  /** The HTTP client begins: from here on the call can be cut off. */
  public void sending(Cancellable request) {
    cancellable = request;
    if (cut != null) {
      request.cancel();
    }
    await();
  }

  /** The head of the answer is there. */
  public void head(int status) {
    arrived();
    headSeen = true;
    if (span != null) {
      span.head(status);
    }
    tellBreaker(status >= 500);
  }

  /** It is an error's. */
  public void error(ErrorHead head) {
    error = head;
  }

  /** The call failed before a head. */
  public void failed() {
    arrived();
    if (isEndedByUs() || cut == Cut.TOTAL) {
      return;
    }
    tellBreaker(true);
  }

  /** From now on the serving thread waits for the provider. */
  public void await() {
    waitingSince = System.nanoTime();
    waiting = true;
  }

  /** Something came: what was waited until the first byte left for the client is not the gateway's own time. */
  public void arrived() {
    waiting = false;
    if (inbound.outcome().firstByteNanos == 0) {
      inbound.outcome().upstreamNanos += System.nanoTime() - waitingSince;
    }
  }

  private synchronized void tellBreaker(boolean failure) {
    if (breakerTold) {
      return;
    }
    breakerTold = true;
    long duration = System.nanoTime() - openedAt;
    if (failure) {
      breaker.onError(duration, TimeUnit.NANOSECONDS, new IOException("provider failed"));
    } else {
      breaker.onSuccess(duration, TimeUnit.NANOSECONDS);
    }
  }

  /** The exchange is done. The watchdog does not touch the call's client afterwards. */
  synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (!breakerTold) {
      breakerTold = true;
      breaker.releasePermission();
    }
    if (span != null) {
      span.end();
    }
  }

  // What the watchdog, or a failed write to the client, causes.

  /** The client has left: nobody waits for the answer, and somebody pays for it. */
  public void clientGone() {
    cutOff(Cut.CLIENT_GONE);
  }

  /** The gateway stops and has waited as long as it may. */
  void shutDown() {
    cutOff(Cut.SHUTDOWN);
  }

  /** Nothing more is wanted of the provider, whose answer turned out to be an error. */
  public void abandon() {
    Cancellable request = cancellable;
    if (request != null) {
      request.cancel();
    }
  }

  /** The answer is complete; the provider has a moment to end it, else its connection is dropped. */
  public void finishing() {
    finishingSince = System.nanoTime();
    finishing = true;
  }

  private void cutOff(Cut reason) {
    if (cut == null) {
      cut = reason;
    }
    Cancellable request = cancellable;
    if (request != null) {
      request.cancel();
    }
  }

  /** Cuts the call off when a limit has passed or its client has left; asks for a keep-alive when it is time. */
  synchronized void look(long now, Watchdog.KeepAlive keepAlive) {
    if (closed || cut != null) {
      return;
    }
    if (finishing) {
      if (now - finishingSince > FINISH_NANOS) {
        abandon();
      }
    } else if (now - openedAt > timeouts.total().toNanos()) {
      cutOff(Cut.TOTAL);
    } else if (waiting && now - waitingSince > (headSeen ? timeouts.gap() : timeouts.firstByte()).toNanos()) {
      cutOff(headSeen ? Cut.GAP : Cut.NO_FIRST_BYTE);
    } else if (waiting && clientConnection != null && clientConnection.isGone()) {
      cutOff(Cut.CLIENT_GONE);
    } else if (clientStream != null && clientStream.takeSilenceSince(now - timeouts.keepAlive().toNanos())) {
      keepAlive.send(clientStream);
    }
  }

  /** Whether its end says nothing about the provider: the client left, or the gateway stops. */
  boolean isEndedByUs() {
    return cut == Cut.CLIENT_GONE || cut == Cut.SHUTDOWN;
  }

  /** What to tell the caller of a failure of this call. */
  public GatewayException explain(Throwable cause, Conversation conversation) {
    if (cut == Cut.NO_FIRST_BYTE || cut == Cut.GAP || cut == Cut.TOTAL) {
      String limit = switch (cut) {
        case NO_FIRST_BYTE -> "did not begin to answer within " + timeouts.firstByte().toSeconds() + " s";
        case GAP -> "sent nothing for " + timeouts.gap().toSeconds() + " s";
        default -> "did not finish within " + timeouts.total().toSeconds() + " s";
      };
      return GatewayException.of(ErrorCode.PROVIDER_TIMEOUT, providerTitle + " " + limit + ".");
    }
    if (cut == Cut.CLIENT_GONE) {
      return GatewayException.of(ErrorCode.CLIENT_CLOSED_REQUEST, "The client closed the connection.");
    }
    if (cut == Cut.SHUTDOWN) {
      return GatewayException.stopping();
    }
    if (error != null) {
      return unreadableError(error, conversation);
    }
    if (headSeen) {
      return GatewayException.of(ErrorCode.PROVIDER_UNREACHABLE, providerTitle + " ended its answer too early.");
    }
    return unreachable(cause);
  }

  private GatewayException unreachable(Throwable cause) {
    for (Throwable inner = cause; inner != null; inner = inner.getCause()) {
      if (inner instanceof RefusedAddressException) {
        return GatewayException.badRequest(ErrorCode.API_BASE_NOT_ALLOWED, "api_base",
            "The host of 'api_base' " + inner.getMessage() + ", which is not allowed.");
      }
    }
    if (cause instanceof ConnectionRequestTimeoutException) {
      return GatewayException.of(ErrorCode.GATEWAY_OVERLOADED,
          "All of the gateway's connections to " + providerTitle + " are in use. Retry in a second.")
          .header("Retry-After", "1");
    }
    if (cause instanceof SocketTimeoutException) {
      return GatewayException.of(ErrorCode.PROVIDER_TIMEOUT, providerTitle + " did not accept a connection within "
          + timeouts.connect().toSeconds() + " s.");
    }
    String reason = ConnectFailure.reason(cause);
    return GatewayException.of(ErrorCode.PROVIDER_UNREACHABLE,
        providerTitle + " can't be reached" + (reason == null ? "." : ": " + reason + "."));
  }

  /** The provider's error when only its head can be read: it is cut off, or badly compressed. */
  private GatewayException unreadableError(ErrorHead head, Conversation conversation) {
    ProviderError read = conversation.provider().readError(head.status, new byte[0], head.amazonType);
    if (read.credentialsRejected(head.status)) {
      return credentialRejected(".");
    }
    int status = conversation.translation() == null ? head.status : conversation.surface().errors().status(read);
    GatewayException unreadable = GatewayException.provider(status, ErrorCode.PROVIDER_ERROR,
        providerTitle + " answered with status " + head.status + " and a body that can't be read.");
    // A number of seconds can hold no secret; a date is rare and not worth the risk.
    return head.retryAfter != null && head.retryAfter.matches("\\d{1,9}")
        ? unreadable.header("Retry-After", head.retryAfter)
        : unreadable;
  }

  /**
   * The provider's 401 or 403: it refused the credential, which must not be taken for the caller's own key. SDKs don't
   * retry it.
   *
   * @param words what the provider says of it, redacted, with the sign that leads to it
   */
  public GatewayException credentialRejected(String words) {
    String origin = credential.origin() == Credential.Origin.REQUEST ? "from the request" : "from the vault";
    return GatewayException.provider(ErrorCode.PROVIDER_CREDENTIALS_REJECTED,
        providerTitle + " refused the credential " + origin + words).header("x-should-retry", "false");
  }
}

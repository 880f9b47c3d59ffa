package app.orqen.dispatch.call;

import app.orqen.inbound.ClientConnection;
import app.orqen.inbound.Inbound;
import app.orqen.reply.ClientStream;
import app.orqen.reply.GatewayException;
import app.orqen.trace.CallSpan;
import app.orqen.translate.answer.Usage;
import app.orqen.translate.error.ErrorKind;
import app.orqen.translate.error.ProviderError;
import app.orqen.vault.Credential;
import app.orqen.vault.CredentialHealth;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.hc.core5.concurrent.Cancellable;

/**
 * One call to a provider while it runs: how far it is and since when, how to cut it off, and what the circuit breaker learns
 * from it. The serving thread moves it from phase to phase. The {@link Watchdog} reads the phase from another thread, and cuts
 * the call off when it takes too long.
 */
public final class UpstreamCall {

  private static final String VARIABLE = "orqenCall";
  /** How long a limited credential is left out when its provider doesn't say how long. */
  private static final Duration LIMITED_FOR = Duration.ofSeconds(10);
  /** The same when its quota or its credit is used up. */
  private static final Duration USED_UP_FOR = Duration.ofMinutes(5);
  private static final long FINISH_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** How far a call is. Only the thread that serves the request changes the phase. */
  private enum Phase {
    /** Nothing is awaited: the request isn't sent yet, or it failed before there was an answer. */
    OPEN,
    /** The request is being sent, or its answer has not begun. */
    AWAITING_HEAD,
    /** The answer has begun, and the gateway is busy with a piece of it. */
    TAKING,
    /** The answer has begun, and the provider owes its next piece. */
    AWAITING_MORE,
    /** The answer is complete. The provider has {@link #FINISH_NANOS} to end it, else its connection is dropped. */
    FINISHING,
    CLOSED;

    boolean hasHead() {
      return this == TAKING || this == AWAITING_MORE || this == FINISHING;
    }
  }

  /** Why the gateway itself cut a call off. */
  enum Cut {
    CLIENT_GONE,
    NO_FIRST_BYTE,
    GAP,
    TOTAL,
    /** All targets of a plan together took too long. */
    LATE,
    SHUTDOWN,
    /** The request's body broke off or was refused while it went out. The exception says why. */
    REFUSED
  }

  private final Inbound inbound;
  private final CallWords words;
  private final Credential credential;
  private final Timeouts timeouts;
  private final CircuitBreaker breaker;
  private final ClientStream clientStream;
  private final ClientConnection clientConnection;
  private final long openedAt = System.nanoTime();

  private volatile Phase phase = Phase.OPEN;
  private volatile long waitingSince = openedAt;
  private volatile long finishingSince;
  private volatile Cancellable cancellable;
  private volatile Cut cut;
  private volatile ErrorHead error;
  private volatile CallSpan span;
  private boolean breakerTold;
  /** Whether the time until the answer's head is shorter than it would be without other targets. */
  private boolean sharesTime;
  /** Whether the request's body is still to come, so that its client's connection is in use. */
  private volatile boolean uploading;
  /** Whether the whole request went out. */
  private boolean sent;
  /** The status of the answer; 0 while it has not begun. */
  private int status;
  private boolean accounted;
  private boolean givenUp;
  /** {@link System#nanoTime()} when the first content has to be there; 0 when that doesn't matter. */
  private volatile long contentBy;
  /** What is to be done when it is there. */
  private Runnable onContent = () -> { };

  UpstreamCall(Inbound inbound, String providerTitle, Credential credential, Timeouts timeouts, CircuitBreaker breaker,
      ClientStream clientStream) {
    this.inbound = inbound;
    this.words = new CallWords(providerTitle, credential, timeouts);
    this.credential = credential;
    this.timeouts = timeouts;
    this.breaker = breaker;
    this.clientStream = clientStream;
    this.clientConnection = inbound.connection();
  }

  /** Returns the call of an exchange, or null before one is open. */
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
    return words.providerTitle();
  }

  /** Returns where a streamed answer goes, or null when none is asked for. */
  public ClientStream clientStream() {
    return clientStream;
  }

  /** Returns the request that the call serves. */
  public Inbound inbound() {
    return inbound;
  }

  /** Notes that the call has only its share of a plan's time until its head, so that silence says nothing about the provider. */
  void sharesTime() {
    sharesTime = true;
  }

  // What the serving thread reports.

  /** Makes the call part of a trace. */
  public void traced(CallSpan callSpan) {
    span = callSpan;
  }

  /** Notes that the HTTP client begins. From here on the call can be cut off. */
  public void sending(Cancellable request) {
    cancellable = request;
    if (cut != null) {
      request.cancel();
    }
    waitingSince = System.nanoTime();
    phase = Phase.AWAITING_HEAD;
  }

  /** Notes that the request's body comes from its client while it goes out. */
  void uploads() {
    uploading = true;
  }

  /** Notes that a piece of the request's body came. The provider's time for its answer begins anew. */
  void uploading() {
    waitingSince = System.nanoTime();
  }

  /** Notes that the request's body can't go on. */
  void refused() {
    cut = Cut.REFUSED;
  }

  /** Notes that the whole request went out, so that the provider may work on it, and bill it, whatever becomes of the answer. */
  void sent() {
    sent = true;
    uploading = false;
  }

  /** Notes that the answer has begun. */
  public void head(int code) {
    waited();
    phase = Phase.TAKING;
    status = code;
    if (span != null) {
      span.head(code);
    }
    if (clientStream == null && code < 400) {
      contentBy = 0;
    }
    tellBreaker(code >= 500);
    if (code >= 200 && code < 300 && credential.health() != null) {
      credential.health().works();
    }
  }

  /**
   * Notes an error that the provider reported, in an answer's head or inside of a good answer, as far as it is about the credential.
   *
   * @param answered the status that the error had or means
   * @param retryAfter how long to wait; null when the provider doesn't say
   */
  public void reported(ProviderError said, int answered, Duration retryAfter) {
    CredentialHealth health = credential.health();
    if (health == null) {
      return;
    }
    if (said.credentialsRejected(answered)) {
      health.refused();
    } else if (answered == 429 || said.kind() == ErrorKind.RATE_LIMIT || said.kind() == ErrorKind.BILLING) {
      boolean usedUp = said.quotaUsedUp() || said.kind() == ErrorKind.BILLING;
      health.limited(retryAfter != null ? retryAfter : usedUp ? USED_UP_FOR : LIMITED_FOR);
    }
  }

  /**
   * Gives the call a time for its first content: the head of a whole answer, or the first piece of a stream's content.
   *
   * @param nanos nanoseconds from now
   * @param then what is to be done when a stream's content begins
   */
  void expectContent(long nanos, Runnable then) {
    contentBy = System.nanoTime() + nanos;
    onContent = then;
  }

  /** Notes that the client gets the answer's first content, so that no other target is asked. */
  public void contentBegun() {
    contentBy = 0;
    onContent.run();
  }

  /** Notes that what the call used is counted. */
  public void accounted() {
    accounted = true;
  }

  /**
   * Counts a call that failed before it was known what it used, if its provider may bill it: the gateway cut it off after the request
   * went out, or the answer began well and broke off. It is counted once. A provider that can't be reached, hangs up without an answer
   * or answers with an error bills nothing.
   *
   * @param received tokens of the answer that came, by an estimate
   */
  public void account(long received) {
    if (accounted) {
      return;
    }
    accounted = true;
    boolean billed = status == 0 ? sent && cut != null : status >= 200 && status < 300;
    if (billed) {
      inbound.outcome().usedInPart(Usage.NONE, null, received);
    }
  }

  /** Returns whether the provider gave a good answer, as far as it came. */
  boolean isGood() {
    return !givenUp && status >= 200 && status < 300 && inbound.outcome().errorCode() == null;
  }

  /** Notes the head of an answer that is an error. */
  public void error(ErrorHead head) {
    error = head;
  }

  /** Notes that the call failed before the answer began. */
  public void failed() {
    unsent();
    if (isEndedByUs() || cut == Cut.TOTAL || cut == Cut.LATE || cut == Cut.NO_FIRST_BYTE && sharesTime) {
      return;
    }
    tellBreaker(true);
  }

  /** Notes that the gateway had no connection for the request, which says nothing about the provider. */
  public void unsent() {
    waited();
    phase = Phase.OPEN;
  }

  /** Notes that the serving thread waits for the next piece of the answer. */
  public void await() {
    waitingSince = System.nanoTime();
    if (phase == Phase.TAKING) {
      phase = Phase.AWAITING_MORE;
    }
  }

  /** Notes that a piece of the answer came. */
  public void arrived() {
    waited();
    if (phase == Phase.AWAITING_MORE) {
      phase = Phase.TAKING;
    }
  }

  /** Counts the time since {@link #waitingSince} as the provider's. */
  private void waited() {
    inbound.outcome().waited(System.nanoTime() - waitingSince);
  }

  /** Notes that the answer is complete. */
  public void finishing() {
    finishingSince = System.nanoTime();
    phase = Phase.FINISHING;
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

  /** Ends the call. The watchdog doesn't touch the call's client afterwards. */
  synchronized void close() {
    if (phase == Phase.CLOSED) {
      return;
    }
    phase = Phase.CLOSED;
    if (!breakerTold) {
      breakerTold = true;
      breaker.releasePermission();
    }
    if (span != null) {
      span.end();
    }
  }

  // What the watchdog, or a failed write to the client, causes.

  /** Cuts the call off because its client has left: nobody waits for the answer, and somebody pays for it. */
  public void clientGone() {
    cutOff(Cut.CLIENT_GONE);
  }

  /** Cuts the call off because the gateway stops and has waited as long as it may. */
  void shutDown() {
    cutOff(Cut.SHUTDOWN);
  }

  /** Drops the connection, since nothing more is wanted of the provider. */
  public void abandon() {
    Cancellable request = cancellable;
    if (request != null) {
      request.cancel();
    }
  }

  /** Leaves the call behind, since another target is asked in its place. */
  void giveUp(String code) {
    givenUp = true;
    accounted = true;
    if (phase != Phase.CLOSED) {
      phase = Phase.OPEN; // Until the next call is open, this one has signs of life sent to the client.
    }
    if (span != null) {
      span.failed(code);
    }
    abandon();
  }

  /** Returns whether another target is asked in place of this call. */
  public boolean isGivenUp() {
    return givenUp;
  }

  private void cutOff(Cut reason) {
    if (cut == null) {
      cut = reason;
    }
    abandon();
  }

  /**
   * Cuts the call off when a limit has passed or its client has left. Asks for a keep-alive when it is time.
   *
   * @param now {@link System#nanoTime()}
   */
  synchronized void look(long now, Watchdog.KeepAlive keepAlive) {
    Phase seen = phase;
    if (seen == Phase.CLOSED || cut != null) {
      return;
    }
    if (seen == Phase.FINISHING) {
      if (now - finishingSince > FINISH_NANOS) {
        abandon();
      }
      return;
    }
    Cut due = due(seen, now);
    if (due != null) {
      cutOff(due);
    } else if (clientStream != null && !uploading && clientStream.takeSilenceSince(now - timeouts.keepAlive().toNanos())) {
      keepAlive.send(clientStream);
    }
  }

  /** Returns why the call has to be cut off now, or null. */
  private Cut due(Phase seen, long now) {
    if (now - openedAt > timeouts.total().toNanos()) {
      return Cut.TOTAL;
    }
    long late = contentBy;
    if (late != 0 && now - late > 0) {
      return Cut.LATE;
    }
    if (seen != Phase.AWAITING_HEAD && seen != Phase.AWAITING_MORE) {
      return null;
    }
    boolean head = seen == Phase.AWAITING_MORE;
    if (now - waitingSince > (head ? timeouts.gap() : timeouts.firstByte()).toNanos()) {
      return head ? Cut.GAP : Cut.NO_FIRST_BYTE;
    }
    return clientConnection != null && !uploading && clientConnection.isGone() ? Cut.CLIENT_GONE : null;
  }

  // What the caller is told about its failure.

  /** Returns whether the call's end says nothing about the provider: the client left or sent something wrong, or the gateway stops. */
  boolean isEndedByUs() {
    return cut == Cut.CLIENT_GONE || cut == Cut.SHUTDOWN || cut == Cut.REFUSED;
  }

  /** Returns what to tell the caller of a failure of this call. */
  public GatewayException explain(Throwable cause, Conversation conversation) {
    if (cut != null) {
      return words.cutOff(cut);
    }
    if (error != null) {
      return words.unreadableError(error, conversation);
    }
    return phase.hasHead() ? words.endedTooEarly() : words.unreachable(cause);
  }

  /** Returns what to tell the caller when the provider refused the credential. */
  public GatewayException credentialRejected(String said) {
    return words.credentialRejected(said);
  }
}

package app.orqen.dispatch.call;

import app.orqen.inbound.ClientConnection;
import app.orqen.inbound.Inbound;
import app.orqen.reply.ClientStream;
import app.orqen.reply.GatewayException;
import app.orqen.trace.CallSpan;
import app.orqen.translate.error.ProviderError;
import app.orqen.vault.Credential;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.hc.core5.concurrent.Cancellable;

/**
 * One call to a provider while it runs, and how to cut it off. The serving thread reports what happens, and the {@link Watchdog} cuts
 * the call off from another thread when it takes too long.
 */
public final class UpstreamCall {

  private static final String VARIABLE = "orqenCall";

  private final Inbound inbound;
  private final CallWords words;
  private final Credential credential;
  private final Timeouts timeouts;
  private final ClientStream clientStream;
  private final ClientConnection clientConnection;
  private final CallProgress progress;
  private final CallVerdict verdict;
  private final CallBilling billing;

  private volatile Cancellable cancellable;
  private volatile Cut cut;
  private volatile ErrorHead error;
  private volatile CallSpan span;
  /** The status of the answer; 0 while it has not begun. */
  private int status;
  private boolean givenUp;
  /** What is to be done when the first content is there. */
  private Runnable onContent = () -> { };

  UpstreamCall(Inbound inbound, String providerTitle, Credential credential, Timeouts timeouts, CircuitBreaker breaker,
      ClientStream clientStream) {
    this.inbound = inbound;
    this.words = new CallWords(providerTitle, credential, timeouts);
    this.credential = credential;
    this.timeouts = timeouts;
    this.progress = new CallProgress(inbound.outcome(), timeouts);
    this.verdict = new CallVerdict(breaker, credential);
    this.billing = new CallBilling(inbound.outcome());
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
    verdict.sharesTime();
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
    progress.sending();
  }

  /** Notes that the request's body comes from its client while it goes out. */
  void uploads() {
    progress.uploads();
  }

  /** Notes that a piece of the request's body came. The provider's time for its answer begins anew. */
  void uploading() {
    progress.uploading();
  }

  /** Notes that the request's body can't go on. */
  void refused() {
    cut = Cut.REFUSED;
  }

  /** Notes that the whole request went out, so that the provider may work on it, and bill it, whatever becomes of the answer. */
  void sent() {
    billing.sent();
    progress.sent();
  }

  /** Notes that the answer has begun. */
  public void head(int code) {
    progress.head();
    status = code;
    if (span != null) {
      span.head(code);
    }
    if (clientStream == null && code < 400) {
      progress.contentBegun();
    }
    verdict.head(code);
  }

  /**
   * Notes an error that the provider reported, in an answer's head or inside of a good answer, as far as it is about the credential.
   *
   * @param answered the status that the error had or means
   * @param retryAfter how long to wait; null when the provider doesn't say
   */
  public void reported(ProviderError said, int answered, Duration retryAfter) {
    verdict.reported(said, answered, retryAfter);
  }

  /**
   * Gives the call a time for its first content: the head of a whole answer, or the first piece of a stream's content.
   *
   * @param nanos nanoseconds from now
   * @param then what is to be done when a stream's content begins
   */
  void expectContent(long nanos, Runnable then) {
    progress.expectContent(nanos);
    onContent = then;
  }

  /** Notes that the target answers, so that no content is due any more. The client has got nothing, and another target can still be asked. */
  public void answers() {
    progress.contentBegun();
  }

  /** Notes that the client gets the answer's first content, so that no other target is asked. */
  public void contentBegun() {
    progress.contentBegun();
    onContent.run();
  }

  /** Notes that what the call used is counted. */
  public void accounted() {
    billing.accounted();
  }

  /**
   * Counts a call that failed before it was known what it used, if its provider may bill it. It is counted once.
   *
   * @param received tokens of the answer that came, by an estimate
   */
  public void account(long received) {
    billing.estimate(status, cut != null, received);
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
    verdict.failed(cut);
  }

  /** Notes that the gateway had no connection for the request, which says nothing about the provider. */
  public void unsent() {
    progress.unsent();
  }

  /** Notes that the serving thread waits for the next piece of the answer. */
  public void await() {
    progress.await();
  }

  /** Notes that a piece of the answer came. */
  public void arrived() {
    progress.arrived();
  }

  /** Notes that the answer is complete. */
  public void finishing() {
    progress.finishing();
  }

  /** Ends the call. The watchdog doesn't touch the call's client afterwards. */
  synchronized void close() {
    if (progress.isClosed()) {
      return;
    }
    progress.close();
    verdict.close();
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
    billing.accounted();
    progress.giveUp();
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
    if (progress.isClosed() || cut != null) {
      return;
    }
    if (progress.isFinishing()) {
      if (progress.isPastFinish(now)) {
        abandon();
      }
      return;
    }
    Cut due = progress.overdue(now);
    if (due == null && clientConnection != null && progress.isIdle() && clientConnection.isGone()) {
      due = Cut.CLIENT_GONE;
    }
    if (due != null) {
      cutOff(due);
    } else if (clientStream != null && !progress.isUploading()
        && clientStream.takeSilenceSince(now - timeouts.keepAlive().toNanos())) {
      keepAlive.send(clientStream);
    }
  }

  // What the caller is told about its failure.

  /** Returns whether the call's end says nothing about the provider: the client left or sent something wrong, or the gateway stops. */
  boolean isEndedByUs() {
    Cut reason = cut;
    return reason != null && reason.isOurs();
  }

  /** Returns what to tell the caller of a failure of this call. */
  public GatewayException explain(Throwable cause, Conversation conversation) {
    if (cut != null) {
      return words.cutOff(cut);
    }
    if (error != null) {
      return words.unreadableError(error, conversation);
    }
    return progress.hasHead() ? words.endedTooEarly() : words.unreachable(cause);
  }

  /** Returns what to tell the caller when the provider refused the credential. */
  public GatewayException credentialRejected(String said) {
    return words.credentialRejected(said);
  }
}

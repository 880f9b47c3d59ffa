package app.orqen.dispatch.call;

import app.orqen.inbound.Outcome;
import java.util.concurrent.TimeUnit;

/**
 * How far a call is and since when, and which of its time limits have passed. The serving thread moves it from phase to phase, and the
 * {@link Watchdog} reads it from another thread.
 */
final class CallProgress {

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
    CLOSED
  }

  private final Outcome outcome;
  private final Timeouts timeouts;
  private final long openedAt = System.nanoTime();

  private volatile Phase phase = Phase.OPEN;
  private volatile long waitingSince = openedAt;
  private volatile long finishingSince;
  /** Whether the request's body is still to come, so that its client's connection is in use. */
  private volatile boolean uploading;
  /** {@link System#nanoTime()} when the first content has to be there; 0 when that doesn't matter. */
  private volatile long contentBy;

  CallProgress(Outcome outcome, Timeouts timeouts) {
    this.outcome = outcome;
    this.timeouts = timeouts;
  }

  // What the serving thread reports.

  /** Notes that the HTTP client begins. */
  void sending() {
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

  /** Notes that the whole request went out. */
  void sent() {
    uploading = false;
  }

  /** Notes that the answer has begun. */
  void head() {
    waited();
    phase = Phase.TAKING;
  }

  /** Notes that the call failed before the answer began. */
  void unsent() {
    waited();
    phase = Phase.OPEN;
  }

  /** Notes that the call is left behind. Until the next one is open, this one has signs of life sent to the client. */
  void giveUp() {
    if (phase != Phase.CLOSED) {
      phase = Phase.OPEN;
    }
  }

  /** Notes that the serving thread waits for the next piece of the answer. */
  void await() {
    waitingSince = System.nanoTime();
    if (phase == Phase.TAKING) {
      phase = Phase.AWAITING_MORE;
    }
  }

  /** Notes that a piece of the answer came. */
  void arrived() {
    waited();
    if (phase == Phase.AWAITING_MORE) {
      phase = Phase.TAKING;
    }
  }

  /** Counts the time since {@link #waitingSince} as the provider's. */
  private void waited() {
    outcome.waited(System.nanoTime() - waitingSince);
  }

  /** Sets when the first content has to be there, in nanoseconds from now. */
  void expectContent(long nanos) {
    contentBy = System.nanoTime() + nanos;
  }

  /** Notes that the first content is there, or that it no longer matters when it is. */
  void contentBegun() {
    contentBy = 0;
  }

  /** Notes that the answer is complete. */
  void finishing() {
    finishingSince = System.nanoTime();
    phase = Phase.FINISHING;
  }

  /** Notes that the call has ended. */
  void close() {
    phase = Phase.CLOSED;
  }

  // What the watchdog reads.

  boolean isClosed() {
    return phase == Phase.CLOSED;
  }

  boolean isFinishing() {
    return phase == Phase.FINISHING;
  }

  boolean isUploading() {
    return uploading;
  }

  /** Returns whether the answer has begun and the call isn't closed. */
  boolean hasHead() {
    Phase seen = phase;
    return seen == Phase.TAKING || seen == Phase.AWAITING_MORE || seen == Phase.FINISHING;
  }

  /** Returns whether the provider of a complete answer has had its time to end it. */
  boolean isPastFinish(long now) {
    return now - finishingSince > FINISH_NANOS;
  }

  /** Returns whether the provider owes the head of its answer or the next piece, and the client's connection isn't in use. */
  boolean isIdle() {
    Phase seen = phase;
    return (seen == Phase.AWAITING_HEAD || seen == Phase.AWAITING_MORE) && !uploading;
  }

  /**
   * Returns which time limit has passed, or null.
   *
   * @param now {@link System#nanoTime()}
   */
  Cut overdue(long now) {
    Phase seen = phase;
    if (now - openedAt > timeouts.total().toNanos()) {
      return Cut.TOTAL;
    }
    long late = contentBy;
    if (late != 0 && now - late > 0) {
      return Cut.LATE;
    }
    if (seen == Phase.AWAITING_HEAD && now - waitingSince > timeouts.firstByte().toNanos()) {
      return Cut.NO_FIRST_BYTE;
    }
    return seen == Phase.AWAITING_MORE && now - waitingSince > timeouts.gap().toNanos() ? Cut.GAP : null;
  }
}

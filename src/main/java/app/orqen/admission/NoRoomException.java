package app.orqen.admission;

import app.orqen.admission.MemoryBudget.Refusal;

/**
 * The memory budget has no room for what a request needs. The caller gets a 503 {@code gateway_overloaded} if the head of the answer
 * hasn't been sent yet. The exception carries no stack trace, because it is an expected answer and not a fault.
 */
public final class NoRoomException extends RuntimeException {

  private final Refusal refusal;

  public NoRoomException(Refusal refusal) {
    super(refusal == Refusal.SHARE
        ? "The requests of this key hold as much of the gateway's memory as one key may. Send fewer or smaller requests"
            + " at once, or retry in a second."
        : "The requests in flight use all the memory that the gateway allows for them. Retry in one second.", null, false, false);
    this.refusal = refusal;
  }

  /** Returns why there was no room. */
  public Refusal refusal() {
    return refusal;
  }
}

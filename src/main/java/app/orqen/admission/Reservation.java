package app.orqen.admission;

import app.orqen.admission.MemoryBudget.Refusal;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one request holds of the {@link MemoryBudget}. It grows as bytes come and gives back what is no longer needed. The rest
 * is given back when the request ends. Only the thread that serves the request uses it.
 */
public final class Reservation implements AutoCloseable {

  private final MemoryBudget budget;
  private AtomicLong share;
  private long bytes;
  private long borrowed;
  private boolean closed;

  Reservation(MemoryBudget budget) {
    this.budget = budget;
  }

  /** Counts what is held, and what will be, in the share of a key. What is held already is never refused. */
  public void ownedBy(String key) {
    AtomicLong other = budget.share(key);
    other.addAndGet(bytes);
    if (share != null) {
      share.addAndGet(-bytes);
    }
    share = other;
  }

  /**
   * Takes more bytes.
   *
   * @throws NoRoomException when there is no room for them; the bytes from before are still held
   */
  public void grow(long more) {
    grow(more, Duration.ZERO);
  }

  /**
   * Takes more bytes, and waits for room if necessary.
   *
   * @param wait how long to wait; zero for not at all
   * @throws NoRoomException when there is no room for them; the bytes from before are still held
   */
  public void grow(long more, Duration wait) {
    if (closed) {
      throw new IllegalStateException("the request has ended");
    }
    Refusal refusal = wait.isZero() ? budget.take(more, share) : budget.take(more, share, wait.toNanos());
    if (refusal != null) {
      budget.count(refusal);
      throw new NoRoomException(refusal);
    }
    bytes += more;
  }

  /** Gives bytes back that are held. */
  public void shrink(long less) {
    if (less > bytes) {
      throw new IllegalArgumentException("gives back " + less + " of " + bytes + " bytes");
    }
    if (!closed && less > 0) {
      bytes -= less;
      budget.giveBack(less, share);
    }
  }

  /**
   * Gives everything back but a part, for an answer that may take long. The part comes from what is set aside for something else
   * where that has room, so that streams that wait leave room for the requests that come.
   *
   * @param part bytes; no more than are held
   */
  public void keepOnly(long part) {
    if (!closed && borrowed == 0 && budget.borrow(part)) {
      borrowed = part;
      shrink(bytes);
    } else {
      shrink(bytes - part);
    }
  }

  /** Returns the bytes that are held. */
  public long bytes() {
    return bytes + borrowed;
  }

  /** Returns the budget that this is a part of. */
  public MemoryBudget budget() {
    return budget;
  }

  /** Gives everything back. */
  @Override
  public void close() {
    shrink(bytes);
    budget.returnBorrowed(borrowed);
    borrowed = 0;
    closed = true;
  }
}

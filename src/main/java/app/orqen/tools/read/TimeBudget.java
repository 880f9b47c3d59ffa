package app.orqen.tools.read;

import java.util.function.LongSupplier;

/** The time that pruning may take from one request. */
public final class TimeBudget {

  private final LongSupplier nanoTime;
  private final long start;
  private final long allowed;

  public TimeBudget(LongSupplier nanoTime, long allowedNanos) {
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
    this.allowed = allowedNanos;
  }

  /** Throws an exception when the time is over. To be called between short steps. */
  public void check() {
    if (nanoTime.getAsLong() - start > allowed) {
      throw new Exceeded();
    }
  }

  /** Returns how many nanoseconds are left; 0 or less when the time is over. */
  public long remainingNanos() {
    return allowed - (nanoTime.getAsLong() - start);
  }

  /** The time is over, so all tools pass. */
  public static final class Exceeded extends RuntimeException {
    Exceeded() {
      super("time budget used up", null, false, false);
    }
  }
}

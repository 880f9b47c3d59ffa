package app.orqen.auto.observe;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts of one model of one account over the last five to ten minutes, in two windows that take turns. Any thread counts, without a
 * lock: a count that is added just when a window begins anew can be lost.
 */
final class Recent {

  private static final long WINDOW_NANOS = 300_000_000_000L;

  /** One window. */
  private static final class Window {
    private final AtomicLong number = new AtomicLong(Long.MIN_VALUE);
    private final LongAdder answered = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder begun = new LongAdder();
    private final LongAdder ttftMicros = new LongAdder();

    /** Empties it when it was filled in an earlier turn. */
    Window of(long now) {
      long before = number.get();
      if (before != now && number.compareAndSet(before, now)) {
        answered.reset();
        failed.reset();
        begun.reset();
        ttftMicros.reset();
      }
      return this;
    }
  }

  /**
   * The sums of the windows that aren't over.
   *
   * @param begun streams whose first token was seen
   * @param ttftMillis the sum of their times to it, in milliseconds
   */
  record Sums(long answered, long failed, long begun, double ttftMillis) {

    static final Sums NOTHING = new Sums(0, 0, 0, 0);
  }

  private final Window[] windows = {new Window(), new Window()};

  private Window window(long nanos) {
    long number = Math.floorDiv(nanos, WINDOW_NANOS);
    return windows[(int) Math.floorMod(number, 2L)].of(number);
  }

  /**
   * Counts an answer.
   *
   * @param nanos {@link System#nanoTime()} of now
   * @param ttftNanos nanoseconds until the first token of a stream; 0 when it isn't known
   */
  void answered(long nanos, long ttftNanos) {
    Window window = window(nanos);
    window.answered.increment();
    if (ttftNanos > 0) {
      window.begun.increment();
      window.ttftMicros.add(ttftNanos / 1_000);
    }
  }

  /** Counts a failure of the provider. */
  void failed(long nanos) {
    window(nanos).failed.increment();
  }

  Sums sums(long nanos) {
    long number = Math.floorDiv(nanos, WINDOW_NANOS);
    Sums sums = Sums.NOTHING;
    for (Window window : windows) {
      if (window.number.get() >= number - 1) {
        sums = new Sums(sums.answered + window.answered.sum(), sums.failed + window.failed.sum(), sums.begun + window.begun.sum(),
            sums.ttftMillis + window.ttftMicros.sum() / 1e3);
      }
    }
    return sums;
  }
}

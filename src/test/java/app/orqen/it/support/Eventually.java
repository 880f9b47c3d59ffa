package app.orqen.it.support;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** Waits for what comes true a moment after an answer: a row, a metric, a line of the log, a changed file. */
public final class Eventually {

  /** Long, for a busy machine. A test that passes waits for little of it. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long PAUSE_MILLIS = 20;

  private Eventually() {}

  /** Asks until the answer fits and returns it; when it never does, the last one, for the assertion that follows. */
  public static <T> T ask(Callable<T> question, Predicate<? super T> fits) throws Exception {
    return ask(PATIENCE, question, fits);
  }

  /** Asks as {@link #ask(Callable, Predicate)} does, for another time at most. */
  public static <T> T ask(Duration patience, Callable<T> question, Predicate<? super T> fits) throws Exception {
    long end = System.nanoTime() + patience.toNanos();
    T answer = question.call();
    while (!fits.test(answer) && System.nanoTime() < end) {
      Thread.sleep(PAUSE_MILLIS);
      answer = question.call();
    }
    return answer;
  }

  /** Waits until something holds, for a minute at most. */
  public static void holds(Callable<Boolean> condition) throws Exception {
    holds(PATIENCE, condition);
  }

  /** Waits until something holds, for another time at most. */
  public static void holds(Duration patience, Callable<Boolean> condition) throws Exception {
    if (!ask(patience, condition, held -> held)) {
      throw new AssertionError("not within " + patience);
    }
  }

  /**
   * Lets time pass. This is only for tests whose subject is the clock: a limit that runs out, a client or a provider that takes
   * its time. Every other test waits for a condition.
   */
  public static void afterMillis(long millis) throws InterruptedException {
    Thread.sleep(millis);
  }
}

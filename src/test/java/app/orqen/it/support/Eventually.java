package app.orqen.it.support;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** What comes true a moment after an answer: a row, a metric, a line of the log, a changed file. */
public final class Eventually {

  /** Long, for a busy machine; who is answered well waits for none of it. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long PAUSE_MILLIS = 20;

  private Eventually() {}

  /** Asks until the answer fits and returns it; when it never does, the last one, for the assertion that follows. */
  public static <T> T ask(Callable<T> question, Predicate<? super T> fits) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    T answer = question.call();
    while (!fits.test(answer) && System.nanoTime() < end) {
      Thread.sleep(PAUSE_MILLIS);
      answer = question.call();
    }
    return answer;
  }

  /** Waits until something holds. */
  public static void holds(Callable<Boolean> condition) throws Exception {
    if (!ask(condition, held -> held)) {
      throw new AssertionError("not within " + PATIENCE);
    }
  }
}

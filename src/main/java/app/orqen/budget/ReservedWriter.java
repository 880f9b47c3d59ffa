package app.orqen.budget;

import app.orqen.admission.OutOfMemory;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/** The thread that writes {@link ReservedAmounts}. It may have to wait for the database, so it has no other work. */
final class ReservedWriter implements AutoCloseable {

  private static final int PAUSE_MILLIS = 100;
  private static final int CLOSE_SECONDS = 5;

  private final ReservedAmounts amounts;
  private final ToLongFunction<String> reserved;
  private final ScheduledThreadPoolExecutor thread = OutOfMemory.scheduler("orqen-budgets");

  /**
   * Makes the thread.
   *
   * @param reserved tells what is set aside of a budget now
   */
  ReservedWriter(ReservedAmounts amounts, ToLongFunction<String> reserved) {
    this.amounts = amounts;
    this.reserved = reserved;
  }

  void start() {
    thread.scheduleWithFixedDelay(() -> amounts.write(reserved), PAUSE_MILLIS, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    thread.scheduleWithFixedDelay(amounts::expire, 1, 1, TimeUnit.MINUTES);
  }

  /** Writes what is left, as far as the database takes it in time. */
  @Override
  public void close() {
    try {
      thread.execute(() -> amounts.write(reserved));
      thread.shutdown(); // ends the schedule, not what was submitted
      thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package app.orqen.usage;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The thread that writes what is in a {@link UsageQueue}. It has no other work, since it may have to wait for the database. */
final class UsageWriter implements AutoCloseable {

  private static final int FLUSH_MILLIS = 100;

  private final UsageQueue queue;
  private final Duration closeWithin;
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
    Thread writer = new Thread(task, "orqen-usage");
    writer.setDaemon(true);
    return writer;
  });

  /**
   * Makes the thread.
   *
   * @param closeWithin how long {@link #close} may wait for the database
   */
  UsageWriter(UsageQueue queue, Duration closeWithin) {
    this.queue = queue;
    this.closeWithin = closeWithin;
  }

  void start() {
    thread.scheduleWithFixedDelay(queue::flush, FLUSH_MILLIS, FLUSH_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Writes the remaining rows, as far as the database takes them in time. */
  @Override
  public void close() {
    try {
      thread.execute(queue::flushNow);
      thread.shutdown(); // This ends the schedule. Work that was submitted still runs.
      thread.awaitTermination(closeWithin.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    queue.close();
  }
}

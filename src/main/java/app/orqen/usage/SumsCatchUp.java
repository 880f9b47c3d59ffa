package app.orqen.usage;

import app.orqen.admission.OutOfMemory;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The thread that adds rows of earlier releases to the sums. It may work for minutes after an update, so it has no other work: limits
 * and leases are renewed every few seconds on another thread.
 */
final class SumsCatchUp implements AutoCloseable {

  private static final int PAUSE_SECONDS = 60;
  private static final int CLOSE_SECONDS = 5;

  private final SumsBacklog backlog;
  private final UnsummedRows unsummed;
  private final ScheduledThreadPoolExecutor thread = OutOfMemory.scheduler("orqen-sums");

  /**
   * Makes the thread.
   *
   * @param unsummed adds to the sums by hour and by day on PostgreSQL; null on another database
   */
  SumsCatchUp(SumsBacklog backlog, UnsummedRows unsummed) {
    this.backlog = backlog;
    this.unsummed = unsummed;
  }

  void start() {
    thread.scheduleWithFixedDelay(this::addAll, 1, PAUSE_SECONDS, TimeUnit.SECONDS);
  }

  /** Adds all rows that there are, until the gateway stops. Never throws, since a schedule ends with an exception. */
  void addAll() {
    if (unsummed != null) {
      unsummed.addAll(this::isOpen);
    }
    backlog.addAll(this::isOpen);
  }

  private boolean isOpen() {
    return !thread.isShutdown();
  }

  /** Ends the work after the piece that is being added. The rest is added after the next start. */
  @Override
  public void close() {
    try {
      thread.shutdown();
      thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

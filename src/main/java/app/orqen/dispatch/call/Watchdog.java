package app.orqen.dispatch.call;

import app.orqen.reply.ClientStream;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.context.WebServerGracefulShutdownLifecycle;
import org.springframework.context.SmartLifecycle;

/**
 * Looks at every running call four times a second. It checks whether a time limit is past, whether the client has left, and
 * whether a keep-alive is due. One thread looks at all calls, so that a call needs no further thread. When the gateway stops
 * and its drain is over, the watchdog cuts off the calls that still run, so that their clients are told.
 */
final class Watchdog implements SmartLifecycle, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
  private static final long PERIOD_MILLIS = 250;
  private static final long LAST_WORDS_MILLIS = 5000;

  /** Sends a sign of life without holding up the watchdog. */
  interface KeepAlive {
    void send(ClientStream stream);
  }

  private final Set<UpstreamCall> calls = ConcurrentHashMap.newKeySet();
  private final Executor writers;
  private volatile boolean running;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
    Thread thread = new Thread(task, "orqen-watchdog");
    thread.setDaemon(true);
    return thread;
  });

  Watchdog(Executor writers) {
    this.writers = writers;
    timer.scheduleAtFixedRate(this::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  void watch(UpstreamCall call) {
    calls.add(call);
  }

  void forget(UpstreamCall call) {
    calls.remove(call);
    call.close();
  }

  private void look() {
    long now = System.nanoTime();
    for (UpstreamCall call : calls) {
      try {
        call.look(now, stream -> writers.execute(stream::keepAlive));
      } catch (RuntimeException e) {
        LOG.warn("A running call could not be looked at", e);
      }
    }
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Returns a phase after the web server has waited for its requests, and before it is stopped. */
  @Override
  public int getPhase() {
    return WebServerGracefulShutdownLifecycle.SMART_LIFECYCLE_PHASE - 1;
  }

  @Override
  public void stop() {
    running = false;
    calls.forEach(UpstreamCall::shutDown);
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LAST_WORDS_MILLIS);
    try {
      while (!calls.isEmpty() && System.nanoTime() - deadline < 0) {
        Thread.sleep(10);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}

package app.orqen.admission;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;

/**
 * Ends the process when it is out of memory, as {@code -XX:+ExitOnOutOfMemoryError} does where the process was started with
 * that option. A process in which the error has ended some threads looks alive and serves nothing, while one that ends is
 * started again. The error is noticed where it ends a thread, where it fails a request or a scheduled task, and where it is
 * logged.
 */
public final class OutOfMemory {

  /** The status that the JVM has with {@code -XX:+ExitOnOutOfMemoryError}. */
  static final int STATUS = 3;
  /** Made beforehand, since there is no room for it later. */
  private static final byte[] LINE = ("The gateway is out of memory, and its process ends. Give it a larger heap (-Xmx), or less to"
      + " hold at once (ORQEN_ADMISSION_MEMORY, SERVER_TOMCAT_MAX_CONNECTIONS).\n").getBytes(StandardCharsets.UTF_8);
  private static final FileOutputStream OUT = new FileOutputStream(FileDescriptor.out);
  /** Causes of causes may form a circle. */
  private static final int DEEPEST = 32;

  private OutOfMemory() {}

  /** Watches over all threads of the process from now on. */
  public static void watchThreads() {
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
      endIf(failure);
      if (before != null) {
        before.uncaughtException(thread, failure);
      } else {
        System.err.print("Exception in thread \"" + thread.getName() + "\" ");
        failure.printStackTrace();
      }
    });
  }

  /** Ends the process if a failure is an OutOfMemoryError or was caused by one. Otherwise does nothing. */
  public static void endIf(Throwable failure) {
    int depth = 0;
    for (Throwable cause = failure; cause != null && depth < DEEPEST; cause = cause.getCause(), depth++) {
      if (cause instanceof OutOfMemoryError) {
        end();
      }
    }
  }

  private static void end() {
    try {
      OUT.write(LINE);
    } catch (IOException e) {
      // There is nobody to tell.
    } finally {
      Runtime.getRuntime().halt(STATUS);
    }
  }

  /** Creates an executor of one daemon thread for scheduled tasks, whose failures would otherwise stay with the task. */
  public static ScheduledThreadPoolExecutor scheduler(String name) {
    return new Scheduler(task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    });
  }

  private static final class Scheduler extends ScheduledThreadPoolExecutor {

    Scheduler(ThreadFactory threads) {
      super(1, threads);
    }

    @Override
    protected void afterExecute(Runnable task, Throwable failure) {
      endIf(failure);
      if (task instanceof Future<?> future && future.isDone() && !future.isCancelled()) {
        endIf(failureOf(future));
      }
    }

    private static Throwable failureOf(Future<?> done) {
      try {
        done.get();
        return null;
      } catch (ExecutionException e) {
        return e;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return null;
      }
    }
  }

  /** Looks at each failure that is logged, by libraries too. It has no lock, since every request logs a line. */
  static final class Watch extends UnsynchronizedAppenderBase<ILoggingEvent> {

    @Override
    protected void append(ILoggingEvent event) {
      if (event.getThrowableProxy() instanceof ThrowableProxy logged) {
        endIf(logged.getThrowable());
      }
    }
  }
}

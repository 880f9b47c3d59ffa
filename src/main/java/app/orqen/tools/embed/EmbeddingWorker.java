package app.orqen.tools.embed;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The one thread that embeds tools. It ends when idle, never keeps the process alive, and yields to requests. */
public final class EmbeddingWorker extends ThreadPoolExecutor {

  private static final int QUEUE = 5_000;

  public EmbeddingWorker() {
    super(1, 1, 60, TimeUnit.SECONDS, new LinkedBlockingQueue<>(QUEUE), EmbeddingWorker::thread);
    allowCoreThreadTimeOut(true);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "orqen-tool-embedding");
    thread.setDaemon(true);
    thread.setPriority(Thread.MIN_PRIORITY);
    return thread;
  }
}

package app.orqen.edge;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.tomcat.util.net.SocketBufferHandler;

/** Socket buffers of full size that no connection uses, at most {@value #MOST} pairs: 1 MiB, and 2 MiB for TLS. */
final class BufferPool {

  private static final int MOST = 64;
  /** Tomcat's own size. A request's head has to fit. */
  static final int PLAIN = 8192;
  /** What a record of TLS may hold (SSLSession.getApplicationBufferSize), rounded up. */
  static final int SECURE = 17 * 1024;

  private final ConcurrentLinkedQueue<SocketBufferHandler> free = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger();
  private final int size;

  /**
   * Creates an empty pool.
   *
   * @param size of each buffer, in bytes
   */
  BufferPool(int size) {
    this.size = size;
  }

  SocketBufferHandler take() {
    SocketBufferHandler buffers = free.poll();
    if (buffers == null) {
      return new SocketBufferHandler(size, size, false);
    }
    count.decrementAndGet();
    return buffers;
  }

  void give(SocketBufferHandler buffers) {
    if (count.incrementAndGet() > MOST) {
      count.decrementAndGet();
      return;
    }
    buffers.reset();
    free.add(buffers);
  }
}

package app.orqen.edge;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.tomcat.util.net.SocketBufferHandler;

/** Socket buffers of full size that no connection uses, at most {@value #MOST} pairs: 1 MiB. */
final class BufferPool {

  private static final int MOST = 64;
  /** Tomcat's own size. A request's head has to fit. */
  static final int SIZE = 8192;

  private final ConcurrentLinkedQueue<SocketBufferHandler> free = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger();

  SocketBufferHandler take() {
    SocketBufferHandler buffers = free.poll();
    if (buffers == null) {
      return new SocketBufferHandler(SIZE, SIZE, false);
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

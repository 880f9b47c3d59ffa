package app.orqen.edge;

import java.nio.ByteBuffer;
import org.apache.tomcat.util.net.SocketBufferHandler;

/**
 * The socket buffers of a connection. Tomcat gives each connection 16 KiB for as long as it is open. Here a connection has them
 * only while a request is served, and 512 bytes each way while it waits. The full-sized buffers come from a pool.
 */
final class EdgeBuffers extends SocketBufferHandler {

  private static final int WAITING_BYTES = 512;

  private final BufferPool pool;
  private final SocketBufferHandler waiting = new SocketBufferHandler(WAITING_BYTES, WAITING_BYTES, false);
  private volatile SocketBufferHandler current = waiting;

  EdgeBuffers(BufferPool pool) {
    super(0, 0, false);
    this.pool = pool;
  }

  /** Takes buffers of full size, keeping what is in the small ones. */
  void take() {
    if (current != waiting) {
      return;
    }
    SocketBufferHandler full = pool.take();
    waiting.configureReadBufferForRead();
    full.configureReadBufferForWrite();
    full.getReadBuffer().put(waiting.getReadBuffer());
    waiting.configureWriteBufferForRead();
    full.configureWriteBufferForWrite();
    full.getWriteBuffer().put(waiting.getWriteBuffer());
    waiting.reset();
    current = full;
  }

  /** Gives the buffers of full size back if there is nothing in them. Nobody else may be using them. */
  void giveBack() {
    SocketBufferHandler full = current;
    if (full != waiting && full.isReadBufferEmpty() && full.isWriteBufferEmpty()) {
      current = waiting;
      pool.give(full);
    }
  }

  @Override
  public void configureReadBufferForWrite() {
    current.configureReadBufferForWrite();
  }

  @Override
  public void configureReadBufferForRead() {
    current.configureReadBufferForRead();
  }

  @Override
  public ByteBuffer getReadBuffer() {
    return current.getReadBuffer();
  }

  @Override
  public boolean isReadBufferEmpty() {
    return current.isReadBufferEmpty();
  }

  @Override
  public void unReadReadBuffer(ByteBuffer returned) {
    current.unReadReadBuffer(returned);
  }

  @Override
  public void configureWriteBufferForWrite() {
    current.configureWriteBufferForWrite();
  }

  @Override
  public void configureWriteBufferForRead() {
    current.configureWriteBufferForRead();
  }

  @Override
  public boolean isWriteBufferWritable() {
    return current.isWriteBufferWritable();
  }

  @Override
  public ByteBuffer getWriteBuffer() {
    return current.getWriteBuffer();
  }

  @Override
  public boolean isWriteBufferEmpty() {
    return current.isWriteBufferEmpty();
  }

  /** Resets the buffers of a closed connection. Another thread may still use them, so they don't go back to the pool. */
  @Override
  public void reset() {
    waiting.reset();
    current = waiting;
  }

  @Override
  public void expand(int size) {
    current.expand(size);
  }

  @Override
  public void free() {
    // They are on the heap.
  }
}

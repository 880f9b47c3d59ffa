package app.orqen.edge;

import app.orqen.admission.MemoryBudget;
import app.orqen.admission.NoRoomException;
import app.orqen.admission.Reservation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;

/**
 * A connection without TLS. It collects the head of a request in an array of its own until it is whole, which costs as many
 * bytes as have come. Only then it takes Tomcat's processor of a request, with 40 KiB of buffers.
 */
final class EdgeChannel extends NioChannel implements EdgeSocket {

  /** What has come. */
  enum Head {
    /** Nothing, or not the whole head: there will be more. */
    UNFINISHED,
    /** The whole head, or what can't become one: Tomcat reads it from the socket's buffer. */
    READY,
    /** The end of the connection. */
    END,
    /** More than there is room for. */
    NO_ROOM
  }

  private static final byte[] NOTHING = {};
  private static final int LEAST_BYTES = 256;

  private final EdgeBuffers buffers;
  private final MemoryBudget heads;
  private final ConnectionState state = new ConnectionState();
  private byte[] begun = NOTHING;
  private int length;
  private long begunAt;
  private Reservation room;

  EdgeChannel(EdgeBuffers buffers, MemoryBudget heads) {
    super(buffers);
    this.buffers = buffers;
    this.heads = heads;
  }

  @Override
  public ConnectionState state() {
    return state;
  }

  EdgeBuffers buffers() {
    return buffers;
  }

  /** Returns whether a part of a head has come. */
  boolean isBegun() {
    return length > 0;
  }

  /** Returns when the first byte of an unfinished head came, of {@link System#nanoTime()}. */
  long begunAt() {
    return begunAt;
  }

  /** Reads what has come of the next request's head. Never blocks. */
  Head readHead() throws IOException {
    buffers.take();
    buffers.configureReadBufferForWrite();
    ByteBuffer in = buffers.getReadBuffer();
    in.put(begun, 0, length);
    int n = read(in);
    if (n < 0) {
      return Head.END;
    }
    if (n == 0 && length == 0 && in.position() == 0) {
      buffers.giveBack();
      return Head.UNFINISHED;
    }
    if (!in.hasRemaining() || !HeadBytes.isUnfinished(in.array(), in.arrayOffset(), in.arrayOffset() + in.position())) {
      forget();
      return Head.READY;
    }
    try {
      keep(in);
    } catch (NoRoomException e) {
      return Head.NO_ROOM;
    }
    buffers.giveBack();
    return Head.UNFINISHED;
  }

  private void keep(ByteBuffer in) {
    if (length == 0) {
      begunAt = System.nanoTime();
      room = heads.open();
    }
    int size = in.position();
    if (size > begun.length) {
      int next = Math.max(LEAST_BYTES, Integer.highestOneBit(size - 1) * 2);
      room.grow(next - begun.length);
      begun = Arrays.copyOf(begun, next);
    }
    in.flip().get(begun, 0, size);
    length = size;
    in.clear();
  }

  private void forget() {
    if (room != null) {
      room.close();
      room = null;
    }
    begun = NOTHING;
    length = 0;
  }

  @Override
  public void reset(SocketChannel channel, NioSocketWrapper wrapper) throws IOException {
    forget();
    state.enter(ConnectionState.Phase.NEW);
    super.reset(channel, wrapper);
  }
}

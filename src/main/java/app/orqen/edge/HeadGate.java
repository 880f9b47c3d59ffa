package app.orqen.edge;

import app.orqen.edge.ConnectionState.Phase;
import java.io.IOException;
import org.apache.coyote.Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * Lets a request through to Tomcat's processors when its head is whole. Until then a connection holds what has come and a
 * kibibyte, and has a time for the whole head: Tomcat's own limit begins anew with each byte.
 */
final class HeadGate implements Handler<NioChannel> {

  private final Handler<NioChannel> processors;
  private final EdgeProtocol protocol;

  HeadGate(Handler<NioChannel> processors, EdgeProtocol protocol) {
    this.processors = processors;
    this.protocol = protocol;
  }

  /** Processes a socket event. One thread at a time calls it, with the connection's lock held. */
  @Override
  public SocketState process(SocketWrapperBase<NioChannel> connection, SocketEvent event) {
    if (!(connection.getSocket() instanceof EdgeSocket socket)) {
      return processors.process(connection, event); // The connection was closed in the meantime.
    }
    if (event == SocketEvent.ERROR && socket instanceof EdgeChannel channel && channel.isBegun()) {
      protocol.connections().closed(Connections.Reason.HEAD_TIME);
    }
    if (event == SocketEvent.OPEN_READ && connection.getCurrentProcessor() == null
        && socket instanceof EdgeChannel channel) {
      SocketState waiting = read(connection, channel);
      if (waiting != null) {
        return waiting;
      }
      connection.setReadTimeout(protocol.getConnectionTimeout());
    }
    if (socket instanceof SecureEdgeChannel secure) {
      secure.take();
    }
    Object processor = connection.getCurrentProcessor();
    Phase before = socket.state().phase();
    socket.state().enter(Phase.SERVING);
    SocketState state = processors.process(connection, event);
    if (state == SocketState.CLOSED) {
      EdgeProtocol.closed(processor);
    } else if (state == SocketState.OPEN) {
      // Tomcat sets it only behind a request that was served on one thread.
      connection.setReadTimeout(protocol.getKeepAliveTimeout());
      socket.state().enter(Phase.IDLE);
    } else if (!isServing(connection)) {
      socket.state().enter(before);
    }
    if (state != SocketState.LONG) {
      giveBack(socket);
    }
    return state;
  }

  private static void giveBack(EdgeSocket socket) {
    if (socket instanceof EdgeChannel channel) {
      channel.buffers().giveBack();
    } else if (socket instanceof SecureEdgeChannel secure) {
      secure.giveBack();
    }
  }

  /** Returns whether the request goes on after its thread. */
  private static boolean isServing(SocketWrapperBase<NioChannel> connection) {
    return connection.getCurrentProcessor() instanceof Processor processor && processor.isAsync();
  }

  /** Returns null when the head is whole. */
  private SocketState read(SocketWrapperBase<NioChannel> connection, EdgeChannel channel) {
    try {
      EdgeChannel.Head head = channel.readHead();
      // The poller counts a read's time from here, and sees only the reads of Tomcat itself.
      ((NioEndpoint.NioSocketWrapper) connection).updateLastRead();
      switch (head) {
        case READY -> {
          return null;
        }
        case UNFINISHED -> {
          return await(connection, channel);
        }
        case NO_ROOM -> protocol.connections().closed(Connections.Reason.HEAD_MEMORY);
        default -> { }
      }
    } catch (IOException e) {
      // The client has left.
    }
    return SocketState.CLOSED;
  }

  private SocketState await(SocketWrapperBase<NioChannel> connection, EdgeChannel channel) {
    if (channel.isBegun()) {
      long left = protocol.connections().headNanos() - (System.nanoTime() - channel.begunAt());
      if (left <= 0) {
        protocol.connections().closed(Connections.Reason.HEAD_TIME);
        return SocketState.CLOSED;
      }
      EdgeProtocol.readBy(connection, left);
    }
    connection.registerReadInterest();
    return SocketState.LONG;
  }

  @Override
  public Object getGlobal() {
    return processors.getGlobal();
  }

  @Override
  public void release(SocketWrapperBase<NioChannel> connection) {
    EdgeProtocol.closed(connection.getCurrentProcessor());
    processors.release(connection);
  }

  @Override
  public void pause() {
    processors.pause();
  }

  @Override
  public void recycle() {
    processors.recycle();
  }
}

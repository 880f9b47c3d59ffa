package app.orqen.edge;

import app.orqen.edge.ConnectionState.Phase;
import java.nio.channels.SocketChannel;
import java.util.Comparator;
import java.util.List;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * Accepts connections. When there are too many, it closes those that have waited longest, so that a client that fills them up
 * with unfinished heads keeps no other client out.
 */
final class EdgeEndpoint extends NioEndpoint {

  /** How many connections there may be beyond the limit while others are being closed. */
  private static final int MARGIN = 64;

  private final BufferPool buffers = new BufferPool(BufferPool.PLAIN);
  private final BufferPool secureBuffers = new BufferPool(BufferPool.SECURE);
  private Connections bounds = Connections.ofThisProcess();
  private boolean only;
  private volatile int limit;

  /**
   * Sets the bounds.
   *
   * @param only whether no other port shares them
   */
  void bound(Connections connections, boolean onlyPort) {
    bounds = connections;
    only = onlyPort;
  }

  Connections bounds() {
    return bounds;
  }

  /** Returns the most connections there may be. */
  int limit() {
    return limit;
  }

  /** Returns how many connections there are. */
  int open() {
    return connections.size();
  }

  @Override
  public void startInternal() throws Exception {
    limit = bounds.most(isSSLEnabled(), only);
    setMaxConnections(limit + MARGIN);
    // Channels come from here: one is put in before each is taken out.
    socketProperties.setBufferPool(1);
    bounds.opened(this);
    super.startInternal();
  }

  /** Sets up a new connection. Only the acceptor calls this. */
  @Override
  protected boolean setSocketOptions(SocketChannel socket) {
    if (connections.size() >= limit) {
      makeRoom();
    }
    getNioChannels().clear();
    getNioChannels().push(channel());
    return super.setSocketOptions(socket);
  }

  private NioChannel channel() {
    return isSSLEnabled()
        ? new SecureEdgeChannel(new EdgeBuffers(secureBuffers), this)
        : new EdgeChannel(new EdgeBuffers(buffers), bounds.heads());
  }

  /** A connection that may be closed, as it was when it was looked at. */
  private record Waiting(SocketWrapperBase<NioChannel> connection, ConnectionState state, Phase phase, long age) {

    boolean isUnchanged() {
      return state.phase() == phase;
    }
  }

  /** Closes a sixteenth of the connections, so that not each new one has to look for one that may go. */
  private void makeRoom() {
    long now = System.nanoTime();
    List<Waiting> waiting = connections.values().stream()
        .filter(connection -> connection.getSocket() instanceof EdgeSocket)
        .map(connection -> waiting(connection, now))
        .filter(candidate -> candidate.phase != Phase.SERVING)
        .sorted(Comparator.comparing(Waiting::phase).thenComparing(Waiting::age, Comparator.reverseOrder()))
        .limit(limit / 16 + 1)
        .toList();
    waiting.forEach(this::close);
  }

  private static Waiting waiting(SocketWrapperBase<NioChannel> connection, long now) {
    // It may have been closed in between, and then has no owner.
    ConnectionState state = connection.getSocket() instanceof EdgeSocket socket ? socket.state() : new ConnectionState();
    return new Waiting(connection, state, state.phase(), now - state.since());
  }

  private void close(Waiting candidate) {
    if (candidate.connection.getLock().tryLock()) {
      try {
        if (candidate.isUnchanged() && !candidate.connection.isClosed()) {
          bounds.closed(Connections.Reason.ROOM);
          candidate.connection.close();
        }
      } finally {
        candidate.connection.getLock().unlock();
      }
    }
  }
}

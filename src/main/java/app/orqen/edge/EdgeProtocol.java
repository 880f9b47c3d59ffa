package app.orqen.edge;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Adapter;
import org.apache.coyote.Processor;
import org.apache.coyote.Request;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * Tomcat's HTTP/1.1 with two changes: a request may bound how long it waits for its client, and Tomcat's valves see every request.
 * Connectors name this protocol by its class.
 */
public final class EdgeProtocol extends Http11NioProtocol {

  /** Note slot for our processor on a Coyote request. Catalina uses slot 1. */
  private static final int NOTE = 8;
  private static final byte[] NOWHERE = {'/', '*'};

  /** Bytes of a request's buffer for what is about to be written. Tomcat also makes an unused buffer of as many characters. */
  private static final int ANSWER_BUFFER = 512;
  /** Bytes of the longest trailer of a chunked request. Every connection has a buffer for it. */
  static final int TRAILER = 256;

  private long readingPause;

  /** Creates the protocol, as connectors do by its class. */
  public EdgeProtocol() {
    super(new EdgeEndpoint());
    getEndpoint().setHandler(new HeadGate(getHandler(), this));
    setMaxTrailerSize(TRAILER);
  }

  @Override
  public int getDesiredBufferSize() {
    return ANSWER_BUFFER;
  }

  /** Sets how many connections there may be, and how long a head may take. */
  void bound(Connections connections, boolean onlyPort) {
    endpoint().bound(connections, onlyPort);
  }

  Connections connections() {
    return endpoint().bounds();
  }

  private EdgeEndpoint endpoint() {
    return (EdgeEndpoint) getEndpoint();
  }

  /**
   * Notes that a connection is closed and no longer waits for the rest of a head.
   *
   * @param processor may be null
   */
  static void closed(Object processor) {
    if (processor instanceof EdgeProcessor ours) {
      ours.headIsRead();
    }
  }

  /** Has a connection closed when nothing more of a head comes within a number of nanoseconds from now. */
  static void readBy(SocketWrapperBase<?> connection, long nanos) {
    connection.setReadTimeout(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
  }

  /** Sets how long a client may stop taking its answer. Tomcat would give it the time that a request may take to come. */
  void setReadingPause(Duration longest) {
    readingPause = longest.toMillis();
  }

  /**
   * Returns false always. While the gateway drains, processors that saw true would silently drop a request on a kept
   * connection, which the edge filter answers instead.
   */
  @Override
  public boolean isPaused() {
    return false;
  }

  private boolean isDraining() {
    return super.isPaused();
  }

  @Override
  protected Processor createProcessor() {
    return new EdgeProcessor(this);
  }

  /** Bounds each of the following reads. The connection's own limit still applies. */
  static void waitAtMost(Request request, long millis) {
    ((EdgeProcessor) request.getNote(NOTE)).waitAtMost(millis);
  }

  /** Returns whether a request's client has closed the connection. The body must have been read whole. Never blocks. */
  static boolean isGone(Request request) {
    return ((EdgeProcessor) request.getNote(NOTE)).isGone();
  }

  /** Gives back what a request's connection needs only to read it. The body must have been read whole. */
  static void shrink(Request request) {
    ((EdgeProcessor) request.getNote(NOTE)).shrink();
  }

  /** Gives back what a request's connection needs only to write the head of its answer, which is out. */
  static void shrinkAnswer(Request request) {
    ((EdgeProcessor) request.getNote(NOTE)).shrinkAnswer();
  }

  /** Makes a request's connection ready for the next one. */
  static void restore(Request request) {
    ((EdgeProcessor) request.getNote(NOTE)).restore();
  }

  private static final class EdgeProcessor extends Http11Processor {

    private final EdgeProtocol protocol;
    private boolean isAwaitingHead;
    private long headBegunAt;

    EdgeProcessor(EdgeProtocol protocol) {
      super(protocol, protocol.getAdapter());
      this.protocol = protocol;
      getRequest().setNote(NOTE, this);
    }

    /** Returns the adapter. On the way to it "OPTIONS *", which it would answer itself, becomes a path that doesn't exist. */
    @Override
    public Adapter getAdapter() {
      if (getRequest().requestURI().equals("*")) {
        getRequest().requestURI().setBytes(NOWHERE, 0, NOWHERE.length);
      }
      return super.getAdapter();
    }

    @Override
    public SocketState service(SocketWrapperBase<?> socket) throws IOException {
      socket.setWriteTimeout(protocol.readingPause);
      if (socket.getSocket() instanceof EdgeChannel channel) {
        channel.buffers().take(); // a request that came right behind another
      }
      restore();
      SocketState state = super.service(socket);
      if (state == SocketState.LONG && !isAsync()) {
        return awaitHead(socket);
      }
      headIsRead();
      return state;
    }

    /**
     * Processes a socket event. When the gateway drains, a connection without a request is closed, so that its client goes
     * elsewhere.
     */
    @Override
    public SocketState process(SocketWrapperBase<?> socket, SocketEvent event) throws IOException {
      SocketState state = super.process(socket, event);
      return state == SocketState.OPEN && protocol.isDraining() ? SocketState.CLOSED : state;
    }

    /** Waits for the rest of a head: of one that follows another request at once, or comes over TLS. */
    private SocketState awaitHead(SocketWrapperBase<?> socket) {
      Connections connections = protocol.connections();
      if (!isAwaitingHead) {
        if (!connections.takeProcessor()) {
          connections.closed(Connections.Reason.HEAD_MEMORY);
          return SocketState.CLOSED;
        }
        isAwaitingHead = true;
        headBegunAt = System.nanoTime();
      }
      long left = connections.headNanos() - (System.nanoTime() - headBegunAt);
      if (left <= 0) {
        headIsRead();
        connections.closed(Connections.Reason.HEAD_TIME);
        return SocketState.CLOSED;
      }
      readBy(socket, left);
      return SocketState.LONG;
    }

    private void headIsRead() {
      if (isAwaitingHead) {
        isAwaitingHead = false;
        protocol.connections().giveProcessor();
      }
    }

    /**
     * Returns whether the client has left. It looks into the socket past Tomcat's buffer of the request. That buffer may hold the
     * beginning of the client's next request behind a body that has been read, and a read by Tomcat would write over it. A byte
     * that is there begins the next request, or ends a line behind the body, and goes back to the socket's buffer.
     */
    synchronized boolean isGone() {
      SocketWrapperBase<?> connection = getSocketWrapper();
      ByteBuffer look = ByteBuffer.allocate(1);
      try {
        if (connection.read(false, look) > 0) {
          connection.unRead(look.flip());
        }
        return false;
      } catch (IOException e) {
        return true;
      }
    }

    /** Gives buffers back, unless the body isn't whole. */
    synchronized void shrink() {
      try {
        RequestBuffers.shrink(getRequest());
      } catch (IOException e) {
        return; // The body isn't whole, and Tomcat closes the connection.
      }
      if (getSocketWrapper().getSocket() instanceof EdgeChannel channel) {
        channel.buffers().giveBack();
      }
    }

    synchronized void shrinkAnswer() {
      AnswerBuffers.shrink(getRequest().getResponse());
    }

    synchronized void restore() {
      RequestBuffers.restore(getRequest(), protocol.getMaxHttpRequestHeaderSize(),
          protocol.endpoint().getSocketProperties().getAppReadBufSize());
      AnswerBuffers.restore(getRequest().getResponse(), protocol.getMaxHttpResponseHeaderSize());
    }

    void waitAtMost(long millis) {
      int own = protocol.getConnectionTimeout();
      getSocketWrapper().setReadTimeout(own > 0 ? Math.min(millis, own) : millis);
    }
  }
}

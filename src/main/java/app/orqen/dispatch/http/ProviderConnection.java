package app.orqen.dispatch.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.SocketHolder;
import org.apache.hc.core5.http.io.HttpMessageParser;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/**
 * A connection to a provider. One on which bytes came that belong to no answer is not used again: the next call would take
 * them for its own answer, and it may be another account's.
 */
final class ProviderConnection extends DefaultBHttpClientConnection implements ManagedHttpClientConnection {

  /**
   * Each of a connection's three buffers has 512 bytes, where the default is 8 KiB. The client holds them while it waits for an
   * answer. Longer reads bypass the buffers, and writes are gathered before they go out.
   */
  private static final Http1Config CONFIG = Http1Config.custom().setBufferSize(512).build();

  private static final long TRUSTED_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final ResponseParser parser;
  private final AtomicBoolean closed = new AtomicBoolean();
  private Timeout socketTimeout;
  private long releasedAt;

  ProviderConnection() {
    this(new ResponseParser());
  }

  private ProviderConnection(ResponseParser parser) {
    super(CONFIG, null, null, null, null, null, config -> parser);
    this.parser = parser;
  }

  // What the pool asks about reuse.

  /** Returns whether the connection may be kept. The pool asks after each answer. */
  @Override
  public boolean isConsistent() {
    return super.isConsistent() && !parser.hasUnread();
  }

  /**
   * Returns whether the connection must not be used again. A provider that restarts closes idle connections, and a call on a
   * closed one may not be repeated. The look takes a millisecond, so a connection that was used a moment ago and has no unread
   * bytes is trusted.
   */
  @Override
  public boolean isStale() throws IOException {
    if (!isOpen() || parser.hasUnread()) {
      return true;
    }
    if (System.nanoTime() - releasedAt < TRUSTED_NANOS && !hasArrived(ensureOpen())) {
      return false;
    }
    return super.isStale() || parser.hasUnread(); // what came over TLS may be no more than a session ticket
  }

  private static boolean hasArrived(SocketHolder holder) throws IOException {
    return holder.getInputStream().available() > 0
        || holder.getSSLSocket() != null && holder.getBaseSocket().getInputStream().available() > 0;
  }

  @Override
  public void passivate() {
    super.setSocketTimeout(Timeout.ZERO_MILLISECONDS);
    releasedAt = System.nanoTime();
  }

  @Override
  public void activate() {
    super.setSocketTimeout(socketTimeout);
  }

  // A managed connection is bound to a socket once, closed once, and never bound after that.

  @Override
  public void bind(SocketHolder holder) throws IOException {
    if (closed.get()) {
      holder.getBaseSocket().close();
      throw new InterruptedIOException("The call was cut off while it connected");
    }
    super.bind(GatheringSocket.of(holder));
    socketTimeout = Timeout.ofMilliseconds(holder.getSocket().getSoTimeout());
  }

  @Override
  public Socket getSocket() {
    SocketHolder holder = getSocketHolder();
    return holder == null ? null : holder.getSocket();
  }

  @Override
  public void setSocketTimeout(Timeout timeout) {
    super.setSocketTimeout(timeout);
    socketTimeout = timeout;
  }

  @Override
  public void close() throws IOException {
    if (closed.compareAndSet(false, true)) {
      super.close();
    }
  }

  @Override
  public void close(CloseMode mode) {
    if (closed.compareAndSet(false, true)) {
      super.close(mode);
    }
  }

  /** The client's own parser. It is shown the buffer, which the client keeps to itself otherwise. */
  private static final class ResponseParser implements HttpMessageParser<ClassicHttpResponse> {

    private final HttpMessageParser<ClassicHttpResponse> client =
        new DefaultHttpResponseParserFactory(CONFIG).create();
    private volatile SessionInputBuffer buffer;

    @Override
    public ClassicHttpResponse parse(SessionInputBuffer input, InputStream in) throws IOException, HttpException {
      buffer = input;
      return client.parse(input, in);
    }

    boolean hasUnread() {
      SessionInputBuffer input = buffer;
      return input != null && input.length() > 0;
    }
  }
}

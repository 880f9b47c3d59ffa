package app.orqen.dispatch.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.http.impl.io.SocketHolder;

/**
 * A provider's socket, to which the head of a request and the beginning of its body go in one write. The HTTP client's own
 * buffer is too small for both, since the client keeps it for as long as an answer takes. This buffer is given back after each
 * request's flush.
 */
final class GatheringSocket extends SocketHolder {

  private GatheringSocket(Socket socket) {
    super(socket);
  }

  private GatheringSocket(SSLSocket tls, Socket socket) {
    super(tls, socket);
  }

  /** Returns the same socket, with this way of writing. */
  static GatheringSocket of(SocketHolder socket) {
    return socket.getSSLSocket() == null
        ? new GatheringSocket(socket.getBaseSocket())
        : new GatheringSocket(socket.getSSLSocket(), socket.getBaseSocket());
  }

  @Override
  protected OutputStream getOutputStream(Socket socket) throws IOException {
    return new Gathered(super.getOutputStream(socket));
  }

  /** Gathers what is written, in pieces of up to 8 KiB. Longer writes go directly to the socket. */
  static final class Gathered extends OutputStream {

    private static final int LEAST = 2048;
    private static final int MOST = 8192;
    private static final byte[] NOTHING = {};

    private final OutputStream socket;
    private byte[] held = NOTHING;
    private int count;

    Gathered(OutputStream socket) {
      this.socket = socket;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (count + length > MOST) {
        send();
      }
      if (length > MOST) {
        socket.write(bytes, offset, length);
        return;
      }
      if (count + length > held.length) {
        held = Arrays.copyOf(held, Math.min(MOST, Math.max(LEAST, 2 * (count + length))));
      }
      System.arraycopy(bytes, offset, held, count, length);
      count += length;
    }

    @Override
    public void flush() throws IOException {
      send();
      socket.flush();
    }

    private void send() throws IOException {
      if (count > 0) {
        int length = count;
        count = 0;
        byte[] piece = held;
        held = NOTHING;
        socket.write(piece, 0, length);
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}

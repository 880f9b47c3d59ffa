package app.orqen.edge;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.tomcat.util.buf.ByteBufferUtils;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SecureNioChannel;

/**
 * A connection over TLS. Tomcat gives it four buffers of a whole record, 66 KiB, for as long as it is open; here it has them only
 * while it is being read or a request is being served.
 */
final class SecureEdgeChannel extends SecureNioChannel implements EdgeSocket {

  /** The largest record, with what encryption adds to it; bytes. Tomcat's own size. */
  private static final int RECORD = 16_921;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final EdgeBuffers buffers;
  private final ConnectionState state = new ConnectionState();

  SecureEdgeChannel(EdgeBuffers buffers, NioEndpoint endpoint) {
    super(buffers, endpoint);
    this.buffers = buffers;
    netInBuffer = NOTHING;
    netOutBuffer = NOTHING;
  }

  @Override
  public ConnectionState state() {
    return state;
  }

  /** Takes buffers of full size. What is in the small ones stays. */
  void take() {
    buffers.take();
    netInBuffer = ByteBufferUtils.expand(netInBuffer, RECORD);
    if (netOutBuffer.capacity() < RECORD) {
      netOutBuffer = ByteBuffer.allocate(RECORD).limit(0);
    }
  }

  /** Gives back the buffers in which there is nothing. Nobody else may be using them. */
  void giveBack() {
    buffers.giveBack();
    if (netInBuffer.position() == 0) {
      netInBuffer = NOTHING;
    }
    if (!netOutBuffer.hasRemaining()) {
      netOutBuffer = NOTHING;
    }
  }

  @Override
  public int handshake(boolean read, boolean write) throws IOException {
    if (isHandshakeComplete()) {
      return 0;
    }
    take();
    int waitsFor = super.handshake(read, write);
    if (waitsFor != 0) {
      giveBack();
    }
    return waitsFor;
  }

  /** Says to the client that nothing more comes, for which it needs a buffer. */
  @Override
  public void close() throws IOException {
    take();
    super.close();
  }
}

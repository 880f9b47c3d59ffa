package app.orqen.edge;

import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;

/** A connection over TLS. Its buffers are Tomcat's own: the largest record has to fit. */
final class SecureEdgeChannel extends SecureNioChannel implements EdgeSocket {

  private final ConnectionState state = new ConnectionState();

  SecureEdgeChannel(SocketBufferHandler buffers, NioEndpoint endpoint) {
    super(buffers, endpoint);
  }

  @Override
  public ConnectionState state() {
    return state;
  }
}

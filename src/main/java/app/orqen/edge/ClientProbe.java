package app.orqen.edge;

import app.orqen.inbound.ClientConnection;
import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/**
 * Gives each request the means to ask whether its client is still there, and to bound how long it waits for it. Tomcat notices
 * that a client has left only when it writes. A model may think for a minute before there is anything to write, at the caller's
 * cost. A non-blocking read of the connection tells it at once.
 */
final class ClientProbe extends ValveBase {

  ClientProbe() {
    super(true);
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    request.setAttribute(ClientConnection.ATTRIBUTE, new TomcatConnection(request.getCoyoteRequest()));
    try {
      getNext().invoke(request, response);
    } finally {
      if (!request.isAsync()) {
        EdgeProtocol.restore(request.getCoyoteRequest());
      }
    }
  }

  private record TomcatConnection(org.apache.coyote.Request request) implements ClientConnection {

    @Override
    public boolean isGone() {
      return EdgeProtocol.isGone(request);
    }

    @Override
    public void giveBack() {
      EdgeProtocol.shrink(request);
    }

    @Override
    public void giveBackHead() {
      EdgeProtocol.shrinkAnswer(request);
    }

    @Override
    public void breakOff() {
      request.getResponse().action(ActionCode.CLOSE_NOW, null);
    }

    @Override
    public void waitAtMost(long millis) {
      EdgeProtocol.waitAtMost(request, millis);
    }
  }
}

package app.orqen.reply;

import app.orqen.admission.NoRoomException;
import app.orqen.admission.OutOfMemory;
import app.orqen.inbound.Inbound;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The step {@code errorReply}: turns an exception of a route into the documented status and body. A {@link GatewayException}
 * says what to answer. Any other exception is a fault of the gateway: it is logged with its stack trace, and the client gets a 500 that
 * says nothing of it.
 */
public final class ErrorReply implements Processor {

  private static final Logger LOG = LoggerFactory.getLogger(ErrorReply.class);

  @Override
  public void process(Exchange exchange) {
    Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    OutOfMemory.endIf(cause);
    Inbound inbound = Inbound.of(exchange);
    GatewayException error = find(cause);
    if (error == null) {
      error = GatewayException.internal(inbound.requestId());
      LOG.error("Request {} failed", inbound, cause);
    }
    answer(exchange, inbound, error);
  }

  private static GatewayException find(Throwable cause) {
    for (Throwable t = cause; t != null; t = t.getCause()) {
      if (t instanceof GatewayException error) {
        return error;
      }
      if (t instanceof NoRoomException noRoom) {
        return GatewayException.noRoom(noRoom);
      }
    }
    return null;
  }

  private static void answer(Exchange exchange, Inbound inbound, GatewayException error) {
    ClientStream stream = ClientStream.of(exchange);
    if (stream != null && stream.settle()) {
      stream.fail(error);
    } else if (inbound.response().isCommitted()) {
      ErrorBody.note(error, inbound.outcome()); // the container answers, as it does when a body stops coming
    } else {
      ErrorBody.head(error, inbound);
      JsonReply.set(exchange, error.status(), ErrorBody.bytes(error, inbound));
      return;
    }
    exchange.getMessage().removeHeaders("*");
    exchange.getMessage().setBody(null);
  }
}

package app.orqen.reply;

import app.orqen.inbound.Inbound;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * Sets a complete answer of JSON for Camel's binding to write. Everything else on the exchange is removed. What the request used must
 * be noted before, because its limits are settled when the answer's last piece leaves, and with a short answer here.
 */
public final class JsonReply {

  /** An answer of this many bytes fits the buffers between here and the client, so that nobody has to read it for it to leave. */
  private static final int SHORT = 64 * 1024;

  private JsonReply() {}

  public static void set(Exchange exchange, int status, byte[] body) {
    Inbound inbound = Inbound.of(exchange);
    boolean isShort = body.length <= SHORT;
    if (isShort) {
      inbound.complete();
    }
    inbound.response().setContentLength(body.length);
    Message message = exchange.getMessage();
    message.removeHeaders("*");
    message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
    message.setHeader(Exchange.CONTENT_TYPE, "application/json");
    message.setBody(isShort ? body : new LastPiece(body, inbound::complete));
  }
}

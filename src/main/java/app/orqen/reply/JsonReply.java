package app.orqen.reply;

import app.orqen.inbound.Inbound;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * Sets a complete answer of JSON for Camel's binding to write. Everything else on the exchange is removed. What the request used must
 * be noted before, because its limits are settled here.
 */
public final class JsonReply {

  private JsonReply() {}

  public static void set(Exchange exchange, int status, byte[] body) {
    Inbound.of(exchange).complete();
    Inbound.of(exchange).response().setContentLength(body.length);
    Message message = exchange.getMessage();
    message.removeHeaders("*");
    message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
    message.setHeader(Exchange.CONTENT_TYPE, "application/json");
    message.setBody(body);
  }
}

package app.orqen.request;

import app.orqen.inbound.Inbound;
import app.orqen.reply.GatewayException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** The step {@code requireConversePath}: 404 for the paths under /model that are none, before they cost a request. */
public final class RequireConversePath implements Processor {

  @Override
  public void process(Exchange exchange) {
    String path = Inbound.of(exchange).path();
    if (!ReadConverseRequest.PATH.matcher(path).matches()) {
      throw GatewayException.notFound(path);
    }
  }
}

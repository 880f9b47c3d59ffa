package app.orqen.request;

import app.orqen.inbound.Inbound;
import app.orqen.reply.GatewayException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** The step {@code requireConversePath}: answers 404 to other paths under /model, before they cost a request. */
public final class RequireConversePath implements Processor {

  @Override
  public void process(Exchange exchange) {
    Inbound inbound = Inbound.of(exchange);
    if (inbound.surface().path(inbound.path()) == null) {
      throw GatewayException.notFound(inbound.path());
    }
  }
}

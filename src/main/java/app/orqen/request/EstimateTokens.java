package app.orqen.request;

import app.orqen.inbound.Inbound;
import app.orqen.reply.GatewayException;
import app.orqen.translate.CountTokens;
import app.orqen.translate.TranslationException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** The step {@code estimateTokens}: answers a count for a provider that is not asked. */
public final class EstimateTokens implements Processor {

  @Override
  public void process(Exchange exchange) {
    byte[] body;
    try {
      body = CountTokens.answer(CountTokens.estimate(ModelRequest.of(exchange).scan().body()));
    } catch (TranslationException e) {
      throw GatewayException.badRequest(e.code(), e.param(), e.getMessage());
    }
    Inbound inbound = Inbound.of(exchange);
    inbound.outcome().status = 200;
    inbound.response().setContentLength(body.length);
    inbound.response().setHeader("x-orqen-count", "estimate");
    Message message = exchange.getMessage();
    message.removeHeaders("*");
    message.setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
    message.setHeader(Exchange.CONTENT_TYPE, "application/json");
    message.setBody(body);
  }
}

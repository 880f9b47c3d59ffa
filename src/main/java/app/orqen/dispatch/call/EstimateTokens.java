package app.orqen.dispatch.call;

import app.orqen.inbound.Inbound;
import app.orqen.provider.Provider;
import app.orqen.prune.ToolCheck;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import app.orqen.reply.JsonReply;
import app.orqen.request.BodyEdit;
import app.orqen.request.ModelRequest;
import app.orqen.tokens.TokenMeter;
import app.orqen.tokens.Vocabulary;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.front.CountTokens;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** The step {@code estimateTokens}: answers a count of what would be forwarded, for a provider that isn't asked or can't tell. */
public final class EstimateTokens implements Processor {

  private final Vocabulary vocabulary;

  EstimateTokens(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  @Override
  public void process(Exchange exchange) {
    BodyEdit forwarded = OpenCall.forwarded(ModelRequest.of(exchange).scan(), ToolCheck.of(exchange), false);
    Provider.Target target = Provider.Target.of(exchange);
    byte[] body;
    try {
      body = ModelRequest.of(exchange).surface().count(CountTokens.estimate(forwarded.bytes(), TokenMeter.of(vocabulary),
          target.baseModel() == null ? target.model() : target.baseModel()));
    } catch (TranslationException e) {
      throw GatewayException.badRequest(ErrorCode.find(e.code()), e.param(), e.getMessage());
    }
    Inbound inbound = Inbound.of(exchange);
    inbound.outcome().answered(200);
    inbound.response().setHeader("x-orqen-count", "estimate");
    JsonReply.set(exchange, 200, body);
  }
}

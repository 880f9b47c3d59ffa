package app.orqen.provider;

import app.orqen.inbound.Inbound;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import app.orqen.request.ModelRequest;
import app.orqen.translate.wire.Operation;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** The step {@code resolveProvider}: picks the provider from the request's model. {@code toD} then calls its route. */
public final class ResolveProvider implements Processor {

  private final ModelRouter router;

  ResolveProvider(ModelRouter router) {
    this.router = router;
  }

  @Override
  public void process(Exchange exchange) {
    ModelRequest request = ModelRequest.of(exchange);
    Provider.Target target = router.resolve(request.model());
    Provider provider = target.provider();
    // Every provider counts tokens, by itself or by the gateway's estimate.
    Operation needed = request.operation() == Operation.COUNT_TOKENS ? Operation.CHAT : request.operation();
    if (!provider.operations().contains(needed)) {
      throw GatewayException.of(ErrorCode.MODEL_NOT_FOUND,
          provider.title() + " has no " + request.operation().label() + " that the gateway can reach.").param("model");
    }
    target.attach(exchange);
    if (request.operation() == Operation.COUNT_TOKENS) {
      exchange.setVariable("orqenCounts", target.counts(request.surface()));
    }
    Inbound.of(exchange).outcome().resolved(provider.knownAs(), target.model());
  }
}

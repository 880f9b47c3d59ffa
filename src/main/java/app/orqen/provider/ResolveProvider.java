package app.orqen.provider;

import app.orqen.inbound.Inbound;
import app.orqen.key.Principal;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import app.orqen.request.ModelRequest;
import app.orqen.translate.wire.Operation;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** The step {@code resolveProvider}: picks the provider from the request's model. {@code toD} then calls its route. */
public final class ResolveProvider implements Processor {

  private static final int LONGEST_SHOWN = 200;

  private final ModelRouter router;

  ResolveProvider(ModelRouter router) {
    this.router = router;
  }

  @Override
  public void process(Exchange exchange) {
    ModelRequest request = ModelRequest.of(exchange);
    Provider.Target target = router.resolve(request.model());
    Provider provider = target.provider();
    Principal principal = Principal.of(exchange);
    requireAllowed(principal, request.model(), target);
    if (principal.isHeldToModels()) {
      OtherModels.refuse(request.scan());
    }
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

  /**
   * Holds a key to the models that it and its account may use.
   *
   * @param asked the name that the caller wrote
   */
  private static void requireAllowed(Principal principal, String asked, Provider.Target target) {
    if (principal == null) {
      throw GatewayException.invalidApiKey();
    }
    Provider provider = target.provider();
    if (!principal.mayUse(asked, provider.knownAs() + "/" + target.model(), provider.id() + "/" + target.model())) {
      throw GatewayException.of(ErrorCode.MODEL_NOT_ALLOWED, "This key may not use the model '"
          + (asked.length() > LONGEST_SHOWN ? asked.substring(0, LONGEST_SHOWN) + "…" : asked)
          + "'. GET /v1/models lists those that it may use.").param("model");
    }
  }
}

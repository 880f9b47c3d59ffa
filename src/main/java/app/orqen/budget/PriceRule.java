package app.orqen.budget;

import app.orqen.inbound.Outcome;
import app.orqen.provider.Provider;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import app.orqen.request.ModelRequest;
import app.orqen.translate.wire.Operation;

/** The rule {@code orqen.prices.require}: only models with a known price are called. Counts of tokens cost nothing. */
public final class PriceRule {

  private final Tariffs tariffs;
  private final boolean required;

  PriceRule(Tariffs tariffs, boolean required) {
    this.tariffs = tariffs;
    this.required = required;
  }

  /** Returns whether a request needs a price. */
  boolean holdsFor(ModelRequest request) {
    return required && request.operation() != Operation.COUNT_TOKENS;
  }

  /** Returns whether a request may go to a target. Its body must not have been given back. */
  boolean allows(ModelRequest request, Provider.Target target, Outcome outcome) {
    return !holdsFor(request) || tariffs.of(request, target, outcome).isPriced();
  }

  /**
   * Refuses a target without a price.
   *
   * @throws GatewayException 402 when the request needs a price, and the target's isn't known
   */
  public void require(ModelRequest request, Provider.Target target, Outcome outcome) {
    if (!allows(request, target, outcome)) {
      throw GatewayException.of(ErrorCode.MODEL_UNPRICED, "The price of '" + target.family() + "' isn't known, and this gateway serves only "
          + "models with a price. Use another model, or ask the operator to add its price.").param("model");
    }
  }
}

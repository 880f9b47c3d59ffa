package app.orqen.request;

import app.orqen.translate.wire.Operation;
import app.orqen.translate.wire.Surface;
import org.apache.camel.Exchange;

/**
 * A model call as it was read.
 *
 * @param surface the surface whose form the body has
 * @param operation what is asked for
 * @param scan the body and the places of its fields
 * @param model the model as the caller named it
 * @param stream whether the answer is to be streamed
 */
public record ModelRequest(Surface surface, Operation operation, BodyScan scan, String model, boolean stream) {

  private static final String VARIABLE = "orqenRequest";

  /** Returns the request of an exchange. Fails when no step has read it. */
  public static ModelRequest of(Exchange exchange) {
    ModelRequest request = exchange.getVariable(VARIABLE, ModelRequest.class);
    if (request == null) {
      throw new IllegalStateException("a step that reads the request must come first in the route");
    }
    return request;
  }

  public void attach(Exchange exchange) {
    exchange.setVariable(VARIABLE, this);
    exchange.setVariable("orqenOperation", operation.label());
    exchange.setVariable("orqenStreamed", stream);
  }
}

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
 * @param model the model as the caller named it, or the first of several
 * @param stream whether the answer is to be streamed
 * @param upload the form that the body is, of whose first fields {@code scan} has a copy as JSON; null when the body is JSON
 */
public record ModelRequest(Surface surface, Operation operation, BodyScan scan, String model, boolean stream, Upload upload) {

  private static final String VARIABLE = "orqenRequest";

  /** Creates a call whose body is JSON. */
  public ModelRequest(Surface surface, Operation operation, BodyScan scan, String model, boolean stream) {
    this(surface, operation, scan, model, stream, null);
  }

  /** Returns the request of an exchange. Fails when no step has read it. */
  public static ModelRequest of(Exchange exchange) {
    ModelRequest request = exchange.getVariable(VARIABLE, ModelRequest.class);
    if (request == null) {
      throw new IllegalStateException("a step that reads the request must come first in the route");
    }
    return request;
  }

  /** Returns the same request, asking for another model. */
  public ModelRequest asking(String name) {
    return new ModelRequest(surface, operation, scan, name, stream);
  }

  public void attach(Exchange exchange) {
    exchange.setVariable(VARIABLE, this);
    exchange.setVariable("orqenOperation", operation.label());
    exchange.setVariable("orqenStreamed", stream);
    exchange.setVariable("orqenPassed", operation.isPassed());
  }
}

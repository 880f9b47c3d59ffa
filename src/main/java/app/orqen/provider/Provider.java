package app.orqen.provider;

import app.orqen.request.Operation;
import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;

/**
 * A provider, as the properties of its route describe it.
 *
 * @param id what stands before the first slash of a model's name
 * @param title its name for people
 * @param auth how its credential goes on the wire
 * @param required the credential fields that it needs
 * @param optional the credential fields that it may have
 * @param operations what can be asked of it
 * @param quirks what has to change in a request to it
 */
public record Provider(String id, String title, AuthScheme auth, List<String> required, List<String> optional,
    Set<Operation> operations, Quirks quirks) {

  private static final String VARIABLE = "orqenTarget";

  /** Whether it takes calls without a credential. */
  public boolean keyless() {
    return required.isEmpty();
  }

  /** The provider that {@code resolveProvider} chose for an exchange. */
  public static Target of(Exchange exchange) {
    Target target = exchange.getVariable(VARIABLE, Target.class);
    if (target == null) {
      throw new IllegalStateException("the step resolveProvider must come first in the route");
    }
    return target;
  }

  /**
   * A provider and the name that it knows a model by.
   *
   * @param model the upstream model
   */
  public record Target(Provider provider, String model) {

    void attach(Exchange exchange) {
      exchange.setVariable(VARIABLE, this);
      exchange.setVariable("orqenProvider", provider.id());
    }
  }
}

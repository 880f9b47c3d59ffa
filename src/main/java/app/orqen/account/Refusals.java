package app.orqen.account;

import app.orqen.reply.GatewayException;
import java.util.ArrayList;
import java.util.List;

/** Gathers what is wrong with the fields of one body, so that a form can mark all of it at once. */
final class Refusals {

  private final List<GatewayException> found = new ArrayList<>();

  /** Runs the reading of a field, and notes the error if the field is refused. */
  void check(Runnable field) {
    try {
      field.run();
    } catch (GatewayException e) {
      found.add(e);
    }
  }

  /**
   * Ends the reading of the body.
   *
   * @throws GatewayException the first error that was noted, which carries the others; not thrown when no field was refused
   */
  void throwIfAny() {
    if (!found.isEmpty()) {
      throw found.get(0).beside(found.subList(1, found.size()));
    }
  }
}

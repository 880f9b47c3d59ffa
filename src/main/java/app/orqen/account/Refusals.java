package app.orqen.account;

import app.orqen.reply.GatewayException;
import java.util.ArrayList;
import java.util.List;

/** Gathers what is wrong with the fields of one body, so that a form can mark all of it at once. */
final class Refusals {

  private final List<GatewayException> found = new ArrayList<>();

  /** Reads a field, and notes its refusal. */
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
   * @throws GatewayException the first refusal, with the others beside it
   */
  void throwIfAny() {
    if (!found.isEmpty()) {
      throw found.get(0).beside(found.subList(1, found.size()));
    }
  }
}

package app.orqen.policy;

import app.orqen.inbound.Inbound;
import app.orqen.key.Principal;
import app.orqen.request.ModelRequest;
import java.util.Optional;

/** Plans where requests for some names go. The package's description says how one is added. */
public interface Planner {

  /** Returns whether a name is one of this planner's, so that requests for it may go to several targets. */
  boolean knows(String name);

  /**
   * Returns the plan of a request, whose first target is the one that may see a credential in the request's body; empty when the
   * planner doesn't know the name that it asks for.
   *
   * @param inbound tells the request's session and id
   * @throws app.orqen.reply.GatewayException when the name is one of its own and no target fits the request
   */
  Optional<Plan> plan(ModelRequest request, Principal caller, Inbound inbound);
}

package app.orqen.policy;

import app.orqen.inbound.Inbound;
import app.orqen.key.Principal;
import app.orqen.provider.ProviderRegistry;
import app.orqen.request.ModelRequest;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

/** The policies: one for each route named {@code policy-<name>}, described by the parameters of its file. */
public final class Policies implements Planner {

  /** How the id of a policy's route begins. */
  public static final String ROUTE_PREFIX = "policy-";

  private final ProviderRegistry routes;
  private volatile Map<String, Policy> policies = Map.of();

  Policies(ProviderRegistry routes) {
    this.routes = routes;
    routes.onRefresh(this::refresh);
  }

  private void refresh() {
    Map<String, Policy> found = new TreeMap<>();
    routes.parameters(ROUTE_PREFIX).forEach((name, parameters) -> {
      try {
        found.put(name, Policy.parse(name, parameters));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("route " + ROUTE_PREFIX + name + ": " + e.getMessage(), e);
      }
    });
    policies = found;
  }

  /** Returns the policies in the order of their names. */
  public Collection<Policy> all() {
    return policies.values();
  }

  @Override
  public boolean knows(String name) {
    return policies.containsKey(name);
  }

  /** Plans by a policy. A request with a credential of its own keeps the file's order, since the credential is the first target's. */
  @Override
  public Optional<Plan> plan(ModelRequest request, Principal caller, Inbound inbound) {
    Policy policy = policies.get(request.model());
    if (policy == null) {
      return Optional.empty();
    }
    return Optional.of(request.scan().credentials().isEmpty()
        ? policy.next(ThreadLocalRandom.current()::nextInt) : policy.plan());
  }
}

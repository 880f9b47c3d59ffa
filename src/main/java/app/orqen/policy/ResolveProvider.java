package app.orqen.policy;

import app.orqen.inbound.Inbound;
import app.orqen.key.Principal;
import app.orqen.promptcache.Affinity;
import app.orqen.promptcache.ConversationKey;
import app.orqen.provider.ModelRouter;
import app.orqen.provider.OtherModels;
import app.orqen.provider.Provider;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import app.orqen.request.ModelRequest;
import app.orqen.translate.wire.Operation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The step {@code resolveProvider}: picks the provider from the request's model, or the first target of its plan. {@code toD} then
 * calls its route.
 */
public final class ResolveProvider implements Processor {

  private static final int LONGEST_SHOWN = 200;
  /** How the names begin whose planner itself keeps a conversation where it is, and may have a reason to move it. */
  private static final String OWN = "orqen/";

  private final ModelRouter router;
  private final List<Planner> planners;
  private final Affinity affinity;

  ResolveProvider(ModelRouter router, List<Planner> planners, Affinity affinity) {
    this.affinity = affinity;
    this.router = router;
    this.planners = List.copyOf(planners);
  }

  @Override
  public void process(Exchange exchange) {
    ModelRequest request = ModelRequest.of(exchange);
    Principal principal = Principal.required(exchange);
    Inbound inbound = Inbound.of(exchange);
    Provider.Target target = target(exchange, request, principal, inbound);
    if (principal.isHeldToModels()) {
      OtherModels.refuse(request.scan());
    }
    target.attach(exchange);
    if (request.operation() == Operation.COUNT_TOKENS) {
      exchange.setVariable("orqenCounts", target.counts(request.surface()));
    }
    inbound.outcome().resolved(target.provider().knownAs(), target.model());
  }

  private Provider.Target target(Exchange exchange, ModelRequest request, Principal principal, Inbound inbound) {
    if (request.scan().models() != null) {
      return several(exchange, request, principal, inbound);
    }
    Plan plan = plan(request, principal, inbound);
    return plan == null ? single(request, principal) : first(exchange, plan, request, principal);
  }

  private Plan plan(ModelRequest request, Principal principal, Inbound inbound) {
    for (Planner planner : planners) {
      Optional<Plan> plan = planner.plan(request, principal, inbound);
      if (plan.isPresent()) {
        return plan.get();
      }
    }
    return null;
  }

  private Provider.Target single(ModelRequest request, Principal principal) {
    Provider.Target target = router.resolve(request.model());
    Provider provider = target.provider();
    if (!principal.mayUse(request.model(), provider.knownAs() + "/" + target.model(), provider.id() + "/" + target.model())) {
      throw notAllowed(request.model());
    }
    requireOperation(request, provider);
    return target;
  }

  /** Begins a plan, and returns its first target that the caller may use for what is asked. */
  private Provider.Target first(Exchange exchange, Plan plan, ModelRequest request, Principal principal) {
    CredentialTarget.set(exchange, plan.targets().get(0).provider());
    List<GatewayException> refused = new ArrayList<>();
    List<Provider.Target> usable = usable(plan, plan.targets(), request, principal, refused);
    List<Provider.Target> longer = usable(plan, plan.contextTargets(), request, principal, refused);
    return begin(exchange, plan, request, usable, longer, refused);
  }

  /**
   * Begins with the body's {@code model} and {@code models}, in this order. Each of them may be a policy or an alias too. A credential
   * in the body belongs to the first name. When that name leads nowhere, the request is refused rather than sent with another one.
   */
  private Provider.Target several(Exchange exchange, ModelRequest request, Principal principal, Inbound inbound) {
    Set<String> names = new LinkedHashSet<>(List.of(request.model()));
    names.addAll(request.scan().models());
    List<GatewayException> refused = new ArrayList<>();
    List<Provider.Target> usable = new ArrayList<>();
    boolean first = true;
    for (String name : names) {
      ModelRequest one = request.asking(name);
      try {
        Plan plan = plan(one, principal, inbound);
        List<Provider.Target> found =
            plan == null ? List.of(single(one, principal)) : usable(plan, plan.targets(), one, principal, refused);
        if (first) {
          CredentialTarget.set(exchange, plan == null ? found.get(0).provider().knownAs() : plan.targets().get(0).provider());
        }
        usable.addAll(found);
      } catch (GatewayException e) {
        if (first && !request.scan().credentials().isEmpty()) {
          throw e;
        }
        refused.add(e);
      }
      first = false;
    }
    List<WeightedTarget> targets = usable.stream().map(target -> new WeightedTarget(target.provider().knownAs(), target.model(), 1)).toList();
    return begin(exchange, targets.isEmpty() ? null : Plan.of(request.model(), targets), request, usable, new ArrayList<>(), refused);
  }

  private Provider.Target begin(Exchange exchange, Plan plan, ModelRequest request, List<Provider.Target> usable,
      List<Provider.Target> longer, List<GatewayException> refused) {
    if (usable.isEmpty()) {
      throw refused.get(0);
    }
    if (request.operation() == Operation.COUNT_TOKENS) {
      return beginCount(exchange, plan, request, usable);
    }
    if (!plan.name().startsWith(OWN)) {
      returnToCache(exchange, usable, longer);
    }
    return Attempts.begin(exchange, plan, usable, longer).current();
  }

  /** Begins a count with the targets that count themselves. Where the first one doesn't, the gateway estimates, and none is asked. */
  private static Provider.Target beginCount(Exchange exchange, Plan plan, ModelRequest request, List<Provider.Target> usable) {
    if (!usable.get(0).counts(request.surface())) {
      return usable.get(0);
    }
    return Attempts.begin(exchange, plan, usable.stream().filter(target -> target.counts(request.surface())).toList(), List.of()).current();
  }

  /** Puts the target first that has the conversation's prompt in its cache, if one has. */
  private void returnToCache(Exchange exchange, List<Provider.Target> usable, List<Provider.Target> longer) {
    Affinity.Held held = affinity.find(ConversationKey.of(exchange));
    if (held == null) {
      return;
    }
    for (List<Provider.Target> targets : List.of(usable, longer)) {
      for (Provider.Target target : targets) {
        if (target.name().equals(held.place().target())) {
          targets.remove(target);
          usable.add(0, target);
          return;
        }
      }
    }
  }

  private List<Provider.Target> usable(Plan plan, List<WeightedTarget> targets, ModelRequest request, Principal principal,
      List<GatewayException> refused) {
    List<Provider.Target> usable = new ArrayList<>(targets.size());
    for (WeightedTarget one : targets) {
      try {
        Provider.Target target = router.resolve(one.name());
        Provider provider = target.provider();
        if (!principal.mayUseTarget(plan.name(), one.name(), provider.knownAs() + "/" + target.model(),
            provider.id() + "/" + target.model())) {
          throw notAllowed(plan.name());
        }
        requireOperation(request, provider);
        usable.add(target);
      } catch (GatewayException e) {
        refused.add(e);
      }
    }
    return usable;
  }

  private static void requireOperation(ModelRequest request, Provider provider) {
    if (!provider.serves(request.operation())) {
      throw GatewayException.of(ErrorCode.MODEL_NOT_FOUND,
          provider.title() + " has no " + request.operation().label().replace('_', ' ')
              + " that the gateway can reach. Use another provider.").param("model");
    }
  }

  private static GatewayException notAllowed(String asked) {
    return GatewayException.of(ErrorCode.MODEL_NOT_ALLOWED, "This key may not use the model '"
        + (asked.length() > LONGEST_SHOWN ? asked.substring(0, LONGEST_SHOWN) + "…" : asked)
        + "'. GET /v1/models lists those that it may use.").param("model");
  }
}

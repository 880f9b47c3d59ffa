package app.orqen.auto;

import app.orqen.auto.pick.Candidate;
import app.orqen.catalogue.ModelTable;
import app.orqen.catalogue.Tiers;
import app.orqen.cost.Tariff;
import app.orqen.models.ConnectedModels;
import app.orqen.provider.ModelRouter;
import app.orqen.provider.Provider;
import app.orqen.reply.GatewayException;
import app.orqen.translate.wire.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Finds what {@code orqen/*} chooses from: the chat models of connected providers that the catalogue of models has. */
final class Choices {

  /** The built-in provider that repeats what it gets. */
  private static final String ECHO = "echo";
  /** Providers whose models have names of the account's own. */
  private static final Set<String> DEPLOYING = Set.of("azure", "azure_ai");

  private final ConnectedModels connected;
  private final ModelRouter router;
  private final ModelTable table;
  private final RoutingStore store;
  private final boolean requirePrice;
  /** Candidates by id, so that accounts share them. */
  private final Map<String, Candidate> shared = new ConcurrentHashMap<>();

  /**
   * Makes the finder.
   *
   * @param requirePrice whether models without a known price are left out, since the gateway refuses calls of them
   */
  Choices(ConnectedModels connected, ModelRouter router, ModelTable table, RoutingStore store, boolean requirePrice) {
    this.requirePrice = requirePrice;
    this.connected = connected;
    this.router = router;
    this.table = table;
    this.store = store;
  }

  Choice load(String accountId) {
    Set<String> off = store.disabled(accountId);
    List<Candidate> candidates = new ArrayList<>();
    for (ConnectedModels.Listed listed : connected.of(accountId)) {
      Candidate candidate = listed.provider().equals(ECHO) ? null : candidate(listed.id(), !off.contains(listed.id()));
      if (candidate != null) {
        candidates.add(candidate);
      }
    }
    return new Choice(accountId, store.preferences(accountId), List.copyOf(candidates));
  }

  private Candidate candidate(String id, boolean enabled) {
    Provider.Target target;
    try {
      target = router.resolve(id);
    } catch (GatewayException e) {
      return null; // Its provider's route was taken away.
    }
    Provider provider = target.provider();
    if (!provider.operations().contains(Operation.CHAT)) {
      return null;
    }
    int slash = id.indexOf('/');
    Tariff tariff = Tariff.of(table, provider.id(), provider.knownAs(), target.family(), null, 1);
    if (requirePrice && !tariff.isPriced()) {
      return null;
    }
    Candidate candidate = new Candidate(id.substring(0, slash), id.substring(slash + 1), provider.knownAs() + '/' + target.model(), target.facts(),
        tariff.prices(), Tiers.of(target.family(), target.facts()), enabled, DEPLOYING.contains(provider.knownAs()));
    return enabled ? shared.merge(id, candidate, (known, made) -> known.equals(made) ? known : made) : candidate;
  }
}

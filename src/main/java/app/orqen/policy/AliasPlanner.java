package app.orqen.policy;

import app.orqen.inbound.Inbound;
import app.orqen.key.Principal;
import app.orqen.provider.ModelProperties;
import app.orqen.provider.ModelRouter;
import app.orqen.request.ModelRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Plans for aliases that lead to several models: they are tried in order, with the usual conditions. */
final class AliasPlanner implements Planner {

  private final Map<String, List<String>> lists;
  private final ModelRouter router;

  AliasPlanner(ModelProperties properties, ModelRouter router) {
    this.router = router;
    this.lists = properties.aliases().entrySet().stream().filter(alias -> alias.getValue().size() > 1)
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  @Override
  public boolean knows(String name) {
    return lists.containsKey(name);
  }

  @Override
  public Optional<Plan> plan(ModelRequest request, Principal caller, Inbound inbound) {
    List<String> names = lists.get(request.model());
    return names == null ? Optional.empty()
        : Optional.of(Plan.of(request.model(), names.stream().map(name -> WeightedTarget.parse(router.fullName(name))).toList()));
  }
}

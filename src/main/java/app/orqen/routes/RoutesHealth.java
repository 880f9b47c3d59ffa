package app.orqen.routes;

import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/**
 * Tells readiness whether every route of the served files is there and serves, and whether a changed folder was refused.
 * Camel's own check sees only the routes that still exist.
 */
final class RoutesHealth implements HealthIndicator {

  private final CamelContext camel;
  private final RoutesFolder folder;

  RoutesHealth(CamelContext camel, RoutesFolder folder) {
    this.camel = camel;
    this.folder = folder;
  }

  @Override
  public Health health() {
    Set<String> expected = new TreeSet<>(folder.routeIds());
    for (RouteDefinition route : camel.getCamelContextExtension().getContextPlugin(Model.class).getRouteDefinitions()) {
      expected.add(route.getRouteId());
    }
    Set<String> missing = new TreeSet<>(expected);
    missing.removeIf(id -> folder.isChanging() || serves(id));
    if (missing.isEmpty() && folder.refused().isEmpty()) {
      return Health.up().withDetail("routes", expected.size()).build();
    }
    Health.Builder down = Health.down();
    if (!missing.isEmpty()) {
      down.withDetail("missing", missing);
    }
    if (!folder.refused().isEmpty()) {
      down.withDetail("refused", folder.refused().stream().map(Finding::toString).toList());
    }
    return down.build();
  }

  private boolean serves(String id) {
    ServiceStatus status = camel.getRouteController().getRouteStatus(id);
    return status != null && status.isStarted();
  }
}

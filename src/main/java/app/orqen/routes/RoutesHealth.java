package app.orqen.routes;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
    expected.addAll(defined());
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

  /** Copies Camel's own list first, since a reload changes it meanwhile; the copy may then end in nulls. */
  private List<String> defined() {
    List<RouteDefinition> routes = camel.getCamelContextExtension().getContextPlugin(Model.class).getRouteDefinitions();
    return new ArrayList<>(routes).stream().filter(Objects::nonNull).map(RouteDefinition::getRouteId).toList();
  }

  private boolean serves(String id) {
    ServiceStatus status = camel.getRouteController().getRouteStatus(id);
    return status != null && status.isStarted();
  }
}

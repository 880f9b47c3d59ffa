package app.orqen.start;

import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;

/**
 * Whether every route that was there at the start still serves, and whether the last changed file could be taken. Camel's
 * own check sees only the routes that still exist.
 */
final class RoutesHealth implements HealthIndicator {

  private final CamelContext camel;
  private final LastGoodReload reload;
  private volatile Set<String> expected = Set.of();

  RoutesHealth(CamelContext camel, LastGoodReload reload) {
    this.camel = camel;
    this.reload = reload;
  }

  @EventListener(ApplicationReadyEvent.class)
  void started() {
    Set<String> ids = new TreeSet<>();
    camel.getRoutes().forEach(route -> ids.add(route.getRouteId()));
    expected = ids;
  }

  @Override
  public Health health() {
    Set<String> missing = new TreeSet<>(expected);
    for (Route route : camel.getRoutes()) {
      if (camel.getRouteController().getRouteStatus(route.getRouteId()).isStarted()) {
        missing.remove(route.getRouteId());
      }
    }
    String refused = reload == null ? null : reload.refusal();
    if (missing.isEmpty() && refused == null) {
      return Health.up().withDetail("routes", expected.size()).build();
    }
    Health.Builder down = Health.down();
    if (!missing.isEmpty()) {
      down.withDetail("missing", missing);
    }
    if (refused != null) {
      down.withDetail("refused", refused);
    }
    return down.build();
  }
}

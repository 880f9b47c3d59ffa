package app.orqen.start;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.spi.ResourceReloadStrategy;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

/** Down when a route that was there at the start is gone or stopped, or when an edited one could not be loaded. */
final class RoutesHealth implements HealthIndicator, ApplicationListener<ApplicationReadyEvent> {

  private final CamelContext camel;
  private volatile Set<String> atStart;

  RoutesHealth(CamelContext camel) {
    this.camel = camel;
  }

  @Override
  public void onApplicationEvent(ApplicationReadyEvent event) {
    Set<String> ids = new TreeSet<>();
    camel.getRoutes().stream().map(Route::getRouteId).forEach(ids::add);
    atStart = ids;
  }

  @Override
  public Health health() {
    Set<String> known = atStart;
    if (known == null) {
      return Health.down().withDetail("reason", "the routes are being started").build();
    }
    List<String> down = known.stream().filter(id -> {
      var status = camel.getRouteController().getRouteStatus(id);
      return status == null || !status.isStarted();
    }).toList();
    ResourceReloadStrategy reload = camel.hasService(ResourceReloadStrategy.class);
    Health.Builder health = down.isEmpty() ? Health.up() : Health.down().withDetail("notStarted", down);
    if (reload != null && reload.getLastError() != null) {
      health.down().withDetail("reload", String.valueOf(reload.getLastError().getMessage()));
    }
    return health.withDetail("routes", known.size()).build();
  }
}

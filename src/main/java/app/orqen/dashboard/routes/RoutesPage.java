package app.orqen.dashboard.routes;

import app.orqen.dashboard.page.DashboardPage;
import app.orqen.provider.ProviderRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** Which route files are loaded, and why one was refused. */
@DashboardPage
class RoutesPage {

  private static final String ENDING = ".camel.yaml";

  private final CamelContext camel;
  private final ProviderRegistry providers;
  private final HealthIndicator health;
  private final Path folder;

  RoutesPage(CamelContext camel, ProviderRegistry providers, @Qualifier("routes") HealthIndicator health,
      @Value("${orqen.routes-dir}") Path folder) {
    this.camel = camel;
    this.providers = providers;
    this.health = health;
    this.folder = folder;
  }

  @GetMapping("/ui/routes")
  String page(Model model) {
    Health now = health.health();
    model.addAttribute("refused", now.getDetails().get("refused"));
    model.addAttribute("missing", now.getDetails().get("missing"));
    model.addAttribute("files", files());
    return "dashboard/routes";
  }

  private List<RouteFile> files() {
    Map<String, List<RouteFile.Loaded>> byFile = new TreeMap<>();
    try (Stream<Path> all = Files.list(folder)) {
      all.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(ENDING))
          .forEach(name -> byFile.put(name, new ArrayList<>()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (Route route : camel.getRoutes()) {
      List<RouteFile.Loaded> loaded = byFile.get(file(route));
      if (loaded != null) {
        ServiceStatus status = camel.getRouteController().getRouteStatus(route.getRouteId());
        loaded.add(new RouteFile.Loaded(route.getRouteId(), route.getDescription(), status != null && status.isStarted()));
      }
    }
    return byFile.entrySet().stream().map(entry -> RouteFile.of(entry.getKey(), entry.getValue(),
        providers.find(entry.getKey().replaceAll("provider-|\\.camel\\.yaml", "")) != null)).toList();
  }

  /** A provider's route was made by a template in another file; its own has its name. */
  private static String file(Route route) {
    if (route.getRouteId().startsWith("provider-")) {
      return route.getRouteId() + ENDING;
    }
    String location = route.getSourceLocationShort();
    return location == null ? "" : location.replaceFirst(":\\d+$", "");
  }
}

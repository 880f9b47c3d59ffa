package app.orqen.dashboard.routes;

import app.orqen.dashboard.page.DashboardPage;
import app.orqen.dashboard.page.Form;
import app.orqen.dashboard.page.When;
import app.orqen.provider.ProviderRegistry;
import app.orqen.reply.GatewayException;
import app.orqen.routes.Finding;
import app.orqen.routes.RefusedRoutesException;
import app.orqen.routes.RouteFiles;
import app.orqen.routes.RoutesFolder;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** Shows which route files are loaded, what is in them, and why the folder was refused. */
@DashboardPage
class RoutesPage {

  private static final String ROUTES = "/ui/routes";

  private final CamelContext camel;
  private final ProviderRegistry providers;
  private final HealthIndicator health;
  private final RoutesFolder folder;
  private final Clock clock;

  RoutesPage(CamelContext camel, ProviderRegistry providers, @Qualifier("routes") HealthIndicator health, RoutesFolder folder,
      Clock clock) {
    this.camel = camel;
    this.providers = providers;
    this.health = health;
    this.folder = folder;
    this.clock = clock;
  }

  @GetMapping(ROUTES)
  String page(HttpServletRequest request, Model model) {
    Form form = Form.sent(request);
    List<RouteFile> all = files();
    List<RouteFile> wanted = all.stream().filter(file -> !form.has("q") || file.has(form.value("q"))).toList();
    model.addAttribute("form", form);
    model.addAttribute("refused", folder.refused());
    model.addAttribute("missing", health.health().getDetails().get("missing"));
    model.addAttribute("files", wanted);
    model.addAttribute("count", all.size());
    return "dashboard/routes";
  }

  /** Shows the file as it is in the folder or, with {@code ?loaded}, as it was loaded. */
  @GetMapping(ROUTES + "/{name}")
  String source(@PathVariable String name, HttpServletRequest request, Model model) {
    String loaded = folder.served().texts().get(name);
    String there = there().get(name);
    if (loaded == null && there == null) {
      throw GatewayException.notFound(ROUTES + "/" + name);
    }
    boolean differs = loaded != null && there != null && !loaded.equals(there);
    boolean old = there == null || differs && request.getParameter("loaded") != null;
    List<Finding> findings = old ? List.of() : folder.refused();
    model.addAttribute("file", files().stream().filter(file -> file.name().equals(name)).findFirst().orElseThrow());
    model.addAttribute("differs", differs);
    model.addAttribute("old", old);
    model.addAttribute("general", findings.stream().filter(one -> one.file().equals(name) && one.line() == 0).toList());
    model.addAttribute("lines", RouteSource.lines(name, old ? loaded : there, findings));
    return "dashboard/route";
  }

  /** Returns what the folder has now, or what was loaded when the folder can't be read. */
  private SortedMap<String, String> there() {
    try {
      return RouteFiles.read(folder.path()).texts();
    } catch (RefusedRoutesException e) {
      return folder.served().texts();
    }
  }

  private List<RouteFile> files() {
    SortedMap<String, String> there = there();
    SortedMap<String, String> loaded = folder.served().texts();
    Map<String, List<RouteFile.Loaded>> byFile = new TreeMap<>();
    there.keySet().forEach(name -> byFile.put(name, new ArrayList<>()));
    loaded.keySet().forEach(name -> byFile.computeIfAbsent(name, gone -> new ArrayList<>()));
    byFile.forEach((name, routes) -> folder.routeIds(name).forEach(id -> {
      Route route = camel.getRoute(id);
      ServiceStatus status = camel.getRouteController().getRouteStatus(id);
      routes.add(new RouteFile.Loaded(id, route == null ? "" : route.getDescription(),
          route == null ? "" : route.getEndpoint().getEndpointUri(), status != null && status.isStarted()));
    }));
    Instant now = clock.instant();
    return byFile.entrySet().stream().map(entry -> {
      String name = entry.getKey();
      Instant at = folder.loaded().get(name);
      return RouteFile.of(name, entry.getValue(), providers.find(name.replaceAll("^provider-|\\..*", "")) != null,
          difference(name, there.get(name), loaded.get(name)), at == null ? null : When.of(at, now));
    }).toList();
  }

  private RouteFile.Difference difference(String name, String there, String loaded) {
    if (there == null) {
      return RouteFile.Difference.DELETED;
    }
    if (there.equals(loaded)) {
      return RouteFile.Difference.NONE;
    }
    return folder.refused().stream().anyMatch(one -> one.file().equals(name))
        ? RouteFile.Difference.REFUSED : RouteFile.Difference.CHANGED;
  }
}

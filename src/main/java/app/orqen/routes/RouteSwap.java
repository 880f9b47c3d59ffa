package app.orqen.routes;

import app.orqen.provider.ProviderRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.support.PluginHelper;

/**
 * Replaces routes while the gateway serves. Where only routes and templates changed, only these and the routes of the templates
 * are replaced. Changed error handling applies to all routes, so all are made anew.
 */
final class RouteSwap {

  private final CamelContext camel;
  private final ProviderRegistry providers;

  RouteSwap(CamelContext camel, ProviderRegistry providers) {
    this.camel = camel;
    this.providers = providers;
  }

  /** Serves other files. When that fails, the old ones are served again, and the reason is returned. */
  List<Finding> swap(RouteFiles old, RouteFiles next) {
    Declarations after = read(next);
    try {
      providers.change(() -> replace(old, next, after, false));
      return List.of();
    } catch (Exception e) {
      Finding finding = CamelReason.finding(e, after);
      try {
        providers.change(() -> replace(next, old, read(old), true));
        return List.of(finding);
      } catch (Exception again) {
        return List.of(finding, Finding.of("", 0, "The routes from before can't be served again: " + again.getMessage(),
            "Restart the gateway."));
      }
    }
  }

  private static Declarations read(RouteFiles files) {
    return Declarations.read(files, new ArrayList<>());
  }

  private void replace(RouteFiles old, RouteFiles next, Declarations after, boolean everything) throws Exception {
    Declarations before = read(old);
    Set<String> changed = new TreeSet<>(old.texts().keySet());
    changed.addAll(next.texts().keySet());
    changed.removeIf(name -> Objects.equals(old.texts().get(name), next.texts().get(name)));
    boolean all = everything || !changed.stream().allMatch(name -> before.isOnlyRoutes(name) && after.isOnlyRoutes(name));
    Set<String> templates = new TreeSet<>();
    changed.forEach(file -> {
      templates.addAll(before.templateIds(file));
      templates.addAll(after.templateIds(file));
    });
    changed.addAll(before.users(templates));
    changed.addAll(after.users(templates));
    Model model = camel.getCamelContextExtension().getContextPlugin(Model.class);
    unload(model, before, all ? old.texts().keySet() : changed);
    forgetTemplates(model, all ? before.templates().keySet() : templates);
    if (all) {
      forgetConfigurations(model, before);
    }
    SortedMap<String, String> load = new TreeMap<>(next.texts());
    if (!all) {
      load.keySet().retainAll(changed);
    }
    PluginHelper.getRoutesLoader(camel).loadRoutes(next.resources(load));
  }

  private void unload(Model model, Declarations before, Set<String> files) throws Exception {
    Set<String> ids = new TreeSet<>();
    files.forEach(file -> ids.addAll(before.routeIds(file)));
    for (RouteDefinition route : List.copyOf(model.getRouteDefinitions())) {
      boolean unnamed = !Boolean.TRUE.equals(route.isTemplate()) && files.contains(ModelPlace.file(route));
      if (ids.contains(route.getRouteId()) || unnamed) {
        camel.getRouteController().stopRoute(route.getRouteId());
        camel.removeRoute(route.getRouteId());
        model.removeRouteDefinition(route);
      }
    }
  }

  private static void forgetTemplates(Model model, Set<String> ids) throws Exception {
    for (RouteTemplateDefinition template : List.copyOf(model.getRouteTemplateDefinitions())) {
      if (ids.contains(template.getId())) {
        model.removeRouteTemplateDefinition(template);
      }
    }
  }

  /** Removes what Camel would refuse to take a second time. */
  private static void forgetConfigurations(Model model, Declarations before) throws Exception {
    for (RouteConfigurationDefinition configuration : List.copyOf(model.getRouteConfigurationDefinitions())) {
      if (before.configurations().contains(String.valueOf(configuration.getId()))) {
        model.removeRouteConfiguration(configuration);
      }
    }
    model.getRestDefinitions().removeIf(rest -> !ModelPlace.file(rest).isEmpty());
  }
}

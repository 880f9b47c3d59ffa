package app.orqen.start;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.spi.PropertiesFunction;
import org.apache.camel.spi.Resource;
import org.apache.camel.spring.spi.ApplicationContextBeanRepository;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.RouteWatcherReloadStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContext;

/**
 * Takes a changed route file while the gateway runs (profile dev). The whole folder is first loaded into a context of its
 * own that serves nobody: a file that does not load there is not taken, and the last good routes go on serving.
 */
final class LastGoodReload extends RouteWatcherReloadStrategy {

  private static final Logger LOG = LoggerFactory.getLogger(LastGoodReload.class);

  /** The ids of what a file brings when the folder is loaded with it. */
  private record Brought(Set<String> routes, List<String> configurations) {}

  private final ApplicationContext spring;
  private final Path folder;
  /** What was taken of each file: one save is more than one event, and an editor may empty a file first. */
  private final Map<URI, String> taken = new HashMap<>();
  private volatile String refusal;

  LastGoodReload(Path folder, ApplicationContext spring) {
    super(folder.toString());
    this.folder = folder;
    this.spring = spring;
    setPattern("*.camel.yaml");
    setRemoveAllRoutes(false);
  }

  /** Why the last changed file was not taken; null when it was. */
  String refusal() {
    return refusal;
  }

  @Override
  protected void onRouteReload(Collection<Resource> resources, boolean removeEverything) {
    String file = "";
    try {
      for (Resource resource : resources) {
        file = Path.of(resource.getURI()).getFileName() + ": ";
        String text = resource.exists() ? Files.readString(Path.of(resource.getURI())) : "";
        if (!text.isBlank() && !text.equals(taken.get(resource.getURI()))) {
          replace(rehearse(resource), resource);
          taken.put(resource.getURI(), text);
        }
      }
      refusal = null;
    } catch (Exception e) {
      refusal = file + reason(e);
      LOG.warn("A changed route file was not loaded; the last good routes keep serving: {}", refusal);
    }
  }

  /** Camel's own update passes routes out of templates by, and every provider is one. */
  private void replace(Brought brought, Resource resource) throws Exception {
    CamelContext camel = getCamelContext();
    for (String id : brought.routes()) {
      if (camel.getRoute(id) != null) {
        camel.getRouteController().stopRoute(id);
        camel.removeRoute(id);
      }
    }
    // Camel refuses a second configuration of the same id.
    Model model = camel.getCamelContextExtension().getContextPlugin(Model.class);
    for (String id : brought.configurations()) {
      RouteConfigurationDefinition old = model.getRouteConfigurationDefinition(id);
      if (old != null) {
        model.removeRouteConfiguration(old);
      }
    }
    PluginHelper.getRoutesLoader(camel).loadRoutes(resource);
    LOG.info("Routes {} are taken from {}", brought.routes(), resource.getLocation());
  }

  private Brought rehearse(Resource changed) throws Exception {
    try (DefaultCamelContext rehearsal =
        new DefaultCamelContext(new DefaultRegistry(new ApplicationContextBeanRepository(spring)))) {
      PropertiesComponent real = (PropertiesComponent) getCamelContext().getPropertiesComponent();
      PropertiesComponent copy = (PropertiesComponent) rehearsal.getPropertiesComponent();
      copy.setPropertiesParser(real.getPropertiesParser());
      spring.getBeanProvider(PropertiesFunction.class).forEach(copy::addPropertiesFunction);
      rehearsal.setAutoStartup(false);
      for (Resource other : otherFiles(changed)) {
        PluginHelper.getRoutesLoader(rehearsal).loadRoutes(other);
      }
      Set<String> before = ids(rehearsal);
      int configurations = rehearsal.getRouteConfigurationDefinitions().size();
      PluginHelper.getRoutesLoader(rehearsal).loadRoutes(changed);
      Set<String> routes = ids(rehearsal);
      routes.removeAll(before);
      List<String> configured = rehearsal.getRouteConfigurationDefinitions().stream().skip(configurations)
          .map(RouteConfigurationDefinition::getId).filter(Objects::nonNull).toList();
      rehearsal.start();
      DirectCalls.check(rehearsal, getCamelContext());
      return new Brought(routes, configured);
    }
  }

  private List<Resource> otherFiles(Resource changed) throws IOException {
    String name = Path.of(changed.getURI()).getFileName().toString();
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".camel.yaml"))
          .filter(file -> !file.getFileName().toString().equals(name)).sorted()
          .map(file -> ResourceHelper.resolveResource(getCamelContext(), "file:" + file)).toList();
    }
  }

  private static Set<String> ids(DefaultCamelContext context) {
    Set<String> ids = new TreeSet<>();
    context.getRouteDefinitions().forEach(route -> ids.add(route.getRouteId()));
    return ids;
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage().strip();
  }
}

package app.orqen.provider;

import app.orqen.request.Operation;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;

/**
 * The providers that there are: one for each route named {@code provider-<id>}, described by that route's properties
 * {@code orqen.*}. A route that is added, by a new file in the routes folder, adds its provider.
 */
public final class ProviderRegistry extends EventNotifierSupport {

  private static final String ROUTE_PREFIX = "provider-";

  private final CamelContext camel;
  private volatile Map<String, Provider> providers = Map.of();

  ProviderRegistry(CamelContext camel) {
    this.camel = camel;
    setIgnoreExchangeEvents(true);
    setIgnoreCamelContextInitEvents(true);
  }

  @Override
  public boolean isEnabled(CamelEvent event) {
    return event instanceof CamelEvent.RouteEvent || event instanceof CamelEvent.CamelContextStartedEvent;
  }

  @Override
  public void notify(CamelEvent event) {
    refresh();
  }

  /**
   * Reads the providers from the routes anew.
   *
   * @throws IllegalArgumentException naming the route whose properties can't be understood
   */
  void refresh() {
    Map<String, Provider> found = new TreeMap<>();
    for (Route route : camel.getRoutes()) {
      if (route.getRouteId().startsWith(ROUTE_PREFIX)) {
        Provider provider = describe(route);
        found.put(provider.id(), provider);
      }
    }
    providers = found;
  }

  private static Provider describe(Route route) {
    String id = route.getRouteId().substring(ROUTE_PREFIX.length());
    Map<String, Object> properties = route.getProperties();
    try {
      return new Provider(id,
          text(properties, "orqen.title", id),
          AuthScheme.parse(text(properties, "orqen.auth", "bearer")),
          list(text(properties, "orqen.credentials", "api_key")),
          list(text(properties, "orqen.credentials-optional", "")),
          operations(text(properties, "orqen.operations", "chat")),
          Quirks.parse(text(properties, "orqen.quirks", "")));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "route " + route.getRouteId() + " (" + route.getSourceLocationShort() + "): " + e.getMessage(), e);
    }
  }

  private static String text(Map<String, Object> properties, String name, String otherwise) {
    Object value = properties.get(name);
    return value == null ? otherwise : value.toString().trim();
  }

  private static List<String> list(String text) {
    return text.isEmpty() || text.equals("none") ? List.of() : Arrays.asList(text.split("\\s*,\\s*"));
  }

  private static Set<Operation> operations(String text) {
    Set<Operation> operations = EnumSet.noneOf(Operation.class);
    list(text).forEach(name -> operations.add(Operation.valueOf(name.toUpperCase(Locale.ROOT))));
    return operations;
  }

  /** The provider of an id, or null. */
  public Provider find(String id) {
    return providers.get(id);
  }

  /** All providers by id, in alphabetical order. */
  public Map<String, Provider> all() {
    return providers;
  }
}

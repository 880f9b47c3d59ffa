package app.orqen.provider;

import app.orqen.translate.front.WireRegistry;
import app.orqen.translate.wire.Operation;
import app.orqen.translate.wire.ProviderWire;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.ProcessDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;

/**
 * The providers that there are: one for each route named {@code provider-<id>}, described by the parameters that its file
 * gives to the template; a plain route takes no credential. A route that is added, by a new file in the routes folder, adds
 * its provider.
 */
public final class ProviderRegistry extends EventNotifierSupport {

  private static final String ROUTE_PREFIX = "provider-";
  private static final String SIGNING_STEP = "signAws";

  private final CamelContext camel;
  private final ProviderUrl url;
  private volatile Map<String, Provider> providers = Map.of();

  ProviderRegistry(CamelContext camel, ProviderUrl url) {
    this.camel = camel;
    this.url = url;
    setIgnoreExchangeEvents(true);
    setIgnoreCamelContextInitEvents(true);
  }

  /** The routes of the start are read together, when all are there. */
  @Override
  public boolean isEnabled(CamelEvent event) {
    return event instanceof CamelEvent.RouteEvent && camel.isStarted();
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
      if (route.getRouteId().startsWith(ROUTE_PREFIX) && isSomewhere(route.getRouteId())) {
        Provider provider = describe(route);
        found.put(provider.id(), provider);
      }
    }
    providers = found;
  }

  /** One without a public address exists only when the operator sets its base URL. */
  private boolean isSomewhere(String routeId) {
    return !text(parameters(routeId), "baseUrl", "").equals(ProviderUrl.NONE)
        || url.base(routeId.substring(ROUTE_PREFIX.length()), null) != null;
  }

  private Provider describe(Route route) {
    String id = route.getRouteId().substring(ROUTE_PREFIX.length());
    Map<String, Object> parameters = parameters(route.getRouteId());
    try {
      ProviderWire wire = WireRegistry.provider(text(parameters, "wire", "openai").toLowerCase(Locale.ROOT));
      if (wire == WireRegistry.CONVERSE && !signs(route.getRouteId())) {
        throw new IllegalArgumentException("wire is 'converse', whose calls must be signed: use the template 'bedrock'");
      }
      return new Provider(id,
          text(parameters, "title", id),
          AuthScheme.parse(text(parameters, "auth", "none")),
          list(text(parameters, "credentials", "none")),
          list(text(parameters, "credentialsOptional", "none")),
          operations(text(parameters, "operations", "chat")),
          Quirks.parse(text(parameters, "quirks", "")),
          wire,
          address(id, parameters),
          text(parameters, "servesFor", id),
          elsewhere(text(parameters, "elsewhere", "")));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "route " + route.getRouteId() + " (" + route.getSourceLocationShort() + "): " + e.getMessage(), e);
    }
  }

  /** Whether a step signs its calls, or puts the bearer token on them. */
  private boolean signs(String routeId) {
    return ProcessorDefinitionHelper.filterTypeInOutputs(definition(routeId).getOutputs(), ProcessDefinition.class).stream()
        .anyMatch(step -> SIGNING_STEP.equals(step.getRef()));
  }

  /** Only the routes that leave the address to the gateway name a path for streams. */
  private Address address(String id, Map<String, Object> parameters) {
    if (!parameters.containsKey("streamPath")) {
      return null;
    }
    String own = url.base(id, null);
    if (own == null) {
      own = url.base(text(parameters, "servesFor", id), null);
    }
    return new Address(own == null ? null : own.trim().replaceAll("/+$", ""), text(parameters, "baseUrl", ""),
        text(parameters, "chatPath", ""), text(parameters, "streamPath", ""), text(parameters, "embeddingsPath", ""),
        text(parameters, "countTokensPath", ""), list(text(parameters, "trim", "")));
  }

  private static List<Provider.Elsewhere> elsewhere(String lines) {
    return lines.lines().map(String::trim).filter(line -> !line.isEmpty()).map(line -> {
      String[] words = line.split("\\*\\s+");
      if (words.length != 2) {
        throw new IllegalArgumentException("elsewhere is '" + line + "', but must be '<model>* <provider>'");
      }
      return new Provider.Elsewhere(words[0], words[1]);
    }).toList();
  }

  private Map<String, Object> parameters(String routeId) {
    RouteDefinition definition = definition(routeId);
    Map<String, Object> parameters = definition == null ? null : definition.getTemplateParameters();
    return parameters == null ? Map.of() : parameters;
  }

  private RouteDefinition definition(String routeId) {
    return ((ModelCamelContext) camel).getRouteDefinition(routeId);
  }

  private static String text(Map<String, Object> parameters, String name, String otherwise) {
    Object value = parameters.get(name);
    return value == null || value.toString().isBlank() ? otherwise : value.toString().trim();
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

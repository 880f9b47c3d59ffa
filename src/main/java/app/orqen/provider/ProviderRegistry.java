package app.orqen.provider;

import app.orqen.credential.CredentialField;
import app.orqen.provider.auth.AuthSchemes;
import app.orqen.translate.front.WireRegistry;
import app.orqen.translate.wire.ProviderWire;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.ProcessDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;

/**
 * The providers. There is one for each route named {@code provider-<id>}, described by the parameters that its file gives to
 * the template. A plain route takes no credential. A route that is added, by a new file in the routes folder, adds its
 * provider.
 */
public final class ProviderRegistry extends EventNotifierSupport {

  private static final String ROUTE_PREFIX = "provider-";
  private static final String SIGNING_STEP = "signAws";

  private final CamelContext camel;
  private final ProviderUrl url;
  private final AuthSchemes schemes;
  private volatile Map<String, Provider> providers = Map.of();
  private volatile boolean held;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  ProviderRegistry(CamelContext camel, ProviderUrl url, AuthSchemes schemes) {
    this.camel = camel;
    this.schemes = schemes;
    this.url = url;
    setIgnoreExchangeEvents(true);
    setIgnoreCamelContextInitEvents(true);
  }

  /** Returns whether an event is of interest. The routes of the start are read together, when all are there. */
  @Override
  public boolean isEnabled(CamelEvent event) {
    return event instanceof CamelEvent.RouteEvent && camel.isStarted() && !held;
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
    listeners.forEach(Runnable::run);
  }

  /** Has something done each time that the providers have been read from the routes, after it. */
  public void onRefresh(Runnable listener) {
    listeners.add(listener);
  }

  /**
   * Returns the values that the files give to the parameters of their templates, without placeholders.
   *
   * @param prefix how the ids of the routes begin
   * @return by the rest of each id
   */
  public Map<String, Map<String, String>> parameters(String prefix) {
    Map<String, Map<String, String>> found = new TreeMap<>();
    for (Route route : camel.getRoutes()) {
      if (route.getRouteId().startsWith(prefix)) {
        Map<String, Object> given = parametersOf(route.getRouteId());
        Map<String, String> values = new TreeMap<>();
        given.keySet().forEach(name -> values.put(name, text(given, name, "")));
        found.put(route.getRouteId().substring(prefix.length()), values);
      }
    }
    return found;
  }

  /** A change of several routes, which may fail. */
  public interface Change {
    void run() throws Exception;
  }

  /**
   * Changes routes and reads the providers once at the end, so that a route that is being replaced doesn't lose its provider.
   *
   * @throws Exception what the change threw
   */
  public void change(Change change) throws Exception {
    held = true;
    try {
      change.run();
    } finally {
      held = false;
      refresh();
    }
  }

  /** Returns whether a provider can be called. One without a public address exists only when the operator sets its base URL. */
  private boolean isSomewhere(String routeId) {
    return !text(parametersOf(routeId), "baseUrl", "").equals(ProviderParameters.NONE)
        || url.base(routeId.substring(ROUTE_PREFIX.length()), null) != null;
  }

  private Provider describe(Route route) {
    String id = route.getRouteId().substring(ROUTE_PREFIX.length());
    Map<String, Object> parameters = parametersOf(route.getRouteId());
    try {
      ProviderWire wire = ProviderParameters.wire(text(parameters, "wire", "openai"));
      if (wire == WireRegistry.CONVERSE && !signs(route.getRouteId())) {
        throw new IllegalArgumentException("wire is 'converse', whose calls must be signed: use the template 'bedrock'");
      }
      List<String> required = ProviderParameters.list(text(parameters, "credentials", "none"));
      List<String> optional = ProviderParameters.list(text(parameters, "credentialsOptional", "none"));
      List<CredentialField> fields = Stream.concat(required.stream(), optional.stream()).map(CredentialField::of).toList();
      return new Provider(id,
          text(parameters, "title", id),
          schemes.parse(text(parameters, "auth", "none"), fields),
          required,
          optional,
          ProviderParameters.operations(text(parameters, "operations", "chat")),
          Quirks.parse(text(parameters, "quirks", "")),
          wire,
          responsesPath(parameters),
          parameters.containsKey("streamPath") ? null : url.base(id, text(parameters, "baseUrl", null)),
          OtherPaths.parse(text(parameters, "paths", "")),
          address(id, parameters),
          text(parameters, "servesFor", id),
          ProviderParameters.elsewhere(text(parameters, "elsewhere", "")));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "route " + route.getRouteId() + " (" + route.getSourceLocationShort() + "): " + e.getMessage(), e);
    }
  }

  /** Returns whether a step of the route signs the calls or puts the bearer token on them. */
  private boolean signs(String routeId) {
    return ProcessorDefinitionHelper.filterTypeInOutputs(definition(routeId).getOutputs(), ProcessDefinition.class).stream()
        .anyMatch(step -> SIGNING_STEP.equals(step.getRef()));
  }

  private String responsesPath(Map<String, Object> parameters) {
    String path = text(parameters, "responsesPath", ProviderParameters.NONE);
    return path.equals(ProviderParameters.NONE) ? null : path;
  }

  /**
   * Returns the address that depends on the call, or null. Only routes that leave the address to the gateway name a path for
   * streams.
   */
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
        text(parameters, "countTokensPath", ""), ProviderParameters.list(text(parameters, "trim", "")));
  }

  private Map<String, Object> parametersOf(String routeId) {
    RouteDefinition definition = definition(routeId);
    Map<String, Object> parameters = definition == null ? null : definition.getTemplateParameters();
    return parameters == null ? Map.of() : parameters;
  }

  private RouteDefinition definition(String routeId) {
    return ((ModelCamelContext) camel).getRouteDefinition(routeId);
  }

  /** Returns a parameter's value, which may name settings: {@code {{acme.url}}}. */
  private String text(Map<String, Object> parameters, String name, String otherwise) {
    Object value = parameters.get(name);
    if (value == null || value.toString().isBlank()) {
      return otherwise;
    }
    String text = value.toString().trim();
    return text.contains("{{") ? camel.resolvePropertyPlaceholders(text) : text;
  }

  /** Returns the provider of an id, or null. */
  public Provider find(String id) {
    return providers.get(id);
  }

  /** Returns all providers by id, in alphabetical order. */
  public Map<String, Provider> all() {
    return providers;
  }
}

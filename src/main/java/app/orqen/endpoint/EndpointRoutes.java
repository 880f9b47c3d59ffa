package app.orqen.endpoint;

import app.orqen.inbound.Inbound;
import app.orqen.reply.GatewayException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.builder.RouteBuilder;

/**
 * The routes of the gateway's own endpoints, one for each path. A step proves the caller, then the handler of the method
 * answers. They are made in Java, next to their handlers, so that nobody edits them by accident.
 */
public final class EndpointRoutes extends RouteBuilder {

  private static final String VERSION = "/v1/";

  private final String authenticate;
  private final Supplier<Endpoint> caller;
  private final Map<String, Endpoint> endpoints = new LinkedHashMap<>();
  private String prefix;

  private EndpointRoutes(String authenticate, Supplier<Endpoint> caller) {
    this.authenticate = authenticate;
    this.caller = caller;
  }

  /** Makes routes for endpoints that an Orqen key opens: those of the caller's own account. */
  public static EndpointRoutes ofAccount() {
    return new EndpointRoutes("authenticate", Endpoint::ofAccount);
  }

  /** Makes routes for endpoints that only the operator's token opens. */
  public static EndpointRoutes ofOperator() {
    return new EndpointRoutes("authenticateOperator", Endpoint::ofOperator);
  }

  /**
   * Adds an endpoint.
   *
   * @param method in upper case; GET adds HEAD too
   * @param path from {@code /v1/} on, with <code>{name}</code> for a part that the handler reads by its name
   * @param parameters the query parameters that it takes; any other is a 400
   */
  public EndpointRoutes on(String method, String path, Handler handler, String... parameters) {
    endpoints.computeIfAbsent(path, p -> caller.get()).on(method, handler, parameters);
    return this;
  }

  /** Adds a GET endpoint under several paths, of which all but the first are aliases. */
  public EndpointRoutes get(List<String> paths, Handler handler, String... parameters) {
    paths.forEach(path -> on("GET", path, handler, parameters));
    return this;
  }

  /** Answers 404 for all other paths with this beginning, to proven callers. */
  public EndpointRoutes andNothingElseUnder(String path) {
    prefix = path;
    return this;
  }

  /** Returns the endpoints by their paths, in the order in which they were added. */
  public Map<String, Endpoint> endpoints() {
    return endpoints;
  }

  @Override
  public void configure() {
    endpoints.forEach((path, endpoint) -> {
      String id = id(path);
      from("platform-http:" + path).routeId(id).routeDescription(endpoint.methods() + " " + path)
          .process(authenticate).id(id + "-authenticate")
          .process(endpoint).id(id + "-answer");
    });
    if (prefix != null) {
      String id = id(prefix) + "-not-found";
      from("platform-http:" + prefix + "?matchOnUriPrefix=true").routeId(id).routeDescription("404 for all else under " + prefix)
          .process(authenticate).id(id + "-authenticate")
          .process(exchange -> {
            throw GatewayException.notFound(Inbound.of(exchange).path());
          }).id(id + "-answer");
    }
  }

  /** Makes an id such as account-keys-id of a path such as /v1/account/keys/{id}. */
  private static String id(String path) {
    return path.substring(VERSION.length()).replaceAll("[{}]", "").replace('/', '-');
  }
}

package app.orqen.dashboard.routes;

import app.orqen.dashboard.page.When;
import java.util.List;
import java.util.Locale;

/**
 * A file of the routes folder, as a row of the page.
 *
 * @param name the file's name
 * @param kind {@code provider}, {@code endpoint}, or {@code template or error handling}
 * @param routes the routes that were loaded from it
 * @param state what it does at the moment, in a few words
 * @param requests the query of the page Requests for the requests that it serves; null when it serves none
 * @param loaded when it was loaded; null when it isn't
 */
record RouteFile(String name, String kind, List<Loaded> routes, String state, String requests, When loaded) {

  /**
   * A route that was loaded from it.
   *
   * @param uri what the route begins with; empty when the route is gone
   */
  record Loaded(String id, String description, String uri, boolean started) {}

  /** How the file in the folder relates to the one that was loaded. */
  enum Difference {
    NONE(null), REFUSED("refused"), CHANGED("changed, not loaded"), DELETED("deleted, still loaded");

    private final String words;

    Difference(String words) {
      this.words = words;
    }
  }

  /**
   * Describes a file by its name and its routes.
   *
   * @param reachable whether the provider in it has an address
   */
  static RouteFile of(String name, List<Loaded> routes, boolean reachable, Difference difference, When loaded) {
    boolean provider = name.startsWith("provider-");
    boolean started = routes.stream().allMatch(Loaded::started);
    String kind = provider ? "provider" : routes.isEmpty() ? "template or error handling" : "endpoint";
    String state = difference.words != null ? difference.words
        : routes.isEmpty() ? (provider ? "not loaded" : "in use")
        : !started ? "stopped" : provider && !reachable ? "waits for a base URL" : "serving";
    String requests = provider
        ? ServedRequests.ofProvider(name.substring("provider-".length(), name.indexOf('.')))
        : ServedRequests.ofRoutes(routes.stream().map(Loaded::uri).toList());
    return new RouteFile(name, kind, routes, state, requests, loaded);
  }

  /** Returns the colour of the state. */
  public String tone() {
    return switch (state) {
      case "serving" -> "ok";
      case "stopped", "not loaded", "refused" -> "bad";
      case "changed, not loaded", "deleted, still loaded" -> "warn";
      default -> "";
    };
  }

  /** Tells whether the name, the kind, the state or a route has a text in it, in any case. */
  boolean has(String text) {
    String wanted = text.toLowerCase(Locale.ROOT);
    return (name + ' ' + kind + ' ' + state).toLowerCase(Locale.ROOT).contains(wanted)
        || routes.stream().anyMatch(route -> (route.id() + ' ' + route.description()).toLowerCase(Locale.ROOT).contains(wanted));
  }
}

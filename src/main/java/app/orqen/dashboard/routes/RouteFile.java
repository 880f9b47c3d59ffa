package app.orqen.dashboard.routes;

import java.util.List;

/** A file of the routes folder. */
record RouteFile(String name, String kind, List<Loaded> routes, String state) {

  /** A route that was loaded from it. */
  record Loaded(String id, String description, boolean started) {}

  /**
   * What it holds, by its name and its routes.
   *
   * @param reachable whether the provider in it has an address
   */
  static RouteFile of(String name, List<Loaded> routes, boolean reachable) {
    boolean provider = name.startsWith("provider-");
    boolean started = routes.stream().allMatch(Loaded::started);
    String kind = provider ? "provider" : routes.isEmpty() ? "template or error handling" : "endpoint";
    String state = routes.isEmpty() ? (provider ? "not loaded" : "in use")
        : !started ? "stopped" : provider && !reachable ? "waits for a base URL" : "serving";
    return new RouteFile(name, kind, routes, state);
  }

  public String tone() {
    return switch (state) {
      case "serving" -> "ok";
      case "stopped", "not loaded" -> "bad";
      default -> "";
    };
  }
}

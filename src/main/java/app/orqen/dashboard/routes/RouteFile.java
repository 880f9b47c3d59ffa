package app.orqen.dashboard.routes;

import java.util.List;

/** A file of the routes folder. */
record RouteFile(String name, String kind, List<Loaded> routes) {

  /** A route that was loaded from it. */
  record Loaded(String id, String description, String state) {}

  /** What it holds, by its name and its routes. */
  static RouteFile of(String name, List<Loaded> routes) {
    String kind = name.startsWith("provider-") ? "provider" : routes.isEmpty() ? "template or error handling" : "endpoint";
    return new RouteFile(name, kind, routes);
  }

  public boolean started() {
    return routes.stream().allMatch(route -> route.state().equals("Started"));
  }
}

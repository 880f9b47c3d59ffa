package app.orqen.dashboard.routes;

import app.orqen.translate.front.WireRegistry;
import app.orqen.translate.wire.Surface;
import app.orqen.translate.wire.SurfacePath;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** Finds the requests that a route file served, as the query of the page Requests. */
final class ServedRequests {

  private ServedRequests() {}

  /** Returns the query for the requests to a provider. */
  static String ofProvider(String id) {
    return "provider=" + id;
  }

  /**
   * Returns the query for the requests that came in by some routes.
   *
   * @param uris what the routes begin with, such as {@code platform-http:///v1/messages}
   * @return null when no model call begins there
   */
  static String ofRoutes(Collection<String> uris) {
    Set<String> surfaces = new TreeSet<>();
    Set<String> operations = new TreeSet<>();
    for (String uri : uris) {
      String path = uri.replaceFirst("^platform-http:/*", "/").replaceFirst("\\?.*", "");
      for (Surface surface : WireRegistry.surfaces()) {
        for (SurfacePath one : surface.paths()) {
          if (one.template().equals(path) || one.prefix().equals(path + "/")) {
            surfaces.add(surface.label());
            operations.add(one.operation().label());
          }
        }
      }
    }
    if (surfaces.isEmpty()) {
      return null;
    }
    String query = "surface=" + String.join(",", surfaces);
    return operations.size() == 1 ? query + "&operation=" + operations.iterator().next() : query;
  }
}

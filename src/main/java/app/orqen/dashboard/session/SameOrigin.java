package app.orqen.dashboard.session;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;

/** Decides whether a request that changes something was sent by one of the dashboard's own pages. */
final class SameOrigin {

  private SameOrigin() {}

  /** Returns whether the browser says so: in Sec-Fetch-Site where it sends that, and in Origin. One of them must be there. */
  static boolean holds(HttpServletRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    String origin = request.getHeader("Origin");
    if (site != null && !site.equals("same-origin") || origin != null && !isOwn(origin, request.getHeader("Host"))) {
      return false;
    }
    return site != null || origin != null;
  }

  /** Compares hosts only. Behind a proxy that ends TLS, the browser's scheme differs from the gateway's. */
  private static boolean isOwn(String origin, String host) {
    try {
      return host != null && host.equalsIgnoreCase(URI.create(origin).getAuthority());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}

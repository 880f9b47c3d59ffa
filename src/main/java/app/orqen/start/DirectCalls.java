package app.orqen.start;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.EndpointAware;
import org.apache.camel.Navigate;
import org.apache.camel.Route;
import org.apache.camel.component.direct.DirectEndpoint;
import org.apache.camel.util.StringHelper;

/**
 * Whether a route begins with each {@code direct} endpoint that another calls. Camel finds out only at the call, which then
 * waits for half a minute: so it was for who took some newer files into a routes folder and not the ones they build on.
 */
final class DirectCalls {

  private DirectCalls() {}

  /**
   * Looks at all routes of a context. A call with {@code failIfNoConsumers=false} is let be: nobody misses its answer.
   *
   * @param serving the context whose routes may answer, those made in Java too: the same one, or that which a rehearsal is for
   * @throws IllegalStateException when one calls an endpoint that none begins with
   */
  static void check(CamelContext camel, CamelContext serving) {
    Set<String> answered = Stream.concat(camel.getRoutes().stream(), serving.getRoutes().stream())
        .map(route -> name(route.getEndpoint())).collect(Collectors.toSet());
    for (Endpoint endpoint : camel.getEndpoints()) {
      if (endpoint instanceof DirectEndpoint direct && direct.isFailIfNoConsumers() && !answered.contains(name(direct))) {
        throw new IllegalStateException("no route begins with " + name(direct) + ", which " + callers(camel, direct)
            + " call; the routes folder lacks the file that brings it, or its name is misspelled");
      }
    }
  }

  /** What Camel finds a route by; behind it, each call may have options of its own. */
  private static String name(Endpoint endpoint) {
    String uri = endpoint.getEndpointUri().replace("://", ":");
    return StringHelper.before(uri, "?", uri);
  }

  private static Set<String> callers(CamelContext camel, Endpoint endpoint) {
    Set<String> ids = new TreeSet<>();
    for (Route route : camel.getRoutes()) {
      if (calls(route.navigate(), endpoint)) {
        ids.add(route.getRouteId());
      }
    }
    return ids;
  }

  private static boolean calls(Navigate<?> steps, Endpoint endpoint) {
    return steps.hasNext() && steps.next().stream().anyMatch(step ->
        step instanceof EndpointAware aware && endpoint.equals(aware.getEndpoint())
            || step instanceof Navigate<?> inner && calls(inner, endpoint));
  }
}

package app.orqen.edge;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.component.platform.http.HttpEndpointModel;
import org.apache.camel.component.platform.http.PlatformHttpListener;

/**
 * The routes whose path is spelled out, by that path. The edge filter hands them their requests itself; Spring MVC, which
 * would find the same route, does so for about an eighth of what a request costs (DECISIONS.md). Paths with parameters,
 * prefixes, and any other spelling of a path go through Spring.
 */
final class DirectRoutes implements PlatformHttpListener {

  private final Map<String, DirectPlatformHttpEngine.Consumer> consumers = new ConcurrentHashMap<>();

  /** The consumer of exactly this path, or null. */
  DirectPlatformHttpEngine.Consumer find(String path) {
    return consumers.get(path);
  }

  @Override
  public void registerHttpEndpoint(HttpEndpointModel endpoint) {
    if (endpoint.getConsumer() instanceof DirectPlatformHttpEngine.Consumer consumer
        && !endpoint.getUri().contains("{") && !consumer.getEndpoint().isMatchOnUriPrefix()) {
      consumers.put(consumer.getEndpoint().getPath(), consumer);
    }
  }

  @Override
  public void unregisterHttpEndpoint(HttpEndpointModel endpoint) {
    consumers.remove(endpoint.getUri());
  }
}

package app.orqen.edge;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.component.platform.http.HttpEndpointModel;
import org.apache.camel.component.platform.http.PlatformHttpListener;

/**
 * The routes with a literal path, by that path. The edge filter hands them their requests directly. Spring MVC would find the
 * same route, for about an eighth of what a request costs (DECISIONS.md). Paths with parameters, prefixes, and other spellings
 * of a path go through Spring.
 */
final class DirectRoutes implements PlatformHttpListener {

  private final Map<String, DirectPlatformHttpEngine.Consumer> consumers = new ConcurrentHashMap<>();

  /** Returns the consumer of exactly this path, or null. */
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

package app.orqen.edge;

import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.HttpEndpointModel;
import org.apache.camel.component.platform.http.PlatformHttpListener;
import org.apache.camel.component.platform.http.springboot.CamelRequestHandlerMapping;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;

/**
 * Removes the path of a route from Spring MVC when the route is removed. Camel 4.18.0 leaves it there, and each request to it
 * would be answered by a consumer that has stopped: an empty 500 instead of a 404.
 */
final class MappingRemoval implements PlatformHttpListener {

  private final CamelContext camel;
  private final ObjectProvider<CamelRequestHandlerMapping> mappings;

  MappingRemoval(CamelContext camel, ObjectProvider<CamelRequestHandlerMapping> mappings) {
    this.camel = camel;
    this.mappings = mappings;
  }

  @Override
  public void registerHttpEndpoint(HttpEndpointModel endpoint) {
    // Camel's own listener adds it
  }

  @Override
  public void unregisterHttpEndpoint(HttpEndpointModel endpoint) {
    if (camel.isStopping()) {
      return;
    }
    mappings.forEach(mapping -> {
      List<RequestMappingInfo> paths = mapping.getHandlerMethods().entrySet().stream()
          .filter(entry -> entry.getValue().getBean() == endpoint.getConsumer()).map(Map.Entry::getKey).toList();
      paths.forEach(mapping::unregisterMapping);
    });
  }
}

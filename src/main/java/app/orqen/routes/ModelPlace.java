package app.orqen.routes;

import org.apache.camel.NamedNode;
import org.apache.camel.model.OptionalIdentifiedDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;

/** Where a part of a route was written. */
final class ModelPlace {

  private ModelPlace() {}

  static Finding finding(OptionalIdentifiedDefinition<?> node, String what, String hint) {
    String file = file(node);
    return Finding.of(file, Math.max(0, node.getLineNumber()), file.isEmpty() ? "Route '" + routeId(node) + "': " + what : what, hint);
  }

  /** Returns the name of the file of a part of a route; empty when the route was made in Java. */
  static String file(NamedNode node) {
    Resource resource = ProcessorDefinitionHelper.getResource(node);
    String location = resource == null ? node instanceof OptionalIdentifiedDefinition<?> one ? one.getLocation() : null
        : resource.getLocation();
    return location == null || !location.endsWith(RouteFiles.ENDING) ? "" : location.substring(location.lastIndexOf('/') + 1);
  }

  private static String routeId(NamedNode node) {
    for (NamedNode part = node; part != null; part = part.getParent()) {
      if (part instanceof RouteDefinition route) {
        return route.getRouteId();
      }
    }
    return node.getId();
  }
}

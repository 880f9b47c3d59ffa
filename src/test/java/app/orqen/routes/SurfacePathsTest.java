package app.orqen.routes;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.translate.front.WireRegistry;
import app.orqen.translate.wire.SurfacePath;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The paths of a surface and those of its route file are the same. A path that only the route file has would serve requests
 * without usage, operation and trace; one that only the surface has would be served by no route.
 */
class SurfacePathsTest {

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final String HTTP = "platform-http:";
  private static final String PAGES = "/ui";
  private static final String DIRECT = "direct:";

  private final Map<String, JsonNode> direct = new HashMap<>();
  private final Map<String, JsonNode> http = new HashMap<>();

  @BeforeEach
  void readRoutes() throws IOException {
    for (Path file : RoutesFolderTest.files().toList()) {
      for (JsonNode document : YAML.readTree(file.toFile())) {
        JsonNode from = document.path("route").path("from");
        String uri = from.path("uri").asText();
        if (uri.startsWith(HTTP + PAGES)) {
          continue; // the dashboard's playground calls the gateway, and isn't a surface
        }
        if (uri.startsWith(HTTP)) {
          boolean prefix = from.at("/parameters/matchOnUriPrefix").asBoolean();
          http.put(uri.substring(HTTP.length()) + (prefix ? "/" : ""), from);
        } else if (uri.startsWith(DIRECT)) {
          direct.put(uri, from);
        }
      }
    }
  }

  @Test
  void routesThatReachAProviderHaveThePathsOfTheSurfaces() {
    Set<String> routed = http.entrySet().stream().filter(route -> reachesProvider(route.getValue(), new HashSet<>()))
        .map(Map.Entry::getKey).collect(Collectors.toCollection(TreeSet::new));
    Set<String> known = WireRegistry.surfaces().stream().flatMap(surface -> surface.paths().stream())
        .map(path -> routed.contains(path.template()) ? path.template() : path.prefix()) // A route has the template, or all of its prefix.
        .collect(Collectors.toCollection(TreeSet::new));

    assertThat(routed).isEqualTo(known);
  }

  @Test
  void aPathBelongsToOneSurface() {
    List<String> templates = WireRegistry.surfaces().stream().flatMap(surface -> surface.paths().stream())
        .map(SurfacePath::template).toList();
    assertThat(templates).doesNotHaveDuplicates();
    for (String template : templates) {
      String path = template.replace("{id}", "some%2Fmodel");
      assertThat(WireRegistry.surfaces().stream().filter(surface -> surface.path(path) != null)).as(path)
          .containsExactly(WireRegistry.surfaceOf(path));
    }
  }

  /** Whether a route goes on, by itself or by routes that it leads to, to a provider's route. */
  private boolean reachesProvider(JsonNode route, Set<String> seen) {
    for (String uri : route.findValuesAsText("uri")) {
      if (uri.startsWith("direct:provider-")) {
        return true;
      }
      if (direct.containsKey(uri) && seen.add(uri) && reachesProvider(direct.get(uri), seen)) {
        return true;
      }
    }
    return false;
  }
}

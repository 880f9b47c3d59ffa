package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.docs.MarkdownTable;
import app.orqen.it.support.Gateway;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Compares the endpoints of docs/api.md with those of the running gateway. */
class ITApiDocument {

  /** Served for the dashboard, or for whatever has no endpoint. */
  private static final Set<String> NOT_IN_THE_CONTRACT = Set.of("/v1", "/v1/admin", "/ui/playground/chat");
  /** A path that the gateway serves as a whole, with the endpoints that are below it. */
  private static final Map<String, List<String>> PREFIXES = Map.of(
      "/v1/models", List.of("/v1/models", "/v1/models/{id}"),
      "/models", List.of("/models", "/models/{id}"),
      "/model", List.of("/model/{id}/converse", "/model/{id}/converse-stream", "/model/{id}/invoke",
          "/model/{id}/invoke-with-response-stream"));

  static Gateway gateway;
  static Map<String, Set<String>> documented;

  @BeforeAll
  static void start() throws IOException {
    documented = MarkdownTable.rows(Path.of("docs/api.md"), "## Endpoints").stream().collect(Collectors.groupingBy(
        row -> row.get(1), TreeMap::new, Collectors.mapping(row -> row.get(0), Collectors.toCollection(TreeSet::new))));
    gateway = Gateway.start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void everyPathThatIsServedIsInTheTable() {
    Set<String> served = gateway.bean(CamelContext.class).getEndpoints().stream()
        .filter(PlatformHttpEndpoint.class::isInstance).map(endpoint -> ((PlatformHttpEndpoint) endpoint).getPath())
        .filter(path -> !NOT_IN_THE_CONTRACT.contains(path))
        .flatMap(path -> PREFIXES.getOrDefault(path, List.of(path)).stream()).collect(Collectors.toCollection(TreeSet::new));
    assertThat(documented.keySet()).isEqualTo(served);
  }

  @Test
  void everyPathHasTheMethodsOfTheTable() {
    documented.forEach((path, methods) -> {
      String other = List.of("PUT", "PATCH", "POST").stream().filter(m -> !methods.contains(m)).findFirst().orElseThrow();
      HttpRequest.Builder request = gateway.request(path.replaceAll("\\{[a-z]+}", "x"));
      if (path.startsWith("/v1/admin")) {
        request.setHeader("Authorization", "Bearer " + Gateway.ADMIN_TOKEN);
      }
      HttpResponse<String> refused = Gateway.send(request.method(other, HttpRequest.BodyPublishers.noBody()));
      assertThat(refused.statusCode()).as("%s %s", other, path).isEqualTo(405);
      Set<String> allowed = new TreeSet<>(Arrays.asList(refused.headers().firstValue("allow").orElseThrow().split(", ")));
      Set<String> expected = new TreeSet<>(methods);
      if (methods.contains("GET")) {
        expected.add("HEAD");
      }
      assertThat(allowed).as(path).isEqualTo(expected);
    });
  }
}

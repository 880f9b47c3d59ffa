package app.orqen.routes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether every route that reaches a provider goes through {@code direct:model-call}, behind the steps that prove the caller,
 * count the request and read it. The steps of a route are read in the order in which they are written, with those of the
 * {@code direct} routes that it calls in their places.
 */
final class ModelCallLint {

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final String CHAIN = "direct:model-call";
  private static final String PROVIDER = "direct:provider-";
  private static final Set<String> OF_THE_CHAIN = Set.of("pruneTools", "resolveProvider", "estimateTokens", "injectCredentials",
      "openCall", "relay");
  private static final List<String> ORDER = List.of("pruneTools", "resolveProvider", "injectCredentials", "openCall", PROVIDER,
      "relay");

  /** The steps of each route, by the URI that it begins with. A step is the name of its bean, or the URI that it calls. */
  private final Map<String, List<String>> routes = new LinkedHashMap<>();
  private final List<String> faults = new ArrayList<>();

  /** Returns what is wrong with the routes of a folder, given as the texts of its files. */
  static List<String> check(Collection<String> files) throws IOException {
    ModelCallLint lint = new ModelCallLint();
    for (String file : files) {
      for (JsonNode root : YAML.readTree(file)) {
        JsonNode from = root.path(root.has("route") ? "route" : "routeTemplate").findPath("from");
        if (from.isObject()) {
          List<String> steps = new ArrayList<>();
          collect(from.path("steps"), steps);
          lint.routes.put(from.path("uri").asText(), steps);
        }
      }
    }
    lint.chain();
    lint.routes.forEach(lint::route);
    return lint.faults;
  }

  private static void collect(JsonNode node, List<String> steps) {
    if (node.path("ref").isTextual()) {
      steps.add(node.path("ref").asText());
    }
    if (node.path("uri").isTextual()) {
      steps.add(node.path("uri").asText());
    }
    node.forEach(child -> collect(child, steps));
  }

  private void chain() {
    List<String> steps = routes.getOrDefault(CHAIN, List.of()).stream()
        .map(step -> step.startsWith(PROVIDER) ? PROVIDER : step).filter(ORDER::contains).toList();
    if (!steps.equals(ORDER)) {
      faults.add("chain: " + CHAIN + " must have the steps " + ORDER + ", and has " + steps);
    }
  }

  private void route(String from, List<String> steps) {
    if (!from.equals(CHAIN)) {
      steps.stream().filter(step -> OF_THE_CHAIN.contains(step) || step.startsWith(PROVIDER)).forEach(step ->
          faults.add("chain: only " + CHAIN + " may have the step " + step + ", and " + from + " has it"));
    }
    if (from.startsWith("platform-http:")) {
      List<String> way = new ArrayList<>();
      follow(steps, way);
      int call = way.indexOf(CHAIN);
      if (call >= 0 && !hasHead(way.subList(0, call))) {
        faults.add("head: " + from + " must authenticate, throttle and read before it calls " + CHAIN + ": " + way);
      }
    }
  }

  private void follow(List<String> steps, List<String> way) {
    for (String step : steps) {
      if (routes.containsKey(step) && !step.equals(CHAIN)) {
        follow(routes.get(step), way);
      } else {
        way.add(step);
      }
    }
  }

  private static boolean hasHead(List<String> steps) {
    int authenticate = first(steps, "authenticate\\w*");
    int throttle = first(steps, "throttle\\w*");
    int read = first(steps, "read\\w+Request");
    return authenticate >= 0 && throttle > authenticate && read > throttle;
  }

  private static int first(List<String> steps, String pattern) {
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).matches(pattern)) {
        return i;
      }
    }
    return -1;
  }
}

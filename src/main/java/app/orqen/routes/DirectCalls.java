package app.orqen.routes;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;

/**
 * Finds calls of a {@code direct} endpoint that no route begins with. Camel notices only at the call, which then waits for
 * half a minute.
 */
final class DirectCalls {

  /** A call that leads nowhere: where it is written, and what it calls. */
  private record Call(String file, int line, String address) {

    /** In the order in which a person reads the folder. Routes come in an order of their own, which may be another at each start. */
    private static final Comparator<Call> ORDER = Comparator.comparing(Call::file, Comparator.nullsLast(Comparator.naturalOrder()))
        .thenComparing(Call::line).thenComparing(Call::address);
  }

  private DirectCalls() {}

  /**
   * Looks at all routes of a context. A call with {@code failIfNoConsumers=false} is let be: nobody misses its answer.
   *
   * @param routes the routes, those made in Java too
   */
  static List<Finding> check(Collection<RouteDefinition> routes) {
    Set<String> answered = new TreeSet<>();
    for (RouteDefinition route : routes) {
      String address = Chain.address(filled(route, route.getInput().getEndpointUri()));
      if (address.startsWith("direct:")) {
        answered.add(address);
      }
    }
    Map<Call, Set<String>> lost = new TreeMap<>(Call.ORDER);
    routes.forEach(route -> look(route, route.getOutputs(), answered, lost));
    return lost.entrySet().stream().map(call -> finding(call.getKey(), call.getValue(), answered)).toList();
  }

  private static Finding finding(Call call, Set<String> callers, Set<String> answered) {
    String meant = Nearest.hint(call.address(), answered);
    String who = callers.size() == 1 ? "which the route '" + callers.iterator().next() + "' calls."
        : "which these routes call: " + String.join(", ", callers) + ".";
    return Finding.of(call.file(), call.line(), "No route begins with " + call.address() + ", " + who,
        (meant.isEmpty() ? "" : meant + " If not, ") + (meant.isEmpty() ? "The" : "the")
            + " routes folder lacks the file that has this route.");
  }

  private static void look(RouteDefinition route, List<ProcessorDefinition<?>> steps, Set<String> answered,
      Map<Call, Set<String>> lost) {
    for (ProcessorDefinition<?> step : steps) {
      String uri = Chain.uri(step);
      String called = uri == null ? null : Chain.address(filled(route, uri));
      if (called != null && called.startsWith("direct:") && !called.contains("${") && !answered.contains(called)
          && !uri.contains("failIfNoConsumers=false")) {
        Call call = new Call(ModelPlace.file(step), Math.max(0, step.getLineNumber()), called);
        lost.computeIfAbsent(call, first -> new TreeSet<>()).add(route.getRouteId());
      }
      look(route, step.getOutputs(), answered, lost);
    }
  }

  /** Returns an address with the parameters of the route's template filled in. */
  private static String filled(RouteDefinition route, String uri) {
    String filled = uri;
    if (route.getTemplateParameters() != null) {
      for (var parameter : route.getTemplateParameters().entrySet()) {
        filled = filled.replace("{{" + parameter.getKey() + "}}", String.valueOf(parameter.getValue()));
      }
    }
    return filled;
  }
}

package app.orqen.routes;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.EndpointRequiredDefinition;
import org.apache.camel.model.FilterDefinition;
import org.apache.camel.model.OtherwiseDefinition;
import org.apache.camel.model.ProcessDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.StopDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.model.TryDefinition;
import org.apache.camel.model.WhenDefinition;

/**
 * The ways from where a request comes in to a provider's route: through steps, branches and other routes, whether they are
 * written in YAML or in Java. Each way must have the steps that prove the caller, limit it and prepare the call, in order.
 */
final class Chain {

  /** What a step does for a call of a provider, in the order that the steps must have. */
  private enum Part {
    AUTHENTICATE("authenticate"),
    THROTTLE("throttle"),
    READ("read…Request"),
    PRUNE("pruneTools"),
    RESOLVE("resolveProvider"),
    CREDENTIALS("injectCredentials"),
    OPEN("openCall"),
    DISPATCH("direct:provider-${variable.orqenProvider}"),
    RELAY("relay");

    private final String step;

    Part(String step) {
      this.step = step;
    }

    /** Returns the part that the step of a bean's name does, or null. */
    static Part of(String bean) {
      if (bean.startsWith("authenticate")) {
        return AUTHENTICATE;
      }
      if (bean.startsWith("throttle")) {
        return THROTTLE;
      }
      if (bean.matches("read\\w+Request")) {
        return READ;
      }
      for (Part part : values()) {
        if (part.step.equals(bean)) {
          return part;
        }
      }
      return null;
    }
  }

  /** A step on the way: the part that it does, its bean's name, and where it is written. */
  private record Step(Part part, String name, ProcessorDefinition<?> definition) {}

  /** Ends a way early. */
  private static final Step STOP = new Step(null, "stop", null);

  static final String ORDER = "A route that reaches a provider has these steps in this order: authenticate (or "
      + "authenticateSession), throttle, read…Request, pruneTools (not for embeddings), resolveProvider, injectCredentials, "
      + "openCall, toD direct:provider-${variable.orqenProvider}, relay.";

  private final Map<String, RouteDefinition> byAddress = new HashMap<>();
  /** The routes that call an address. */
  private final Map<String, Set<RouteDefinition>> callers = new HashMap<>();
  private final List<Finding> findings = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();

  private Chain(Collection<RouteDefinition> routes) {
    for (RouteDefinition route : routes) {
      byAddress.put(address(route), route);
      noteCalls(route, route.getOutputs());
    }
  }

  private void noteCalls(RouteDefinition route, List<ProcessorDefinition<?>> steps) {
    for (ProcessorDefinition<?> step : steps) {
      String called = called(step);
      if (called != null) {
        callers.computeIfAbsent(called, first -> Collections.newSetFromMap(new IdentityHashMap<>())).add(route);
      }
      noteCalls(route, step.getOutputs());
    }
  }

  /**
   * Follows every route that isn't called by another one.
   *
   * @param routes all routes of a context, those made in Java too
   * @return what is missing or out of order, each with the place where it was noticed
   */
  static List<Finding> check(Collection<RouteDefinition> routes) {
    Chain chain = new Chain(routes);
    for (RouteDefinition route : routes) {
      if (!chain.isCalled(route) && !isProvider(address(route))) {
        for (List<Step> way : chain.ways(route.getOutputs(), List.of(List.of()), new HashSet<>())) {
          chain.check(way);
        }
      }
    }
    return chain.findings;
  }

  private boolean isCalled(RouteDefinition route) {
    String address = address(route);
    return address.startsWith("direct:")
        && callers.getOrDefault(address, Set.of()).stream().anyMatch(caller -> caller != route);
  }

  /** Continues each way through some steps; a branch makes as many ways as it has arms. */
  private List<List<Step>> ways(List<ProcessorDefinition<?>> steps, List<List<Step>> ways, Set<String> entered) {
    List<List<Step>> all = ways;
    for (ProcessorDefinition<?> step : steps) {
      all = through(step, all, entered);
    }
    return all;
  }

  private List<List<Step>> through(ProcessorDefinition<?> step, List<List<Step>> ways, Set<String> entered) {
    if (step instanceof ChoiceDefinition choice) {
      List<List<Step>> all = new ArrayList<>();
      for (WhenDefinition when : choice.getWhenClauses()) {
        all.addAll(ways(when.getOutputs(), ways, entered));
      }
      OtherwiseDefinition otherwise = choice.getOtherwise();
      all.addAll(otherwise == null ? ways : ways(otherwise.getOutputs(), ways, entered));
      return all;
    }
    if (step instanceof FilterDefinition filter) {
      List<List<Step>> all = new ArrayList<>(ways);
      all.addAll(ways(filter.getOutputs(), ways, entered));
      return all;
    }
    if (step instanceof StopDefinition) {
      return with(STOP, ways);
    }
    if (step instanceof TryDefinition attempt) {
      return ways(attempt.getOutputsWithoutCatches(), ways, entered);
    }
    String called = called(step);
    if (called != null && isProvider(called)) {
      return with(new Step(Part.DISPATCH, called, step), ways);
    }
    RouteDefinition next = called == null ? null : byAddress.get(called);
    if (next != null && entered.add(called)) {
      List<List<Step>> all = ways(next.getOutputs(), ways, entered);
      entered.remove(called);
      return all;
    }
    String bean = bean(step);
    Part part = bean == null ? null : Part.of(bean);
    List<List<Step>> all = part == null ? ways : with(new Step(part, bean, step), ways);
    return ways(step.getOutputs(), all, entered);
  }

  private static List<List<Step>> with(Step step, List<List<Step>> ways) {
    return ways.stream().<List<Step>>map(way -> {
      if (way.contains(STOP)) {
        return way;
      }
      List<Step> longer = new ArrayList<>(way);
      longer.add(step);
      return longer;
    }).toList();
  }

  private void check(List<Step> whole) {
    List<Step> way = whole.stream().filter(step -> step != STOP).toList();
    Step dispatch = way.stream().filter(step -> step.part() == Part.DISPATCH).findFirst().orElse(null);
    if (dispatch == null) {
      way.stream().filter(step -> Set.of(Part.CREDENTIALS, Part.OPEN, Part.RELAY).contains(step.part())).findFirst()
          .ifPresent(step -> add(step, "The step '" + step.name() + "' belongs to the call of a provider, and the route calls none."));
      return;
    }
    Map<Step, List<String>> missing = new LinkedHashMap<>();
    boolean embeddings = way.stream().anyMatch(step -> step.name().equals("readEmbeddingsRequest"));
    for (Part part : Part.values()) {
      if (way.stream().noneMatch(step -> step.part() == part) && !(embeddings && part == Part.PRUNE)) {
        Step next = way.stream().filter(step -> step.part().ordinal() > part.ordinal()).findFirst().orElse(STOP);
        missing.computeIfAbsent(next, first -> new ArrayList<>()).add("'" + part.step + "'");
      }
    }
    missing.forEach((next, steps) -> {
      String which = (steps.size() == 1 ? "The step " : "The steps ") + String.join(", ", steps)
          + (steps.size() == 1 ? " is" : " are") + " missing ";
      add(next == STOP ? dispatch : next, which + (next == STOP ? "behind '" + dispatch.name() + "', so no answer reaches the client."
          : "before '" + next.name() + "'."));
    });
    for (int i = 1; i < way.size(); i++) {
      Step before = way.get(i - 1);
      Step step = way.get(i);
      if (step.part().ordinal() < before.part().ordinal()) {
        add(step, "The step '" + step.name() + "' comes too late: it must come before '" + before.name() + "'.");
      } else if (step.part() == before.part()) {
        add(step, "The step '" + step.name() + "' comes a second time.");
      }
    }
  }

  private void add(Step step, String what) {
    Finding finding = ModelPlace.finding(step.definition(), what, ORDER);
    if (seen.add(finding.toString())) {
      findings.add(finding);
    }
  }

  /** Returns the name of the bean behind a step: written as such, or that of the object that Java code gives. */
  private static String bean(ProcessorDefinition<?> step) {
    if (!(step instanceof ProcessDefinition process)) {
      return null;
    }
    if (process.getRef() != null) {
      return process.getRef();
    }
    if (process.getProcessor() == null) {
      return null;
    }
    String type = process.getProcessor().getClass().getSimpleName();
    return type.isEmpty() ? null : Character.toLowerCase(type.charAt(0)) + type.substring(1);
  }

  /** Returns the address that a step calls, without options; null when it calls none. */
  private static String called(ProcessorDefinition<?> step) {
    String uri = uri(step);
    return uri == null ? null : address(uri);
  }

  /** Returns the URI that a step calls, as it is written; null when it calls none. */
  static String uri(ProcessorDefinition<?> step) {
    if (step instanceof ToDynamicDefinition dynamic) {
      return dynamic.getUri();
    }
    return step instanceof EndpointRequiredDefinition call ? call.getEndpointUri() : null;
  }

  private static String address(RouteDefinition route) {
    return address(route.getInput().getEndpointUri());
  }

  static String address(String uri) {
    return uri.replace("://", ":").replaceFirst("\\?.*", "");
  }

  private static boolean isProvider(String address) {
    return address.startsWith("direct:" + IdCheck.PROVIDER);
  }
}

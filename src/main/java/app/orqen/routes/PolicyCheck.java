package app.orqen.routes;

import app.orqen.policy.Policies;
import app.orqen.policy.Policy;
import app.orqen.policy.WeightedTarget;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.Node;

/** Finds values of a policy's parameters that mean nothing, and targets of providers that there aren't. */
final class PolicyCheck {

  static final String TEMPLATE = "policy";
  private static final String ALIASES = "orqen.models.aliases.";

  private final Surroundings surroundings;
  private final Placeholders placeholders;
  private final List<Finding> findings;
  /** The names of all policies of the folder. */
  private final Set<String> names;

  private PolicyCheck(Surroundings surroundings, Placeholders placeholders, List<Finding> findings, Set<String> names) {
    this.names = names;
    this.surroundings = surroundings;
    this.placeholders = placeholders;
    this.findings = findings;
  }

  static void check(Declarations all, Surroundings surroundings, Placeholders placeholders, List<Finding> findings) {
    List<Declarations.Route> policies =
        all.routes().stream().filter(route -> TEMPLATE.equals(route.template()) && route.id() != null).toList();
    PolicyCheck check = new PolicyCheck(surroundings, placeholders, findings,
        policies.stream().map(PolicyCheck::name).collect(Collectors.toSet()));
    policies.forEach(check::policy);
  }

  /** Returns the name that a policy's route makes; an empty text when its id makes none. */
  private static String name(Declarations.Route route) {
    return route.id().startsWith(Policies.ROUTE_PREFIX) ? route.id().substring(Policies.ROUTE_PREFIX.length()) : "";
  }

  private void policy(Declarations.Route route) {
    String name = name(route);
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}")) {
      add(route, route.node(), 0, "The routeId '" + route.id() + "' isn't '" + Policies.ROUTE_PREFIX
          + "' with a name of letters, digits, dots and hyphens.", "Write 'routeId: " + Policies.ROUTE_PREFIX + "<name>'.");
      return;
    }
    if (isAlias(name)) {
      add(route, route.node(), 0, "The policy '" + name + "' is also an alias of orqen.models.aliases.", "Give one of them another name.");
    }
    for (Declarations.Value value : route.values()) {
      String text = YamlTree.text(value.node()) == null ? null : placeholders.resolve(value.text());
      if (YamlTree.text(value.node()) == null) {
        add(route, value.node(), 0, "The value of '" + value.name() + "' isn't text.",
            "Write 'value: |' and below it one line for each target, without hyphens.");
      } else if (text != null) {
        value(route, name, value, text);
      }
    }
  }

  private boolean isAlias(String name) {
    return Stream.of(ALIASES + name, ALIASES + name + "[0]").anyMatch(alias -> surroundings.settings().apply(alias) != null);
  }

  private void value(Declarations.Route route, String name, Declarations.Value value, String text) {
    switch (value.name()) {
      case "name" -> {
        if (!text.equals(name)) {
          add(route, value.node(), 0, "The parameter name is '" + text + "', but the routeId is '" + route.id() + "'.",
              "Write '" + name + "' here, or 'routeId: " + Policies.ROUTE_PREFIX + text + "' above.");
        }
      }
      case "targets" -> {
        if (text.isBlank()) {
          understood(route, value.node(), 0, () -> Policy.targets(text));
        }
        lines(route, name, value.node(), text);
      }
      case "contextTargets" -> lines(route, name, value.node(), text);
      case "strategy" -> understood(route, value.node(), 0, () -> Policy.strategy(text));
      case "on" -> understood(route, value.node(), 0, () -> Policy.conditions(text));
      case "attempts" -> understood(route, value.node(), 0, () -> Policy.attempts(text));
      case "total", "maxWait" -> understood(route, value.node(), 0, () -> Policy.duration(value.name(), text));
      default -> { }
    }
  }

  private void lines(Declarations.Route route, String name, Node node, String text) {
    List<String> lines = text.lines().toList();
    for (int place = 0; place < lines.size(); place++) {
      String line = lines.get(place);
      String first = line.strip().replaceFirst("\\s.*", "");
      if (first.equals(name)) {
        add(route, node, place, "The policy '" + name + "' leads to itself.", "Write 'provider/model'.");
      } else if (names.contains(first) || !first.isEmpty() && isAlias(first)) {
        add(route, node, place, "The target '" + first + "' is " + (names.contains(first) ? "a policy" : "an alias of orqen.models.aliases")
            + ", and a policy's targets are models of providers.", "Write 'provider/model', or the targets of '" + first + "'.");
      } else if (!line.isBlank()) {
        understood(route, node, place, () -> WeightedTarget.parse(line));
      }
    }
  }

  private void understood(Declarations.Route route, Node node, int place, Runnable parse) {
    try {
      parse.run();
    } catch (IllegalArgumentException e) {
      String[] message = e.getMessage().split("(?<=\\.) ", 2);
      add(route, node, place, message[0], message.length > 1 ? message[1] : "");
    }
  }

  private void add(Declarations.Route route, Node node, int place, String what, String hint) {
    findings.add(Finding.of(route.file(), YamlTree.line(node, place), what, hint));
  }

  /**
   * Finds targets of providers that have no route.
   *
   * @param ids the ids of all routes, those made in Java too
   */
  static List<Finding> leads(Declarations all, Collection<String> ids) {
    Set<String> providers = ids.stream().filter(id -> id != null && id.startsWith(IdCheck.PROVIDER))
        .map(id -> id.substring(IdCheck.PROVIDER.length())).collect(Collectors.toCollection(TreeSet::new));
    List<Finding> findings = new ArrayList<>();
    for (Declarations.Route route : all.routes()) {
      for (String parameter : List.of("targets", "contextTargets")) {
        Declarations.Value value = TEMPLATE.equals(route.template()) ? route.value(parameter) : null;
        List<String> lines = value == null ? List.of() : value.text().lines().toList();
        for (int place = 0; place < lines.size(); place++) {
          String provider = lines.get(place).strip().replaceFirst("/.*", "");
          if (!provider.isEmpty() && !provider.contains("{{") && !providers.contains(provider)) {
            findings.add(Finding.of(route.file(), YamlTree.line(value.node(), place), "The provider '" + provider + "' of a target "
                + "has no route.", (Nearest.hint(provider, providers) + " A provider's route is named provider-<id>.").trim()));
          }
        }
      }
    }
    return findings;
  }
}

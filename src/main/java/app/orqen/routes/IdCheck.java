package app.orqen.routes;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.nodes.Node;

/** Finds ids and addresses that two routes share, and provider routes whose names don't agree. */
final class IdCheck {

  static final String PROVIDER = "provider-";

  private IdCheck() {}

  static void check(Declarations all, List<Finding> findings) {
    Map<String, Declarations.Route> byId = new HashMap<>();
    Map<String, Declarations.Route> byAddress = new HashMap<>();
    for (Declarations.Route route : all.routes()) {
      if (route.id() == null && route.template() != null) {
        findings.add(Finding.of(route.file(), route.line(), "The route of the template '" + route.template()
            + "' has no routeId.", "Write 'routeId: provider-<id>' for a provider."));
        continue;
      }
      Declarations.Route other = route.id() == null ? null : byId.putIfAbsent(route.id(), route);
      if (other != null) {
        findings.add(Finding.of(route.file(), route.line(), "The route '" + route.id() + "' is also in " + other.file()
            + ":" + other.line() + ".", "Give one of them another id, or delete one of the files."));
        continue;
      }
      if (route.id() != null && route.id().startsWith(PROVIDER)) {
        name(route, findings);
      }
      String address = address(route);
      Declarations.Route same = address == null ? null : byAddress.putIfAbsent(address, route);
      if (same != null) {
        findings.add(Finding.of(route.file(), route.line(), "The routes '" + route.id() + "' and '" + same.id() + "' ("
            + same.file() + ":" + same.line() + ") both begin with " + address + ".", "Give one of them another uri."));
      }
    }
    files(all, findings);
  }

  /** Returns the finding for a route whose id a route made in Java has too. */
  static Finding alsoInJava(Declarations.Route route) {
    return Finding.of(route.file(), route.line(), "The route '" + route.id() + "' is also made in Java.", "Give it another id.");
  }

  /** Checks a provider's name. A provider is called by the name in its route's id, so its own name has to be the same. */
  private static void name(Declarations.Route route, List<Finding> findings) {
    String id = route.id().substring(PROVIDER.length());
    if (!id.matches("[a-z0-9]+(_[a-z0-9]+)*")) {
      findings.add(Finding.of(route.file(), route.line(), "The provider's id '" + id + "' can't be called.",
          "Write it in lower-case letters and digits, with '_' between words."));
    }
    Declarations.Value name = route.value("name");
    if (name != null && !name.text().equals(id)) {
      findings.add(Finding.of(route.file(), YamlTree.line(name.node()), "The parameter name is '" + name.text()
          + "', but the routeId is '" + route.id() + "'.",
          "Write '" + id + "' here, or 'routeId: " + PROVIDER + name.text() + "' above."));
    }
    String from = from(route);
    if (route.template() == null && from != null && !from.equals("direct:" + route.id())) {
      findings.add(Finding.of(route.file(), route.line(), "The route '" + route.id() + "' begins with " + from
          + ", so no call reaches it.", "A provider's route begins with 'direct:" + route.id() + "'."));
    }
  }

  /** Checks that each file that is named after a provider has that provider's route. */
  private static void files(Declarations all, List<Finding> findings) {
    all.roots().forEach((file, root) -> {
      String base = file.substring(0, file.length() - RouteFiles.ENDING.length());
      if (!base.startsWith(PROVIDER) || all.routeIds(file).contains(base)) {
        return;
      }
      Declarations.Route first = all.routes().stream()
          .filter(route -> route.file().equals(file) && route.id() != null).findFirst().orElse(null);
      findings.add(first == null
          ? Finding.of(file, 0, "The file has no route named '" + base + "'.",
              "Fill it in, or delete the file to remove the provider.")
          : Finding.of(file, first.line(), "The file has no route named '" + base + "', but '" + first.id() + "'.",
              "Rename the file to " + first.id() + RouteFiles.ENDING + ", or the route to '" + base + "'."));
    });
  }

  /** Returns what a plain route begins with when that is a fixed address; null otherwise. */
  static String address(Declarations.Route route) {
    String from = from(route);
    return from == null || from.contains("{{") || !(from.startsWith("direct:") || from.startsWith("platform-http:"))
        ? null : from.replaceFirst("\\?.*", "");
  }

  private static String from(Declarations.Route route) {
    Node from = YamlTree.get(route.node(), "from");
    return from == null ? null : Uris.of(from);
  }
}

package app.orqen.routes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.yaml.snakeyaml.nodes.Node;

/** What the files of a folder declare: templates, routes made of them, and plain routes, each with file and line. */
final class Declarations {

  /** A parameter of a template; a required one must be given. */
  record Parameter(String name, String description, String defaultValue, boolean required) {}

  /** A template. */
  record Template(String file, Node node, String id, String description, Map<String, Parameter> parameters) {}

  /** A value that a file gives to a template's parameter. */
  record Value(String name, Node node, Node nameNode) {

    String text() {
      String text = YamlTree.text(node);
      return text == null ? "" : text;
    }
  }

  /**
   * A route: one of a template, or one with steps of its own.
   *
   * @param id null when the file gives none
   * @param template null when the route has steps of its own
   */
  record Route(String file, Node node, String id, Node idNode, String template, List<Value> values) {

    Value value(String name) {
      return values.stream().filter(value -> value.name().equals(name)).findFirst().orElse(null);
    }

    int line() {
      return YamlTree.line(idNode == null ? node : idNode);
    }
  }

  /** The kinds of root elements that can be replaced without making every route anew. */
  private static final Set<String> ROUTES = Set.of("route", "templatedRoute", "routeTemplate");

  private final Map<String, Node> roots = new TreeMap<>();
  private final Map<String, Template> templates = new TreeMap<>();
  private final List<Route> routes = new ArrayList<>();
  private final Set<String> configurations = new TreeSet<>();

  /**
   * Reads the folder.
   *
   * @param findings takes what isn't YAML, and what is declared twice
   */
  static Declarations read(RouteFiles files, List<Finding> findings) {
    Declarations all = new Declarations();
    files.texts().forEach((file, text) -> {
      Node root = YamlTree.parse(file, text, findings);
      if (root != null) {
        all.roots.put(file, root);
        YamlTree.items(root).forEach(item -> YamlTree.entries(item, (kind, node) -> all.add(file, kind, node, findings)));
      }
    });
    return all;
  }

  private void add(String file, String kind, Node node, List<Finding> findings) {
    switch (kind) {
      case "routeTemplate" -> {
        Template template = template(file, node);
        Template other = template.id() == null ? null : templates.putIfAbsent(template.id(), template);
        if (other != null) {
          findings.add(Finding.of(file, YamlTree.line(node), "The template '" + template.id() + "' is also in "
              + other.file() + ":" + YamlTree.line(other.node()) + ".", "Give one of them another id."));
        }
      }
      case "templatedRoute" -> routes.add(new Route(file, node, YamlTree.text(node, "routeId"), YamlTree.get(node, "routeId"),
          String.valueOf(YamlTree.text(node, "routeTemplateRef")), values(node)));
      case "route", "from" -> routes.add(new Route(file, node, YamlTree.text(node, "id"), YamlTree.get(node, "id"), null, List.of()));
      case "routeConfiguration" -> configurations.add(String.valueOf(YamlTree.text(node, "id")));
      default -> { }
    }
  }

  private static Template template(String file, Node node) {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    for (Node item : YamlTree.items(YamlTree.get(node, "parameters"))) {
      String name = YamlTree.text(item, "name");
      if (name != null) {
        String value = YamlTree.text(item, "defaultValue");
        parameters.put(name, new Parameter(name, YamlTree.text(item, "description"), value,
            value == null && !"false".equals(YamlTree.text(item, "required"))));
      }
    }
    return new Template(file, node, YamlTree.text(node, "id"), YamlTree.text(node, "description"), parameters);
  }

  private static List<Value> values(Node node) {
    List<Value> values = new ArrayList<>();
    for (Node item : YamlTree.items(YamlTree.get(node, "parameters"))) {
      Node name = YamlTree.get(item, "name");
      Node value = YamlTree.get(item, "value");
      if (YamlTree.text(name) != null && value != null) {
        values.add(new Value(YamlTree.text(name), value, name));
      }
    }
    return values;
  }

  /** Returns the tree of each file that is YAML, by the file's name. */
  Map<String, Node> roots() {
    return roots;
  }

  /** Returns the templates by id. */
  Map<String, Template> templates() {
    return templates;
  }

  /** Returns the routes in the order of files and lines. */
  List<Route> routes() {
    return routes;
  }

  /** Returns the ids of the routes of a file, without those that Camel has to name. */
  Set<String> routeIds(String file) {
    Set<String> ids = new TreeSet<>();
    routes.stream().filter(route -> route.file().equals(file) && route.id() != null).forEach(route -> ids.add(route.id()));
    return ids;
  }

  /** Returns the ids of the error configurations; {@code null} as a word for one without. */
  Set<String> configurations() {
    return configurations;
  }

  /** Returns the ids of the templates of a file. */
  Set<String> templateIds(String file) {
    Set<String> ids = new TreeSet<>();
    templates.values().stream().filter(template -> template.file().equals(file)).forEach(template -> ids.add(template.id()));
    return ids;
  }

  /** Returns the files with routes of some templates. */
  Set<String> users(Set<String> templateIds) {
    Set<String> files = new TreeSet<>();
    routes.stream().filter(route -> route.template() != null && templateIds.contains(route.template()))
        .forEach(route -> files.add(route.file()));
    return files;
  }

  /** Tells whether a file holds only templates and named routes: replacing it changes only these and routes of the templates. */
  boolean isOnlyRoutes(String file) {
    Set<String> kinds = new TreeSet<>();
    YamlTree.items(roots.get(file)).forEach(item -> YamlTree.entries(item, (kind, node) -> kinds.add(kind)));
    return ROUTES.containsAll(kinds)
        && routes.stream().noneMatch(route -> route.file().equals(file) && route.id() == null);
  }

  /** Returns the value of a parameter: the file's, else the template's default, else an empty text. */
  String value(Route route, String name) {
    Value value = route.value(name);
    if (value != null) {
      return value.text();
    }
    Template template = route.template() == null ? null : templates.get(route.template());
    Parameter parameter = template == null ? null : template.parameters().get(name);
    return parameter == null || parameter.defaultValue() == null ? "" : parameter.defaultValue();
  }
}

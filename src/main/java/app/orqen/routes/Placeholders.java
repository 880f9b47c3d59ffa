package app.orqen.routes;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Placeholders such as {@code {{acme.url}}}: their values, and those that have no value. */
final class Placeholders {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^{}]*)}}");

  /** Camel's functions and the gateway's own: their values are known only at the start. */
  private static final Set<String> FUNCTIONS = Set.of("env", "sys", "service", "bean", "provider-url");

  private final Surroundings surroundings;

  Placeholders(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** Finds those without a value. Inside a template its parameters are values too. */
  void check(Declarations all, List<Finding> findings) {
    all.roots().forEach((file, root) -> {
      for (Node item : YamlTree.items(root)) {
        Node template = YamlTree.get(item, "routeTemplate");
        Set<String> parameters = template == null ? Set.of() : parameters(template);
        scalars(item).forEach(scalar -> check(file, scalar, parameters, findings));
      }
    });
  }

  private static Set<String> parameters(Node template) {
    Set<String> names = new TreeSet<>();
    YamlTree.items(YamlTree.get(template, "parameters")).forEach(item -> names.add(String.valueOf(YamlTree.text(item, "name"))));
    return names;
  }

  private static List<ScalarNode> scalars(Node node) {
    List<ScalarNode> scalars = new ArrayList<>();
    if (node instanceof ScalarNode scalar) {
      scalars.add(scalar);
    } else if (node instanceof MappingNode map) {
      map.getValue().forEach(tuple -> scalars.addAll(scalars(tuple.getValueNode())));
    }
    YamlTree.items(node).forEach(item -> scalars.addAll(scalars(item)));
    return scalars;
  }

  private void check(String file, ScalarNode scalar, Set<String> parameters, List<Finding> findings) {
    Matcher matcher = PLACEHOLDER.matcher(scalar.getValue());
    while (matcher.find()) {
      String name = matcher.group(1).trim();
      if (isOptional(name) || parameters.contains(name) || surroundings.settings().apply(name) != null) {
        continue;
      }
      int line = YamlTree.line(scalar, (int) scalar.getValue().substring(0, matcher.start()).lines().count() - 1);
      String meant = Nearest.hint(name, parameters);
      findings.add(Finding.of(file, Math.max(line, YamlTree.line(scalar)), "The placeholder '{{" + name + "}}' has no value.",
          (meant.isEmpty() ? "" : meant + " ") + "Set " + variable(name) + " in the environment, set " + name
              + " in application.yaml, or write a default: '{{" + name + ":default}}'."));
    }
  }

  /** Tells whether a placeholder has a default, may be missing, or is answered by a function such as {@code env:}. */
  private static boolean isOptional(String name) {
    return name.contains(":") || name.startsWith("?") || name.isEmpty();
  }

  private static String variable(String name) {
    return name.replace('.', '_').replace("-", "").toUpperCase(Locale.ROOT);
  }

  /** Returns a text with its placeholders filled in from settings; null when one of them has no value here. */
  String resolve(String text) {
    Matcher matcher = PLACEHOLDER.matcher(text);
    StringBuilder resolved = new StringBuilder();
    while (matcher.find()) {
      String[] words = matcher.group(1).trim().split(":", 2);
      String value = FUNCTIONS.contains(words[0]) ? null : surroundings.settings().apply(words[0]);
      value = value == null && words.length == 2 && !FUNCTIONS.contains(words[0]) ? words[1] : value;
      if (value == null) {
        return null;
      }
      matcher.appendReplacement(resolved, Matcher.quoteReplacement(value));
    }
    return matcher.appendTail(resolved).toString();
  }
}

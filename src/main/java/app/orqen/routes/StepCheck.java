package app.orqen.routes;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/** Finds steps that name a bean or a component that there isn't, and web addresses that can't be called. */
final class StepCheck {

  private static final Set<String> CALLS = Set.of("to", "toD", "wireTap", "enrich", "pollEnrich", "from");
  private static final Set<String> BY_NAME = Set.of("process", "bean");

  private final Surroundings surroundings;
  private final Placeholders placeholders;
  private final List<Finding> findings;

  private StepCheck(Surroundings surroundings, Placeholders placeholders, List<Finding> findings) {
    this.surroundings = surroundings;
    this.placeholders = placeholders;
    this.findings = findings;
  }

  static void check(Declarations all, Surroundings surroundings, Placeholders placeholders, List<Finding> findings) {
    StepCheck check = new StepCheck(surroundings, placeholders, findings);
    Set<String> own = own(all);
    all.roots().forEach((file, root) -> YamlTree.walk(root, (map, key, value) -> check.visit(file, key, value, own)));
  }

  /** Returns the beans that the files themselves make. */
  private static Set<String> own(Declarations all) {
    Set<String> names = new TreeSet<>();
    all.roots().values().forEach(root -> YamlTree.walk(root, (map, key, value) -> {
      if (key.equals("beans")) {
        YamlTree.items(value).forEach(bean -> names.add(String.valueOf(YamlTree.text(bean, "name"))));
      }
    }));
    return names;
  }

  private void visit(String file, String key, Node value, Set<String> own) {
    if (BY_NAME.contains(key) && value instanceof MappingNode) {
      Node ref = YamlTree.get(value, "ref");
      String name = YamlTree.text(ref);
      if (name != null && !name.contains("{{") && !name.startsWith("#") && !isThere(name, own)) {
        add(file, ref, "There is no step '" + name + "'.", Nearest.hint(name, surroundings.steps().get(), "The steps are"));
      }
    }
    if (key.equals("parameters") && value instanceof MappingNode) {
      YamlTree.entries(value, (option, node) -> bean(file, node, own));
    }
    if (CALLS.contains(key)) {
      String uri = Uris.of(value);
      if (uri != null) {
        Node node = YamlTree.get(value, "uri");
        uri(file, node == null ? value : node, uri);
      }
    }
  }

  private boolean isThere(String name, Set<String> own) {
    return own.contains(name) || surroundings.isBean().test(name);
  }

  /** Checks an option that may name a bean, such as {@code "#apiBaseConnections"}. */
  private void bean(String file, Node node, Set<String> own) {
    String text = YamlTree.text(node);
    if (text != null && text.matches("#[a-zA-Z][\\w-]*") && !isThere(text.substring(1), own)) {
      add(file, node, "There is no bean '" + text.substring(1) + "'.", Nearest.hint(text.substring(1), surroundings.steps().get()));
    }
  }

  private void uri(String file, Node node, String written) {
    if (written.startsWith("{{")) {
      return;
    }
    String scheme = written.replaceFirst("[:?].*", "");
    if (!surroundings.isComponent().test(scheme)) {
      add(file, node, "There is no component '" + scheme + "' for the uri '" + written + "'.",
          Nearest.hint(scheme, surroundings.components().get()));
      return;
    }
    String uri = placeholders.resolve(written);
    if (scheme.startsWith("http") && uri != null && !uri.contains("${")) {
      String[] fault = Uris.fault(uri.replaceFirst("\\?.*", "").replaceFirst("^(https?):(?!/)", "$1://"));
      if (fault != null) {
        add(file, node, "The uri " + fault[0], fault[1]);
      }
    }
  }

  private void add(String file, Node node, String what, String hint) {
    findings.add(Finding.of(file, YamlTree.line(node), what, hint));
  }
}

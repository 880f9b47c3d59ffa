package app.orqen.routes;

import java.io.StringReader;
import java.util.List;
import java.util.function.BiConsumer;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads YAML into a tree whose parts know their line. */
final class YamlTree {

  private YamlTree() {}

  /**
   * Parses a file.
   *
   * @param findings takes what is wrong when the text isn't YAML
   * @return the root; null when the file is empty or isn't YAML
   */
  static Node parse(String file, String text, List<Finding> findings) {
    try {
      return new Yaml(new SafeConstructor(new LoaderOptions())).compose(new StringReader(text));
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
      findings.add(Finding.of(file, line, "The file isn't valid YAML: " + e.getProblem() + ".",
          "Look at the indentation and at colons and quotes in this line and the one above it."));
    } catch (YAMLException e) {
      findings.add(Finding.of(file, 0, "The file isn't valid YAML: " + e.getMessage() + ".", ""));
    }
    return null;
  }

  /** Returns the line of a node, counted from 1. */
  static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }

  /** Returns the line in the file of a line of a node's text, both counted from 1 and 0: blocks begin below their {@code |}. */
  static int line(Node node, int lineOfText) {
    boolean block = node instanceof ScalarNode scalar && scalar.getScalarStyle() == ScalarStyle.LITERAL;
    return block ? line(node) + 1 + lineOfText : line(node);
  }

  /** Returns the value of a key, or null. */
  static Node get(Node node, String key) {
    if (node instanceof MappingNode map) {
      for (NodeTuple tuple : map.getValue()) {
        if (tuple.getKeyNode() instanceof ScalarNode name && name.getValue().equals(key)) {
          return tuple.getValueNode();
        }
      }
    }
    return null;
  }

  /** Returns a scalar's text; null when the node isn't a scalar. */
  static String text(Node node) {
    return node instanceof ScalarNode scalar ? scalar.getValue() : null;
  }

  /** Returns the text of a key's value, or null. */
  static String text(Node node, String key) {
    return text(get(node, key));
  }

  /** Returns the items of a list; an empty list when the node isn't one. */
  static List<Node> items(Node node) {
    return node instanceof SequenceNode list ? list.getValue() : List.of();
  }

  /** Visits each pair of key and value of every map below a node, and tells the map. */
  static void walk(Node node, Visitor visitor) {
    if (node instanceof MappingNode map) {
      for (NodeTuple tuple : map.getValue()) {
        visitor.visit(map, text(tuple.getKeyNode()), tuple.getValueNode());
        walk(tuple.getValueNode(), visitor);
      }
    }
    items(node).forEach(item -> walk(item, visitor));
  }

  /** Visits each pair of key and value of a map. */
  static void entries(Node node, BiConsumer<String, Node> entry) {
    if (node instanceof MappingNode map) {
      map.getValue().forEach(tuple -> entry.accept(text(tuple.getKeyNode()), tuple.getValueNode()));
    }
  }

  /** Takes a pair of key and value, and the map that has it. */
  interface Visitor {
    void visit(MappingNode map, String key, Node value);
  }
}

package app.orqen.tools;

import app.orqen.translate.wire.ToolForm.Definition;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The function by which a model asks for a tool that was left out: its name, its definition and its arguments. */
final class FindTool {

  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final String NAME = "find_tools";

  /** More names than this are told by groups: a list of hundreds would cost what pruning saves. */
  private static final int MAX_LISTED = 100;
  private static final int MAX_LIST_LENGTH = 2_500;

  /**
   * What a model asks for.
   *
   * @param names tools by their names, which may not exist
   * @param query what the tool should do; empty when the model did not say
   */
  record Wish(List<String> names, String query) {}

  private FindTool() {}

  /** Returns a name that no tool of the request has or begins with. */
  static String freeName(Collection<String> taken) {
    String name = NAME;
    for (int i = 2; isTaken(name, taken); i++) {
      name = "orqen_" + NAME + (i == 2 ? "" : "_" + i);
    }
    return name;
  }

  private static boolean isTaken(String name, Collection<String> taken) {
    return taken.stream().anyMatch(other -> other.startsWith(name));
  }

  /** Returns the definition in the form of the request's tools. */
  static byte[] definition(Definition form, String name, Collection<String> leftOut) {
    String description = "Loads tools that are available but not listed here. Call it with the names of tools, or with what the "
        + "tool should do, before you say that something can't be done. Tools that it can load: " + list(leftOut) + ".";
    ObjectNode schema = JSON.createObjectNode().put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    properties.putObject("query").put("type", "string").put("description", "What the tool should do, in a few words");
    properties.putObject("names").put("type", "array").put("description", "Names of tools to load")
        .putObject("items").put("type", "string");
    ObjectNode tool = JSON.createObjectNode();
    switch (form) {
      case FUNCTION -> {
        tool.put("type", "function");
        describe(tool.putObject("function"), name, description).set("parameters", schema);
      }
      case FLAT_FUNCTION -> // Strict is the default there, which would make both properties required.
          describe(tool.put("type", "function").put("strict", false), name, description).set("parameters", schema);
      case INPUT_SCHEMA -> describe(tool, name, description).set("input_schema", schema);
      case TOOL_SPEC ->
          describe(tool.putObject("toolSpec"), name, description).putObject("inputSchema").set("json", schema);
    }
    try {
      return JSON.writeValueAsBytes(tool);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can be written", e);
    }
  }

  private static ObjectNode describe(ObjectNode into, String name, String description) {
    return into.put("name", name).put("description", description);
  }

  private static String list(Collection<String> names) {
    String all = String.join(", ", names);
    if (names.size() <= MAX_LISTED && all.length() <= MAX_LIST_LENGTH) {
      return all;
    }
    Map<String, Integer> groups = new LinkedHashMap<>();
    names.forEach(name -> groups.merge(prefix(name), 1, Integer::sum));
    StringBuilder text = new StringBuilder();
    int told = 0;
    for (Map.Entry<String, Integer> group : groups.entrySet()) {
      if (text.length() > MAX_LIST_LENGTH) {
        return text + ", and " + (groups.size() - told) + " more groups";
      }
      text.append(told++ == 0 ? "" : ", ").append(group.getKey());
      text.append(group.getValue() == 1 ? "" : " (" + group.getValue() + " tools)");
    }
    return text.toString();
  }

  /** Returns what the names of one server's tools have in common, such as {@code mcp__github__} or {@code github_}. */
  private static String prefix(String name) {
    int from = name.startsWith("mcp__") ? 5 : 1;
    int wide = name.indexOf("__", from);
    if (wide > 0) {
      return name.substring(0, wide + 2) + "*";
    }
    for (int i = 1; i < name.length(); i++) {
      if ("_-./".indexOf(name.charAt(i)) >= 0) {
        return name.substring(0, i + 1) + "*";
      }
    }
    return name;
  }

  /** Reads the arguments of a call. Arguments that can't be read count as a query. */
  static Wish wish(String arguments) {
    JsonNode read;
    try {
      read = JSON.readTree(arguments);
    } catch (JsonProcessingException e) {
      return new Wish(List.of(), arguments);
    }
    List<String> names = new ArrayList<>();
    StringBuilder query = new StringBuilder();
    if (read.isObject()) {
      read.properties().forEach(field -> {
        boolean named = field.getKey().toLowerCase(Locale.ROOT).startsWith("name");
        for (JsonNode value : field.getValue().isArray() ? field.getValue() : List.of(field.getValue())) {
          if (named && value.isTextual()) {
            names.add(value.asText());
          } else {
            query.append(value.isValueNode() && !value.isNull() ? value.asText() : "").append(' ');
          }
        }
      });
    } else if (read.isValueNode() && !read.isNull()) {
      query.append(read.asText());
    }
    return new Wish(List.copyOf(names), query.toString().strip());
  }
}

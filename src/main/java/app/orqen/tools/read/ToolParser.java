package app.orqen.tools.read;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads one tool of any form from its bytes; a namespace of several tools is one element. */
final class ToolParser {

  private static final int MAX_DESCRIPTION = 4_000;
  private static final int MAX_EXAMPLES = 2_000;
  private static final String NAMESPACE = "namespace";

  private final Set<String> names = new LinkedHashSet<>();
  /** Every type that the element states. Of a doubled member it is unknown which one the provider reads. */
  private final Set<String> types = new LinkedHashSet<>();
  /** The tools in its {@code tools}. They mean something in a namespace only. */
  private final List<ToolParser> inner = new ArrayList<>();
  private final StringBuilder examples = new StringBuilder();
  private final SchemaText schema = new SchemaText();
  private String description = "";
  private String type;
  private boolean function;
  private boolean foreign;
  private boolean cacheMarked;
  private boolean cachePoint;
  private boolean deferred;
  private boolean clientRun;

  private ToolParser() {}

  /** Reads the element that {@code span} covers. An element that isn't an object has no name and is never pruned. */
  static ToolDefinition parse(byte[] body, ByteSpan span) throws IOException {
    ToolParser reader = new ToolParser();
    try (JsonParser json = Json.parser(body, span)) {
      if (json.nextToken() == JsonToken.START_OBJECT) {
        reader.readMembers(json);
      } else {
        reader.foreign = true;
      }
    }
    return reader.finish(ExampleCuts.in(body, span), span.length());
  }

  private ToolDefinition finish(List<ByteSpan> cuts, int length) {
    List<String> all = List.copyOf(stated());
    ToolText text =
        new ToolText(
            all.isEmpty() ? "" : all.get(0),
            description,
            schema.parameters(),
            schema.details(),
            schema.enumValues(),
            examples.toString());
    return new ToolDefinition(all, role(all), types.contains(NAMESPACE), isDeferred(), isSearch(), cuts, length, text, new LexicalDocument(text));
  }

  /** Returns whether the client defers it, or all that is in it. */
  private boolean isDeferred() {
    return deferred || types.contains(NAMESPACE) && !inner.isEmpty() && inner.stream().allMatch(tool -> tool.deferred);
  }

  private boolean isSearch() {
    return type != null && (type.startsWith("tool_search_tool_") || type.equals("tool_search") && !clientRun);
  }

  /** Returns every name that a key's lists must permit; none when the element may bring tools that it doesn't name. */
  private Set<String> stated() {
    Set<String> all = new LinkedHashSet<>();
    if (isServer()) {
      return all;
    }
    if (types.contains(NAMESPACE) && !inner.isEmpty()) {
      for (ToolParser tool : inner) {
        Set<String> inside = tool.statedIn(names);
        if (inside.isEmpty()) {
          return inside;
        }
        all.addAll(inside);
      }
    } else {
      all.addAll(names);
    }
    boolean nameless = all.isEmpty();
    for (String kind : types) {
      boolean named = all.stream().map(ToolFamily::of).anyMatch(ToolFamily.of(kind)::equals);
      if (nameless || ToolFamily.isByType(kind) && !named) {
        all.add(kind);
      }
    }
    return all;
  }

  /** Returns the names of a tool inside a namespace. What has no name there is no function of the namespace. */
  private Set<String> statedIn(Set<String> namespaces) {
    Set<String> own = stated();
    if (own.isEmpty() || names.isEmpty() || types.contains(NAMESPACE)) {
      return own;
    }
    Set<String> all = new LinkedHashSet<>();
    for (String namespace : namespaces.isEmpty() ? Set.of("") : namespaces) {
      names.forEach(name -> all.add(namespace + "__" + name));
    }
    own.removeAll(names);
    all.addAll(own);
    return all;
  }

  /**
   * Returns whether the element is a server of the Model Context Protocol. Its own name says nothing about the tools that it
   * brings.
   */
  private boolean isServer() {
    return types.stream().anyMatch(kind -> kind.startsWith("mcp"));
  }

  private ToolDefinition.Role role(List<String> all) {
    if (cachePoint && all.isEmpty() && types.isEmpty()) {
      return ToolDefinition.Role.CACHE_POINT;
    }
    if (cacheMarked) {
      return ToolDefinition.Role.CACHE_MARKED;
    }
    boolean plain = type == null || type.equals("function") || (type.equals("custom") && !function && !foreign);
    return plain && !foreign && !deferred && !all.isEmpty()
        ? ToolDefinition.Role.PRUNABLE
        : ToolDefinition.Role.FIXED;
  }

  /** Reads an object's members. The forms differ only in the wrapper that these are in. */
  private void readMembers(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      readMember(json, field);
    }
  }

  private void readMember(JsonParser json, String field) throws IOException {
    boolean object = json.currentToken() == JsonToken.START_OBJECT;
    switch (field) {
      case "name" -> readName(json);
      case "description" -> description = Json.text(json, MAX_DESCRIPTION);
      case "type" -> readType(json);
      case "parameters", "input_schema" -> schema.read(json);
      case "inputSchema" -> schema.readWrapped(json);
      case "cache_control" -> {
        cacheMarked |= json.currentToken() != JsonToken.VALUE_NULL;
        json.skipChildren();
      }
      case "cachePoint" -> {
        cachePoint = true;
        json.skipChildren();
      }
      case "execution" -> clientRun |= Json.text(json, 20).equals("client");
      case "defer_loading" -> {
        deferred |= json.currentToken() == JsonToken.VALUE_TRUE;
        json.skipChildren();
      }
      case "tools" -> readGroup(json);
      case ExampleCuts.EXAMPLES -> Json.strings(json, examples, MAX_EXAMPLES);
      case "function", "toolSpec", "custom", "systemTool" -> {
        function |= object && field.equals("function");
        foreign |= object && (field.equals("custom") || field.equals("systemTool"));
        if (object) {
          readWrapped(json);
        } else {
          json.skipChildren();
        }
      }
      default -> json.skipChildren();
    }
  }

  private void readType(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      type = json.getText();
      types.add(type);
    } else {
      json.skipChildren();
    }
  }

  /** Reads the tools of a namespace. */
  private void readGroup(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      ToolParser tool = new ToolParser();
      if (json.currentToken() == JsonToken.START_OBJECT) {
        tool.readMembers(json);
      } else {
        json.skipChildren();
      }
      inner.add(tool);
    }
  }

  /** Reads a wrapper's members. The wrapper's own {@code type} says nothing about the tool's kind. */
  private void readWrapped(JsonParser json) throws IOException {
    String outer = type;
    Set<String> kinds = new LinkedHashSet<>(types);
    readMembers(json);
    type = outer;
    types.clear();
    types.addAll(kinds);
  }

  private void readName(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      names.add(json.getText());
    } else {
      json.skipChildren();
    }
  }
}

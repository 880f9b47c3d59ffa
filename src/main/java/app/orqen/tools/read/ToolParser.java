package app.orqen.tools.read;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads one tool of any form from its bytes; a namespace of several tools is one element. */
final class ToolParser {

  private static final int MAX_DESCRIPTION = 4_000;
  private static final int MAX_EXAMPLES = 2_000;

  private final Set<String> names = new LinkedHashSet<>();
  private final Set<String> grouped = new LinkedHashSet<>();
  private final StringBuilder examples = new StringBuilder();
  private final SchemaText schema = new SchemaText();
  private String description = "";
  private String type;
  private boolean function;
  private boolean foreign;
  private boolean cacheMarked;
  private boolean cachePoint;
  private boolean deferred;

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
    if (!grouped.isEmpty()) {
      String namespace = names.isEmpty() ? "" : names.iterator().next();
      names.clear();
      grouped.forEach(name -> names.add(namespace + "__" + name));
    } else if (isServer()) {
      names.clear();
    } else if (names.isEmpty() && type != null) {
      names.add(type);
    }
    List<String> all = List.copyOf(names);
    ToolText text =
        new ToolText(
            all.isEmpty() ? "" : all.get(0),
            description,
            schema.parameters(),
            schema.details(),
            schema.enumValues(),
            examples.toString());
    return new ToolDefinition(all, role(), cuts, length, text, new LexicalDocument(text));
  }

  /**
   * Returns whether the element is a server of the Model Context Protocol. Its own name says nothing about the tools that it
   * brings.
   */
  private boolean isServer() {
    return type != null && type.startsWith("mcp");
  }

  private ToolDefinition.Role role() {
    if (cachePoint && names.isEmpty()) {
      return ToolDefinition.Role.CACHE_POINT;
    }
    if (cacheMarked) {
      return ToolDefinition.Role.CACHE_MARKED;
    }
    boolean plain = type == null || type.equals("function") || (type.equals("custom") && !function && !foreign);
    return plain && !foreign && !deferred && !names.isEmpty()
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
      case "type" -> type = json.currentToken() == JsonToken.VALUE_STRING ? json.getText() : type;
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

  /** Reads the names of a namespace's tools. */
  private void readGroup(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      boolean object = json.currentToken() == JsonToken.START_OBJECT;
      while (object && json.nextToken() == JsonToken.FIELD_NAME) {
        boolean name = json.currentName().equals("name");
        if (json.nextToken() == JsonToken.VALUE_STRING && name) {
          grouped.add(json.getText());
        }
        json.skipChildren();
      }
      if (!object) {
        json.skipChildren();
      }
    }
  }

  /** Reads a wrapper's members. The wrapper's own {@code type} says nothing about the tool's kind. */
  private void readWrapped(JsonParser json) throws IOException {
    String outer = type;
    readMembers(json);
    type = outer;
  }

  private void readName(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      names.add(json.getText());
    } else {
      json.skipChildren();
    }
  }
}

package app.orqen.tools.read;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects from a JSON schema what a reader would take for a tool's parameters. */
final class SchemaText {

  private static final int MAX_DEPTH = 8;
  private static final int MAX_TEXT = 4_000;
  private static final int MAX_DESCRIPTION = 500;
  private static final int MAX_PARAMETERS = 100;

  private final Map<String, String> topLevel = new LinkedHashMap<>();
  private final Set<String> required = new HashSet<>();
  private final StringBuilder details = new StringBuilder();
  private final StringBuilder enumValues = new StringBuilder();

  /** Reads the schema that is the parser's current value. */
  void read(JsonParser json) throws IOException {
    readSchema(json, 0, null);
  }

  /** Reads Converse's {@code {"json": schema}}. */
  void readWrapped(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean schema = json.currentName().equals("json");
      json.nextToken();
      if (schema) {
        read(json);
      } else {
        json.skipChildren();
      }
    }
  }

  List<ToolText.Parameter> parameters() {
    List<ToolText.Parameter> all = new ArrayList<>(topLevel.size());
    topLevel.forEach((name, text) -> all.add(new ToolText.Parameter(name, text, required.contains(name))));
    return List.copyOf(all);
  }

  String details() {
    return details.toString();
  }

  String enumValues() {
    return enumValues.toString();
  }

  private void readSchema(JsonParser json, int depth, String parameter) throws IOException {
    if (json.currentToken() == JsonToken.START_ARRAY && depth < MAX_DEPTH) {
      while (json.nextToken() != JsonToken.END_ARRAY) {
        readSchema(json, depth + 1, null);
      }
      return;
    }
    if (json.currentToken() != JsonToken.START_OBJECT || depth >= MAX_DEPTH) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String keyword = json.currentName();
      json.nextToken();
      readKeyword(json, depth, parameter, keyword);
    }
  }

  private void readKeyword(JsonParser json, int depth, String parameter, String keyword) throws IOException {
    switch (keyword) {
      case "properties" -> readProperties(json, depth);
      case "items", "anyOf", "oneOf", "allOf", "additionalProperties" -> readSchema(json, depth + 1, null);
      case "description" -> describe(parameter, depth, Json.text(json, MAX_DESCRIPTION));
      case "enum" -> Json.strings(json, enumValues, MAX_TEXT / 4);
      case "required" -> readRequired(json, depth);
      default -> json.skipChildren();
    }
  }

  private void readProperties(JsonParser json, int depth) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      if (depth == 0 && topLevel.size() < MAX_PARAMETERS) {
        topLevel.put(name, "");
        readSchema(json, depth + 1, name);
      } else {
        detail(name);
        readSchema(json, depth + 1, null);
      }
    }
  }

  private void readRequired(JsonParser json, int depth) throws IOException {
    if (depth > 0 || json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() == JsonToken.VALUE_STRING) {
        required.add(json.getText());
      } else {
        json.skipChildren();
      }
    }
  }

  private void describe(String parameter, int depth, String text) {
    if (parameter != null) {
      topLevel.put(parameter, text);
    } else if (depth > 0) {
      detail(text);
    }
  }

  private void detail(String text) {
    if (details.length() + text.length() < MAX_TEXT) {
      details.append(text).append('\n');
    }
  }
}

package app.orqen.tools;

import app.orqen.json.BoundedNames;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Tells whether a model that has not seen a tool's definition guessed its arguments right. */
final class ArgumentCheck {

  /** Bytes of a definition, and characters of arguments, that are looked at; longer ones count as wrong. */
  private static final int MAX_LENGTH = 256 * 1024;
  private static final int MAX_DEPTH = 64;

  /** Keywords that are not checked: expressions of a client's could take for ever, and the others lead out of the schema. */
  private static final List<String> UNCHECKED = List.of("pattern", "patternProperties", "format", "$schema", "$id", "id");

  private static final ObjectMapper JSON = JsonMapper.builder(new BoundedNames(new JsonFactoryBuilder())).build();

  private ArgumentCheck() {}

  /**
   * Returns whether a call fits a tool. On any doubt it doesn't: a schema that can't be read, or that refers to another document.
   *
   * @param tool the tool's definition in any form, as JSON
   * @param name the tool's name in the call, which in a namespace has the namespace in front
   * @param arguments JSON as the model wrote it; blank means none
   */
  static boolean fits(byte[] tool, String name, String arguments) {
    if (tool.length > MAX_LENGTH || arguments.length() > MAX_LENGTH) {
      return false;
    }
    try {
      JsonNode definition = definition(JSON.readTree(tool), name);
      if (definition.path("type").asText().equals("custom") && !definition.has("input_schema")) {
        return true; // It takes free text.
      }
      JsonNode given = arguments.isBlank() ? JSON.createObjectNode() : JSON.readTree(arguments);
      return given.isObject() && fits(schema(definition), given);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      return false;
    }
  }

  private static JsonNode definition(JsonNode tool, String name) {
    for (String wrapper : List.of("function", "toolSpec", "custom")) {
      if (tool.path(wrapper).isObject()) {
        return tool.get(wrapper);
      }
    }
    for (JsonNode inner : tool.path("tools")) {
      if (name.endsWith("__" + inner.path("name").asText())) {
        return inner;
      }
    }
    return tool;
  }

  private static JsonNode schema(JsonNode definition) {
    JsonNode bedrock = definition.path("inputSchema").path("json");
    return definition.has("parameters") ? definition.get("parameters") : definition.path("input_schema").isObject()
        ? definition.get("input_schema") : bedrock;
  }

  private static boolean fits(JsonNode schema, JsonNode given) {
    if (!(schema instanceof ObjectNode object) || object.isEmpty()) {
      return true; // Without a schema any object does.
    }
    clean(object, 0);
    return Factory.SCHEMAS.getSchema(object).validate(given).isEmpty();
  }

  /** Removes what isn't checked. A property may have the name of a keyword, and stays. */
  private static void clean(JsonNode schema, int depth) {
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException("the schema is too deep");
    }
    if (schema instanceof ObjectNode object) {
      object.remove(UNCHECKED);
      if (object.has("$ref") && !object.path("$ref").asText().startsWith("#")) {
        throw new IllegalArgumentException("the schema refers to another one");
      }
    }
    for (Map.Entry<String, JsonNode> member : schema.properties()) {
      boolean named = member.getKey().equals("properties") || member.getKey().endsWith("efs") || member.getKey().equals("definitions");
      if (named) {
        member.getValue().forEach(each -> clean(each, depth + 1));
      } else if (!List.of("enum", "const", "default", "examples").contains(member.getKey())) {
        clean(member.getValue(), depth + 1);
      }
    }
    if (schema.isArray()) {
      schema.forEach(each -> clean(each, depth + 1));
    }
  }

  /** Is loaded with the first call that needs it, since few do. */
  private static final class Factory {

    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(VersionFlag.V202012,
        builder -> builder.schemaLoaders(loaders -> loaders.values(all -> {
          all.clear();
          all.add(address -> {
            throw new IllegalArgumentException("a schema must not refer to another document");
          });
        })));
  }
}

package app.orqen.translate.chat;

import app.orqen.translate.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Set;

/**
 * JSON schemas that an answer or a call is held to. OpenAI demands that every property is required, Anthropic (and Bedrock for
 * Claude) knows fewer keywords and demands closed objects: docs/wires/anthropic-messages.md, "Strict schemas".
 */
public final class StrictSchema {

  /** Keywords that Anthropic compiles as they are. */
  private static final Set<String> KEPT = Set.of("type", "description", "title", "enum", "const", "required", "$ref", "default");
  /** Keywords whose value is a schema or a list of schemas. */
  private static final Set<String> NESTED = Set.of("items", "anyOf", "allOf");
  /** Keywords whose members are schemas by name. */
  private static final Set<String> NAMED = Set.of("properties", "$defs", "definitions");
  private static final Set<String> FORMATS =
      Set.of("date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid");

  private StrictSchema() {}

  /**
   * Returns the schema as Anthropic takes it: objects closed, and what it refuses (minimum, maxLength, pattern and so on) said
   * in the description instead.
   */
  public static JsonNode forClaude(JsonNode schema) {
    if (!schema.isObject()) {
      return schema;
    }
    ObjectNode closed = JsonNodeFactory.instance.objectNode();
    StringBuilder said = new StringBuilder();
    schema.properties().forEach(member -> {
      String keyword = member.getKey();
      JsonNode value = member.getValue();
      if (NAMED.contains(keyword) && value.isObject()) {
        ObjectNode named = closed.putObject(keyword);
        value.properties().forEach(each -> named.set(each.getKey(), forClaude(each.getValue())));
      } else if (NESTED.contains(keyword) || keyword.equals("oneOf")) {
        closed.set(keyword.equals("oneOf") ? "anyOf" : keyword, nested(value));
      } else if (isKept(keyword, value)) {
        closed.set(keyword, value);
      } else if (!keyword.equals("additionalProperties") && !keyword.equals("$schema")) {
        said.append(said.isEmpty() ? "{" : ", ").append(keyword).append(": ").append(Json.compact(value));
      }
    });
    if (isObject(schema)) {
      closed.put("additionalProperties", false);
    }
    if (!said.isEmpty()) {
      String description = Json.text(schema, "description");
      closed.put("description", (description == null ? "" : description + "\n\n") + said.append('}'));
    }
    return closed;
  }

  private static JsonNode nested(JsonNode value) {
    if (!value.isArray()) {
      return forClaude(value);
    }
    ArrayNode schemas = JsonNodeFactory.instance.arrayNode();
    value.forEach(each -> schemas.add(forClaude(each)));
    return schemas;
  }

  private static boolean isKept(String keyword, JsonNode value) {
    return KEPT.contains(keyword)
        || keyword.equals("format") && FORMATS.contains(value.asText())
        || keyword.equals("minItems") && value.isInt() && value.intValue() <= 1;
  }

  private static boolean isObject(JsonNode schema) {
    JsonNode type = schema.path("type");
    boolean named = type.isTextual() && type.textValue().equals("object");
    for (JsonNode each : type) {
      named |= each.asText().equals("object");
    }
    return named || schema.has("properties");
  }

  /** Returns whether OpenAI takes the schema as strict: all objects are closed and each of their properties is required. */
  public static boolean fitsOpenAi(JsonNode schema) {
    if (schema == null) {
      return false;
    }
    if (isObject(schema) && !isWhole(schema)) {
      return false;
    }
    for (JsonNode value : schema) {
      if (value.isContainerNode() && !fitsOpenAi(value)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isWhole(JsonNode object) {
    Set<String> required = new HashSet<>();
    object.path("required").forEach(name -> required.add(name.asText()));
    boolean whole = object.path("additionalProperties").isBoolean() && !object.get("additionalProperties").booleanValue();
    for (var names = object.path("properties").fieldNames(); names.hasNext();) {
      whole &= required.contains(names.next());
    }
    return whole;
  }
}

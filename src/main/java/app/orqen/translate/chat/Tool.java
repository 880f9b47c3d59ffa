package app.orqen.translate.chat;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A function that the model may call.
 *
 * @param schema the JSON schema of its arguments, or null
 * @param strict or null if not said
 * @param cache life of a cache mark after it, or null
 */
public record Tool(String name, String description, JsonNode schema, Boolean strict, String cache) {

  public Tool withCache(String life) {
    return new Tool(name, description, schema, strict, life);
  }
}

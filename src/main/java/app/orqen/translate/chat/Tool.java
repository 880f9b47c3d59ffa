package app.orqen.translate.chat;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A function that the model may call.
 *
 * @param schema the JSON schema of its arguments, or null
 * @param strict or null if not said
 * @param cache life of a cache mark after it, or null
 * @param deferred whether the model is to see it only when it searches for it, where its provider has such a search
 */
public record Tool(String name, String description, JsonNode schema, Boolean strict, String cache, boolean deferred) {

  /** Makes a tool that the model sees at once. */
  public Tool(String name, String description, JsonNode schema, Boolean strict, String cache) {
    this(name, description, schema, strict, cache, false);
  }

  public Tool withCache(String life) {
    return new Tool(name, description, schema, strict, life, deferred);
  }
}

package app.orqen.translate.chat;

import com.fasterxml.jackson.databind.JsonNode;

/** The answer is to be JSON: of a schema, or any object if {@code schema} is null. */
public record ResponseFormat(String name, String description, JsonNode schema, Boolean strict) {}

package app.orqen.translate.responses;

import app.orqen.translate.chat.CalledAs;
import app.orqen.translate.chat.Tool;
import app.orqen.translate.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The tools that a client runs and that have no schema of their own, as functions. */
final class ClientTools {

  private static final JsonNode CUSTOM = schema("""
      {"type": "object", "properties": {"input": {"type": "string", "description": "The tool's whole input, as free text"}},
       "required": ["input"], "additionalProperties": false}""");

  private static final JsonNode SEARCH = schema("""
      {"type": "object", "properties": {"query": {"type": "string", "description": "What the tools should do"},
       "limit": {"type": "integer", "description": "How many tools to load at most"}},
       "required": ["query"], "additionalProperties": false}""");

  private static final JsonNode LOCAL_SHELL = schema("""
      {"type": "object", "properties": {
       "command": {"type": "array", "items": {"type": "string"}, "description": "The program and its arguments"},
       "working_directory": {"type": "string", "description": "Where to run it"},
       "timeout_ms": {"type": "integer", "description": "Milliseconds after which it is ended"}},
       "required": ["command"]}""");

  private static final JsonNode SHELL = schema("""
      {"type": "object", "properties": {
       "commands": {"type": "array", "items": {"type": "string"}, "description": "Shell commands, to be run in this order"},
       "timeout_ms": {"type": "integer", "description": "Milliseconds after which they are ended"},
       "max_output_length": {"type": "integer", "description": "Characters of output to return at most"}},
       "required": ["commands"]}""");

  private static final JsonNode APPLY_PATCH = schema("""
      {"type": "object", "properties": {
       "type": {"type": "string", "enum": ["create_file", "update_file", "delete_file"], "description": "What to do"},
       "path": {"type": "string", "description": "The file, relative to the workspace"},
       "diff": {"type": "string", "description": "The change in V4A diff format; not for delete_file"}},
       "required": ["type", "path"]}""");

  private ClientTools() {}

  /** Returns the function for a tool of free text. Its grammar can only be told to the model in words. */
  static Tool custom(String name, String description, JsonNode format) {
    StringBuilder text = new StringBuilder(description == null ? "" : description);
    String definition = Json.text(format, "definition");
    if (definition != null) {
      String syntax = Json.text(format, "syntax");
      text.append(text.isEmpty() ? "" : "\n\n").append("The input must match this ").append("regex".equals(syntax)
          ? "regular expression" : (syntax == null ? "" : syntax + " ") + "grammar").append(":\n").append(definition);
    }
    return new Tool(name, text.isEmpty() ? null : text.toString(), CUSTOM, null, null);
  }

  /** Returns the function for a tool of a kind with a fixed form; a search may bring a description and a schema of its own. */
  static Tool of(CalledAs.Kind kind, String name, String description, JsonNode schema) {
    return switch (kind) {
      case TOOL_SEARCH -> new Tool(name,
          description == null ? "Searches for tools that are available but not loaded yet, and loads them." : description,
          schema == null ? SEARCH : schema, null, null);
      case LOCAL_SHELL -> new Tool(name, "Runs a command on the user's machine.", LOCAL_SHELL, null, null);
      case SHELL -> new Tool(name, "Runs shell commands on the user's machine.", SHELL, null, null);
      case APPLY_PATCH -> new Tool(name, "Creates, changes or deletes a file of the user's workspace.", APPLY_PATCH, null, null);
      default -> throw new IllegalArgumentException(kind + " has no fixed form");
    };
  }

  private static JsonNode schema(String json) {
    try {
      return Json.tree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

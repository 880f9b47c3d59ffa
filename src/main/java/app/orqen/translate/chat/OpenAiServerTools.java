package app.orqen.translate.chat;

import app.orqen.translate.error.TranslationException;
import com.fasterxml.jackson.databind.JsonNode;

/** Reads the tools that OpenAI runs, whose form chat completions and the Responses API share. */
public final class OpenAiServerTools {

  private OpenAiServerTools() {}

  /** Reads a tool that the provider runs, by the types that OpenAI and aggregators of providers give them. */
  public static ServerTool read(JsonNode tool, String type, String param) throws TranslationException {
    String bare = type.substring(type.indexOf(':') + 1); // openrouter:web_search
    if (bare.startsWith("web_search_preview_") || bare.startsWith("web_search_20")) { // dated names of the same
      return webSearch(type, tool, param);
    }
    return switch (bare) {
      case "web_search", "web_search_preview" -> webSearch(type, tool, param);
      case "code_interpreter" -> ServerTool.of(ServerTool.Kind.CODE_EXECUTION, type, param);
      default -> ServerTool.of(ServerTool.Kind.OTHER, type, param);
    };
  }

  /** Reads a web search: a tool of its own, or the options that switch it on. */
  public static ServerTool webSearch(String name, JsonNode options, String param) throws TranslationException {
    JsonNode location = Fields.object(options, "user_location", param + ".user_location");
    JsonNode filters = options.path("filters");
    return ServerTool.search(name, param, new ServerTool.Search(null,
        Fields.strings(filters, "allowed_domains", param + ".filters.allowed_domains"),
        Fields.strings(filters, "blocked_domains", param + ".filters.blocked_domains"),
        location == null || !location.has("approximate") ? location : location.get("approximate"),
        Fields.string(options, "search_context_size", param + ".search_context_size")));
  }
}

package app.orqen.translate.chat;

import app.orqen.translate.error.TranslationException;
import app.orqen.translate.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads Anthropic's own tools, which have a dated type in place of a schema. Those that the client runs itself become functions
 * with the schema that Anthropic documents ({@code client-tools.json}); the others are tools that Anthropic runs.
 */
public final class DatedTools {

  private static final Pattern DATE = Pattern.compile("_[0-9]{8}$");
  private static final String TOOL_SEARCH = "tool_search_tool_";
  private static final JsonNode CLIENT_TOOLS = load();

  private DatedTools() {}

  /** Returns whether a tool's type ends in a date, as those of Anthropic's own tools do. */
  public static boolean isDated(String type) {
    return DATE.matcher(type).find();
  }

  /**
   * Returns whether Anthropic would search the tools with {@code defer_loading} for the model. Where the target has no such search,
   * they are offered to its model at once.
   */
  public static boolean searchesTools(JsonNode tools) {
    for (JsonNode tool : tools) {
      if (tool.path("type").asText().startsWith(TOOL_SEARCH)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Adds a dated tool to a request.
   *
   * @param param what the client calls the tool
   * @throws TranslationException 400 if a field has a wrong type
   */
  public static void read(JsonNode tool, String type, String param, ChatRequest request) throws TranslationException {
    String named = tool.has("mcp_server_name") ? "mcp_server_name" : "name";
    String name = Fields.string(tool, named, param + "." + named);
    String called = name == null || name.isEmpty() ? DATE.matcher(type).replaceFirst("") : name;
    for (JsonNode known : CLIENT_TOOLS) {
      if (type.startsWith(known.get("type").textValue())) {
        request.tools.add(new Tool(called, description(known, tool), known.get("schema"), null, Fields.cacheControl(tool)));
        return;
      }
    }
    request.serverTools.add(server(tool, type, called, param));
  }

  private static ServerTool server(JsonNode tool, String type, String name, String param) throws TranslationException {
    if (type.startsWith(TOOL_SEARCH)) {
      return ServerTool.of(ServerTool.Kind.TOOL_SEARCH, name, param);
    }
    if (type.startsWith("code_execution_")) {
      return ServerTool.of(ServerTool.Kind.CODE_EXECUTION, name, param);
    }
    if (type.startsWith("web_search_")) {
      return ServerTool.search(name, param, new ServerTool.Search(
          Fields.integer(tool, "max_uses", param + ".max_uses"),
          Fields.strings(tool, "allowed_domains", param + ".allowed_domains"),
          Fields.strings(tool, "blocked_domains", param + ".blocked_domains"),
          Fields.object(tool, "user_location", param + ".user_location"),
          null));
    }
    return ServerTool.of(ServerTool.Kind.OTHER, name, param);
  }

  private static String description(JsonNode known, JsonNode tool) {
    String description = known.get("description").textValue();
    List<String> more = new ArrayList<>();
    for (Iterator<String> fields = known.path("told").fieldNames(); fields.hasNext();) {
      String field = fields.next();
      if (tool.path(field).isNumber()) {
        more.add(known.get("told").get(field).textValue().replace("{}", tool.get(field).asText()));
      }
    }
    return more.isEmpty() ? description : description + " " + String.join(" ", more);
  }

  private static JsonNode load() {
    try (InputStream in = DatedTools.class.getResourceAsStream("client-tools.json")) {
      return Json.tree(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

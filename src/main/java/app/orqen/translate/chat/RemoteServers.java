package app.orqen.translate.chat;

import app.orqen.translate.error.TranslationException;
import com.fasterxml.jackson.databind.JsonNode;

/** Reads Anthropic's {@code mcp_servers}: servers whose tools the provider would fetch and call itself. */
public final class RemoteServers {

  private RemoteServers() {}

  /**
   * Adds each server as a tool of the provider's, unless one of the tools in the request already represents it.
   *
   * @throws TranslationException 400 if a field has a wrong type
   */
  public static void read(JsonNode body, ChatRequest request) throws TranslationException {
    JsonNode servers = Fields.array(body, "mcp_servers", "mcp_servers");
    for (int i = 0; servers != null && i < servers.size(); i++) {
      String param = "mcp_servers[" + i + "]";
      String given = Fields.string(servers.get(i), "name", param + ".name");
      String name = given == null || given.isEmpty() ? "mcp_servers" : given;
      if (request.serverTools.stream().noneMatch(tool -> tool.name().equals(name))) {
        request.serverTools.add(ServerTool.of(ServerTool.Kind.OTHER, name, param));
      }
    }
  }
}

package app.orqen.prune;

import app.orqen.json.JsonScan;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import app.orqen.request.BodyScan;
import app.orqen.request.Field;
import app.orqen.tools.ItemTools;
import app.orqen.tools.ToolPolicy;
import app.orqen.tools.read.ByteSpan;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;

/**
 * Refuses fields that bring tools into a request in another way than {@code tools}. A key's lists apply to tools whose names
 * the gateway sees, so a key that has lists may not send fields that bypass them.
 */
final class OtherTools {

  private static final String MORE_FIELDS = "additionalModelRequestFields";

  /** The fields that are refused, each with what to do instead. */
  private static final Map<String, String> REFUSED = Map.of(
      "previous_response_id", "the responses that are stored may bring tools that the request doesn't name; send all of the input yourself",
      "conversation", "a stored conversation may bring tools that the request doesn't name; send all of the input yourself",
      "functions", "send the functions as tools",
      "prompt", "a stored prompt may bring tools that the request doesn't name; send its text and tools yourself",
      "mcp_servers", "the servers' tools are not named in the request; connect to them yourself and send their tools");

  /** Switches for tools that the provider has, with the name by which a list can mean them. */
  private static final Map<String, String> SWITCHES =
      Map.of("web_search_options", "web_search", "search_parameters", "web_search");

  private OtherTools() {}

  /**
   * Looks a request through for tools that a key's lists can't hold for.
   *
   * @throws GatewayException 400 when there are some and the key has lists
   */
  static void refuse(ToolPolicy policy, BodyScan scan) {
    if (!policy.hasBoundary()) {
      return;
    }
    for (Field field : scan.fields()) {
      String name = field.name();
      if (REFUSED.containsKey(name) && field.type() != JsonToken.VALUE_NULL) {
        throw refusal(name, REFUSED.get(name));
      }
      if (SWITCHES.containsKey(name) && !policy.permits(SWITCHES.get(name))) {
        throw refusal(name, "it means the tool '" + SWITCHES.get(name) + "', which the lists don't allow");
      }
      if (name.equals("input") && field.type() == JsonToken.START_ARRAY) {
        refuseItems(policy, scan.body(), field);
      }
      if (name.equals(MORE_FIELDS) && bringsTools(scan.body(), field)) {
        throw refusal(name, "send the tools in 'toolConfig'");
      }
    }
  }

  /** Refuses tools among the items of a conversation, where agents of the Responses API put them, that the lists don't allow. */
  private static void refuseItems(ToolPolicy policy, byte[] body, Field input) {
    String name = ItemTools.refused(policy, body, new ByteSpan(input.valueStart(), input.valueEnd()));
    if (name != null) {
      throw GatewayException.badRequest(ErrorCode.TOOL_NOT_ALLOWED, "input", name.isEmpty()
          ? "A tool among the items of 'input' doesn't name what it brings, so that the lists of this key can't be applied to it."
              + " Leave it out, or use a key without tool lists."
          : "The tool '" + name + "' among the items of 'input' is not allowed for this key. Leave it out, or change the key's lists.");
    }
  }

  private static GatewayException refusal(String field, String advice) {
    return GatewayException.badRequest(ErrorCode.TOOL_NOT_ALLOWED, field,
        "This key has tool lists, and they can't be applied to '" + field + "': " + advice + ".");
  }

  /**
   * Returns whether such a field may hold tools. Bedrock puts these fields into the model's own request, where each model has
   * its own name for tools.
   */
  private static boolean bringsTools(byte[] body, Field field) {
    if (field.type() != JsonToken.START_OBJECT) {
      return false;
    }
    try (JsonParser json = JsonScan.parser(body, field.valueStart(), field.valueEnd() - field.valueStart())) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName().toLowerCase(Locale.ROOT);
        boolean tools = name.contains("tool") || name.contains("function") || name.contains("mcp");
        if (tools && !name.equals("tool_choice")) {
          return true;
        }
        json.nextToken();
        json.skipChildren();
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

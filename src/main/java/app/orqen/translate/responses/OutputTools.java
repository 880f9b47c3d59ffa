package app.orqen.translate.responses;

import app.orqen.translate.chat.CalledAs;
import app.orqen.translate.json.Json;
import com.fasterxml.jackson.databind.JsonNode;

/** Names of the tools that items of an output call, as a key's lists have them. */
final class OutputTools {

  private static final String CALL = "_call";

  private OutputTools() {}

  /** Returns the name of the tool that an item calls; null when it isn't a call. */
  static String name(JsonNode item) {
    String type = Json.text(item, "type");
    if (type == null || !type.endsWith(CALL)) {
      return null;
    }
    String name = Json.text(item, "name");
    return name == null ? type.substring(0, type.length() - CALL.length())
        : new CalledAs(CalledAs.Kind.FUNCTION, Json.text(item, "namespace"), name).functionName();
  }
}

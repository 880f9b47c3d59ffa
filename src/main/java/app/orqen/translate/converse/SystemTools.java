package app.orqen.translate.converse;

import app.orqen.translate.chat.ServerTool;
import com.fasterxml.jackson.databind.JsonNode;

/** The tools that Amazon runs for its Nova models, by their names in {@code systemTool}. */
final class SystemTools {

  static final String SEARCH = "nova_grounding";
  static final String CODE = "nova_code_interpreter";

  private SystemTools() {}

  /**
   * Returns the name of Amazon's equivalent of a tool, or null when a model has none.
   *
   * @param rules the model's rules in the table {@code converse}
   */
  static String equivalent(ServerTool tool, JsonNode rules) {
    String name = switch (tool.kind()) {
      case WEB_SEARCH -> tool.search().isRestricted() ? null : SEARCH;
      case CODE_EXECUTION -> CODE;
      case TOOL_SEARCH, OTHER -> null;
    };
    for (JsonNode known : rules.path("systemTools")) {
      if (known.asText().equals(name)) {
        return name;
      }
    }
    return null;
  }
}

package app.orqen.tools;

import app.orqen.translate.wire.ToolForm.Definition;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** The search for deferred tools that a provider runs. */
final class ProviderSearch {

  /** Anthropic's documentation, "Tool search tool"; the variant to which the model says in words what it looks for. */
  private static final String ANTHROPIC = "{\"type\":\"tool_search_tool_bm25_20251119\",\"name\":\"tool_search_tool_bm25\"}";
  /** OpenAI's documentation, "Tool search". */
  private static final String OPENAI = "{\"type\":\"tool_search\"}";

  /** What answers call it. */
  static final Set<String> NAMES = Set.of("tool_search", "tool_search_tool_bm25");

  private ProviderSearch() {}

  /**
   * Returns the tool that switches the search on, as JSON.
   *
   * @return null where the form has none; a translation then adds that of its target
   */
  static byte[] definition(Definition form) {
    return switch (form) {
      case INPUT_SCHEMA -> ANTHROPIC.getBytes(StandardCharsets.US_ASCII);
      case FLAT_FUNCTION -> OPENAI.getBytes(StandardCharsets.US_ASCII);
      default -> null;
    };
  }
}

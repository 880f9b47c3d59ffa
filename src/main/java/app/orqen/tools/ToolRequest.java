package app.orqen.tools;

import app.orqen.tools.read.ByteSpan;
import app.orqen.tools.read.ConverseConfig;
import app.orqen.tools.read.ToolChoice;
import app.orqen.tools.read.ToolList;
import app.orqen.tools.read.ToolList.Element;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * The part of a request that says which tools there are.
 *
 * @param span where the list is in the body
 * @param elements what is in it
 * @param choice the tools that {@code tool_choice} names
 */
record ToolRequest(ByteSpan span, List<Element> elements, Set<String> choice) {

  /** Reads that part of a request, or returns null when the request has no tools. */
  static ToolRequest read(PruneRequest request, ToolList toolList) throws IOException {
    ByteSpan tools = request.tools();
    ByteSpan choice = request.toolChoice();
    if (tools != null && request.form().isNested()) {
      ConverseConfig config = ConverseConfig.read(request.body(), tools);
      tools = config.tools();
      choice = config.toolChoice();
    }
    if (tools == null) {
      return null;
    }
    List<Element> elements = toolList.read(request.body(), tools);
    return elements.isEmpty() ? null : new ToolRequest(tools, elements, ToolChoice.names(request.body(), choice));
  }
}

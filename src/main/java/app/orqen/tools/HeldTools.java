package app.orqen.tools;

import app.orqen.tools.read.ToolDefinition;
import app.orqen.tools.read.ToolDefinition.Role;
import app.orqen.tools.read.ToolList.Element;
import app.orqen.translate.wire.ToolForm.Definition;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The tools that a client defers until the model searches for them, where the target has no such search. The gateway holds them back,
 * and its own function takes the place of the search.
 *
 * @param held the tools to hold back
 * @param others the other tools, without the search
 * @param applies whether the gateway searches in the provider's place
 */
record HeldTools(List<Element> held, List<Element> others, boolean applies) {

  /** How the type of another provider's search ends, such as {@code openrouter:tool_search}. */
  private static final String FOREIGN_SEARCH = ":tool_search";

  static HeldTools none(List<Element> tools) {
    return new HeldTools(List.of(), tools, false);
  }

  /**
   * Decides which tools to hold back. Nothing is held back from a client that searches itself: its own tool loads what it finds.
   *
   * @param wanted whether the conversation has a tool already, or demands it
   */
  static HeldTools of(List<Element> tools, Definition form, Predicate<String> wanted) {
    boolean inForm = form == Definition.INPUT_SCHEMA || form == Definition.FLAT_FUNCTION;
    boolean searched = tools.stream().anyMatch(element -> element.tool().search());
    boolean foreign = tools.stream().anyMatch(element -> element.tool().name().endsWith(FOREIGN_SEARCH));
    boolean deferred = tools.stream().anyMatch(element -> element.tool().deferred());
    if (foreign || !deferred || inForm && !searched) {
      return none(tools);
    }
    List<Element> held = new ArrayList<>();
    List<Element> others = new ArrayList<>();
    for (Element element : tools) {
      ToolDefinition tool = element.tool();
      if (tool.deferred() && tool.role() == Role.FIXED && !tool.names().isEmpty() && tool.names().stream().noneMatch(wanted)) {
        held.add(element);
      } else if (!tool.search()) {
        others.add(element);
      }
    }
    return new HeldTools(held, others, true);
  }
}

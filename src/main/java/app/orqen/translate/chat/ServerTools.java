package app.orqen.translate.chat;

import app.orqen.translate.error.TranslationException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * What becomes of the tools of a request that its provider would have to run (docs/api.md, "Tools that a provider runs").
 *
 * @param carried those that the target has too, in the client's order
 * @param leftOut names of those that it lacks, which the client is told
 */
public record ServerTools(List<ServerTool> carried, List<String> leftOut) {

  /**
   * Decides for a target.
   *
   * @param takes whether the target has an equivalent
   * @throws TranslationException 400 for a tool without an equivalent that is forced, or beside which there is no other: the
   *     answer would pass for one that used it
   */
  public static ServerTools of(ChatRequest request, Predicate<ServerTool> takes) throws TranslationException {
    List<ServerTool> carried = new ArrayList<>();
    List<ServerTool> missing = new ArrayList<>();
    for (ServerTool tool : request.serverTools) {
      (takes.test(tool) ? carried : missing).add(tool);
    }
    for (ServerTool tool : missing) {
      if (request.mayUseTools() && (request.tools.isEmpty() && carried.isEmpty() || isForced(tool, request))) {
        throw TranslationException.unsupported(tool.param(), "This provider has no tool of its own for '" + tool.name()
            + "'. Use a provider that has one, or a function that you run yourself.");
      }
    }
    return new ServerTools(carried, missing.stream().map(ServerTool::name).distinct().toList());
  }

  /** Returns whether a request has tools that a model is to search for, and its provider has such a search. */
  public static boolean searches(ChatRequest request, RequestContext context) {
    return Boolean.TRUE.equals(context.facts().toolSearch()) && request.tools.stream().anyMatch(ServerTools::isDeferred);
  }

  /** Returns whether a tool may be deferred where that is possible. A provider refuses it for one that marks its cache. */
  public static boolean isDeferred(Tool tool) {
    return tool.deferred() && tool.cache() == null;
  }

  /** Returns whether the tool choice demands this tool. */
  public static boolean isForced(ServerTool tool, ChatRequest request) {
    ToolChoice choice = request.toolChoice;
    return choice != null && choice.mode() == ToolChoice.Mode.NAMED && choice.name().equals(tool.name())
        && request.tools.stream().noneMatch(function -> function.name().equals(tool.name()));
  }

  /** Returns the carried tool that the tool choice demands, or null. */
  public ServerTool forced(ChatRequest request) {
    return carried.stream().filter(tool -> isForced(tool, request)).findFirst().orElse(null);
  }

  /** Returns the first carried tool of a kind, or null. */
  public ServerTool find(ServerTool.Kind kind) {
    return carried.stream().filter(tool -> tool.kind() == kind).findFirst().orElse(null);
  }
}

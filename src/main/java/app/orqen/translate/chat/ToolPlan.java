package app.orqen.translate.chat;

import app.orqen.translate.chat.ToolChoice.Mode;
import java.util.ArrayList;
import java.util.List;

/**
 * The tools to send to a provider. A response schema that the model does not take natively becomes one more tool, which it must
 * call and whose input is unwrapped to the answer's text ({@code AnswerTap}).
 *
 * @param jsonTool that tool's name, or null
 */
public record ToolPlan(List<Tool> tools, ToolChoice choice, String jsonTool) {

  private static final String JSON_TOOL = "json_response";
  private static final String JSON_HINT = "Answer with one valid JSON object and nothing else: no code fence, no other text.";

  public static ToolPlan of(ChatRequest request, boolean nativeSchemas) {
    ResponseFormat format = request.format;
    boolean named = request.toolChoice != null && request.toolChoice.mode() == Mode.NAMED;
    if (format == null || format.schema() == null || nativeSchemas || named) {
      return new ToolPlan(request.tools, request.toolChoice, null);
    }
    List<Tool> tools = new ArrayList<>();
    if (request.mayCallTools()) {
      tools.addAll(request.tools);
    }
    String name = JSON_TOOL;
    while (taken(name, tools)) {
      name += "_";
    }
    String description = format.description() == null ? "Gives the answer to the user." : format.description();
    tools.add(new Tool(name, description, format.schema(), null, null));
    ToolChoice choice = tools.size() == 1 ? new ToolChoice(Mode.NAMED, name) : ToolChoice.of(Mode.ANY);
    return new ToolPlan(tools, choice, name);
  }

  /** Asks for JSON in words, for {@code json_object}, which no other wire knows. */
  public static void hintJson(ChatRequest request) {
    if (request.format != null && request.format.schema() == null) {
      request.system.add(new Part.Text(JSON_HINT));
    }
  }

  private static boolean taken(String name, List<Tool> tools) {
    return tools.stream().anyMatch(tool -> tool.name().equals(name));
  }
}

package app.orqen.translate;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * A request between two wires: what more than one of them can say, and nothing else. Readers fill it, writers read it. Fields
 * are null when the client did not say; lists are never null.
 */
final class ChatRequest {

  /** Size of the body that was read, about that of the one to write. */
  final int size;

  final List<Part.Text> system = new ArrayList<>();
  List<Turn> turns = new ArrayList<>();
  List<Tool> tools = new ArrayList<>();
  ToolChoice toolChoice;
  Boolean parallelTools;
  Integer maxTokens;
  BigDecimal temperature;
  BigDecimal topP;
  Integer topK;
  List<String> stop = new ArrayList<>();
  Long seed;
  ResponseFormat format;
  Reasoning reasoning = Reasoning.DEFAULT;
  String user;
  String serviceTier;
  boolean includeUsage;

  ChatRequest(int size) {
    this.size = size;
  }

  /** Whether a writer may send tools that the model can call. */
  boolean mayCallTools() {
    return !tools.isEmpty() && (toolChoice == null || toolChoice.mode() != ToolChoice.Mode.NONE);
  }

  /** What of the system prompt says anything: blank blocks are refused (pitfall 26). */
  List<Part> spokenSystem() {
    List<Part> texts = new ArrayList<>();
    for (Part.Text text : system) {
      if (!text.isBlank()) {
        texts.add(text);
      }
    }
    return texts;
  }

  /** The stop sequences that Claude takes: it refuses those that are white space only, at Anthropic and at Bedrock. */
  List<String> visibleStop() {
    return stop.stream().filter(sequence -> !sequence.isBlank()).toList();
  }

  boolean hasToolHistory() {
    for (Turn turn : turns) {
      if (turn.has(Part.ToolUse.class) || turn.has(Part.ToolResult.class)) {
        return true;
      }
    }
    return false;
  }
}

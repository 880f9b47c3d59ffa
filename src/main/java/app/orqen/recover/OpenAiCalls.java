package app.orqen.recover;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tool calls of one answer in OpenAI's form: the client's own, with their indexes, and those of the gateway's function. */
final class OpenAiCalls {

  /** One call as it grows. */
  private static final class Call {
    private final ObjectNode node = Trees.JSON.createObjectNode();
    private final List<ObjectNode> waiting = new ArrayList<>();
    private final StringBuilder name = new StringBuilder();
    private final StringBuilder arguments = new StringBuilder();
    private int shownAt = -1;
    private boolean ours;
  }

  private final String findTool;
  private final Map<Integer, Call> calls = new LinkedHashMap<>();
  private int shown;

  OpenAiCalls(String findTool) {
    this.findTool = findTool;
  }

  /** Takes a complete call. */
  void whole(JsonNode node) {
    Call call = new Call();
    calls.put(calls.size(), call);
    if (node instanceof ObjectNode object) {
      call.node.setAll(object);
    }
    call.name.append(node.at("/function/name").asText());
    call.arguments.append(node.at("/function/arguments").asText());
    call.ours = findTool.contentEquals(call.name);
  }

  /** Takes pieces of a stream. Returns those that the client gets, under its own indexes. */
  ArrayNode pieces(ArrayNode pieces) {
    ArrayNode visible = Trees.JSON.createArrayNode();
    for (JsonNode piece : pieces) {
      if (piece instanceof ObjectNode object) {
        piece(object.deepCopy(), visible);
      }
    }
    return visible;
  }

  private void piece(ObjectNode piece, ArrayNode visible) {
    Call call = calls.computeIfAbsent(piece.path("index").asInt(calls.size()), index -> new Call());
    String name = piece.at("/function/name").asText("");
    if (!name.contentEquals(call.name)) {
      call.name.append(name); // Some providers repeat the name instead of adding to it.
    }
    call.arguments.append(piece.at("/function/arguments").asText(""));
    if (call.shownAt < 0) {
      piece.properties().forEach(member -> {
        if (!member.getValue().isNull() && !call.node.has(member.getKey())) {
          call.node.set(member.getKey(), member.getValue());
        }
      });
    }
    call.ours = findTool.contentEquals(call.name);
    if (call.ours) {
      call.waiting.clear();
      return;
    }
    // A name that may still become ours. Arguments come after the whole name.
    if (call.shownAt < 0 && call.arguments.isEmpty() && findTool.startsWith(call.name.toString())) {
      call.waiting.add(piece);
      return;
    }
    show(call, visible);
    visible.add(piece.put("index", call.shownAt));
  }

  private void show(Call call, ArrayNode visible) {
    if (call.shownAt < 0) {
      call.shownAt = shown++;
    }
    call.waiting.forEach(earlier -> visible.add(earlier.put("index", call.shownAt)));
    call.waiting.clear();
  }

  /** Returns the pieces that waited for more of a name, now that none comes: the client's calls without arguments. */
  ArrayNode rest() {
    ArrayNode visible = Trees.JSON.createArrayNode();
    for (Call call : calls.values()) {
      if (!call.ours && !call.waiting.isEmpty()) {
        show(call, visible);
      }
    }
    return visible;
  }

  /** Returns the calls of the gateway's function. */
  List<FindCall> found() {
    List<FindCall> found = new ArrayList<>();
    for (Call call : calls.values()) {
      if (call.ours) {
        found.add(new FindCall(call.node.path("id").asText(), call.arguments.toString()));
      }
    }
    return found;
  }

  /** Returns whether there are calls that the client has to answer. */
  boolean hasOthers() {
    return calls.values().stream().anyMatch(call -> !call.ours);
  }

  /** Returns the client's own calls of a whole answer. */
  ArrayNode others() {
    return nodes(false);
  }

  /** Returns the calls of the gateway's function as the assistant's message has them. */
  ArrayNode asked() {
    return nodes(true);
  }

  private ArrayNode nodes(boolean ours) {
    ArrayNode nodes = Trees.JSON.createArrayNode();
    for (Call call : calls.values()) {
      if (call.ours == ours) {
        ObjectNode node = call.node.deepCopy();
        if (ours) {
          node.remove("index");
          node.put("type", "function");
          node.putObject("function").put("name", findTool)
              .put("arguments", Trees.arguments(call.arguments.toString()).toString());
        }
        nodes.add(node);
      }
    }
    return nodes;
  }

  /** Forgets the calls. Those that the client was shown keep their indexes. */
  void nextRound() {
    calls.clear();
  }
}

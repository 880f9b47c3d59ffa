package app.orqen.recover;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

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
    /** Whether it calls a tool that was left out. It waits for the answer's end, when it is decided who answers it. */
    private boolean unasked;
  }

  private final LeftOut tools;
  private final Map<Integer, Call> calls = new LinkedHashMap<>();
  private int shown;

  OpenAiCalls(LeftOut tools) {
    this.tools = tools;
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
    judge(call);
  }

  private void judge(Call call) {
    call.ours = tools.findTool().contentEquals(call.name);
    call.unasked = tools.has(call.name.toString());
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
    judge(call);
    if (call.ours) {
      call.waiting.clear();
      return;
    }
    // A name that may still become ours. Arguments come after the whole name.
    boolean mayBecomeOurs = call.arguments.isEmpty() && tools.findTool().startsWith(call.name.toString());
    if (call.shownAt < 0 && (call.unasked || mayBecomeOurs)) {
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

  /** Returns the pieces that waited, now that no more come: of calls without arguments, and of left-out tools. */
  ArrayNode rest() {
    ArrayNode visible = Trees.JSON.createArrayNode();
    for (Call call : calls.values()) {
      if (!call.ours && !call.waiting.isEmpty()) {
        show(call, visible);
      }
    }
    return visible;
  }

  /** Returns the calls that the gateway answers. */
  List<FindCall> found() {
    return calls(call -> call.ours);
  }

  /** Returns the calls of left-out tools. */
  List<FindCall> unasked() {
    return calls(call -> call.unasked);
  }

  private List<FindCall> calls(Predicate<Call> which) {
    return calls.values().stream().filter(which)
        .map(call -> new FindCall(call.node.path("id").asText(), call.name.toString(), call.arguments.toString())).toList();
  }

  /** Says whether the gateway answers the calls of left-out tools. */
  void claim(boolean ours) {
    calls.values().stream().filter(call -> call.unasked).forEach(call -> call.ours = ours);
  }

  /** Returns whether there are calls that the client has to answer. */
  boolean hasOthers() {
    return calls.values().stream().anyMatch(call -> !call.ours);
  }

  /** Returns the client's own calls of a whole answer. */
  ArrayNode others() {
    return nodes(false);
  }

  /** Returns the calls that the gateway answers as the assistant's message has them. */
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
          node.putObject("function").put("name", call.name.toString())
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

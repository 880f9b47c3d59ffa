package app.orqen.translate.chat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Gives calls that repeat the id of an earlier one an id of their own. Results belong to the calls of their id in order. */
final class CallIds {

  private final Set<String> taken = new HashSet<>();
  private final Map<String, Integer> repeats = new HashMap<>();
  /** By the client's id: the calls whose results have not come yet, and the last one whose result has. */
  private final Map<String, Deque<String>> open = new HashMap<>();
  private final Map<String, String> answered = new HashMap<>();

  Part distinct(Part part) {
    if (part instanceof Part.ToolUse call) {
      String id = distinct(call.id());
      return id.equals(call.id()) ? call : new Part.ToolUse(id, call.name(), call.input(), call.cache());
    }
    if (part instanceof Part.ToolResult result) {
      String id = called(result.id());
      return id.equals(result.id()) ? result : new Part.ToolResult(id, result.content(), result.error(), result.cache());
    }
    return part;
  }

  private String distinct(String id) {
    String distinct = id;
    while (!taken.add(distinct)) {
      distinct = id + "_" + repeats.merge(id, 1, Integer::sum);
    }
    open.computeIfAbsent(id, key -> new ArrayDeque<>(2)).add(distinct);
    return distinct;
  }

  private String called(String id) {
    Deque<String> calls = open.get(id);
    if (calls != null && !calls.isEmpty()) {
      answered.put(id, calls.poll());
    }
    return answered.getOrDefault(id, id);
  }
}

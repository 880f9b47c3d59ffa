package app.orqen.translate.openai;

import app.orqen.translate.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes tool indexes start at zero without gaps, however a provider counts (pitfall 2), and gives every id its own index
 * (pitfall 3). Repeated ids and names are removed, since the SDK would join them (P1). Pieces of a name stay, for the same
 * reason.
 */
public final class ToolIndexRepair {

  private record Call(int index, String id, CallName name) {}

  /** Takes the place of an index in OpenAI's older form, in which a choice has one call without an index. */
  private static final int LEGACY = -1;

  /** The call that a provider's index currently means, by the choice and that index. */
  private final Map<Long, Call> calls = new HashMap<>();
  private final Map<Integer, Integer> counts = new HashMap<>();
  private final List<CallName> names = new ArrayList<>();

  /** Returns whether the element begins a call. */
  boolean isNew(int choice, JsonNode element) {
    Call known = calls.get(key(choice, element));
    String id = id(element);
    return known == null || id != null && !id.equals(known.id());
  }

  /** Corrects the element. Returns whether that changed it. */
  boolean apply(int choice, ObjectNode element) {
    boolean begins = isNew(choice, element);
    if (begins) {
      int index = counts.merge(choice, 1, Integer::sum) - 1;
      calls.put(key(choice, element), new Call(index, id(element), newName()));
    }
    Call call = calls.get(key(choice, element));
    boolean changed = !element.path("index").isInt() || element.get("index").intValue() != call.index();
    element.put("index", call.index());
    if (!begins) {
      changed |= element.remove("id") != null;
    }
    return changed | name(call.name(), element.path("function"), "arguments")
        | name(call.name(), element.path("custom"), "input");
  }

  /** Corrects a {@code function_call}. Returns whether that changed it. */
  boolean applyLegacy(int choice, JsonNode called) {
    long key = ((long) choice << 32) + LEGACY;
    return name(calls.computeIfAbsent(key, k -> new Call(0, null, newName())).name(), called, "arguments");
  }

  private CallName newName() {
    CallName name = new CallName();
    names.add(name);
    return name;
  }

  /** Removes a name that only repeats the name so far. The first arguments end a name. */
  private static boolean name(CallName name, JsonNode called, String arguments) {
    boolean repeats = !name.add(Json.text(called, "name"));
    if (repeats) {
      ((ObjectNode) called).remove("name");
    }
    String begun = Json.text(called, arguments);
    if (begun != null && !begun.isEmpty()) {
      name.end();
    }
    return repeats;
  }

  /** Notes that the answer is over and no name continues. */
  void end() {
    names.forEach(CallName::end);
  }

  /** Returns the names of calls: those that are complete, or those that may continue. */
  List<String> names(boolean whole) {
    return names.stream().filter(name -> !name.isEmpty() && name.isWhole() == whole).map(CallName::toString).toList();
  }

  private static long key(int choice, JsonNode element) {
    return ((long) choice << 32) + element.path("index").asInt();
  }

  private static String id(JsonNode element) {
    String id = Json.text(element, "id");
    return id == null || id.isEmpty() ? null : id;
  }
}

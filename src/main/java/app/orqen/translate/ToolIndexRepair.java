package app.orqen.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;

/**
 * Makes tool indexes dense and zero-based, whatever a provider counts from (pitfall 2), and gives every id an index of its own
 * (pitfall 3). Repeated ids and names are taken out, since the SDK would join them (P1).
 */
final class ToolIndexRepair {

  private record Call(int index, String id) {}

  /** Choice, and in it the provider's index, to the call that it means now. */
  private final Map<Long, Call> calls = new HashMap<>();
  private final Map<Integer, Integer> counts = new HashMap<>();

  /** Whether the element begins a call. */
  boolean isNew(int choice, JsonNode element) {
    Call known = calls.get(key(choice, element));
    String id = id(element);
    return known == null || id != null && !id.equals(known.id());
  }

  /** Puts the element right; true if that changed it. */
  boolean apply(int choice, ObjectNode element) {
    boolean begins = isNew(choice, element);
    if (begins) {
      int index = counts.merge(choice, 1, Integer::sum) - 1;
      calls.put(key(choice, element), new Call(index, id(element)));
    }
    Call call = calls.get(key(choice, element));
    boolean changed = !element.path("index").isInt() || element.get("index").intValue() != call.index();
    element.put("index", call.index());
    if (!begins) {
      changed |= element.remove("id") != null;
      changed |= element.path("function").isObject() && ((ObjectNode) element.get("function")).remove("name") != null;
    }
    return changed;
  }

  private static long key(int choice, JsonNode element) {
    return ((long) choice << 32) + element.path("index").asInt();
  }

  private static String id(JsonNode element) {
    String id = Json.text(element, "id");
    return id == null || id.isEmpty() ? null : id;
  }
}

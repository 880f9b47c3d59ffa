package app.orqen.recover;

import app.orqen.translate.framing.SseEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The calls of left-out tools in one round of the Responses API. They wait for the round's end, when it is decided who answers them. */
final class ResponsesHeldCalls {

  private static final class Call {
    private final List<SseEvent> events = new ArrayList<>();
    /** Its place among what the client is shown of a whole answer. */
    private int at;
    private ObjectNode item;
  }

  private final LeftOut tools;
  private final ResponsesHistory history;
  /** By the provider's place. */
  private final Map<Integer, Call> held = new LinkedHashMap<>();

  ResponsesHeldCalls(LeftOut tools, ResponsesHistory history) {
    this.tools = tools;
    this.history = history;
  }

  /** Returns whether an item is a call of a left-out tool. */
  boolean isOne(JsonNode item) {
    return "function_call".equals(item.path("type").asText()) && tools.has(name(item));
  }

  private static String name(JsonNode item) {
    String name = item.path("name").asText();
    return item.path("namespace").isTextual() ? item.get("namespace").asText() + "__" + name : name;
  }

  /** Returns the calls that have come as a whole. */
  List<FindCall> calls() {
    return held.values().stream().filter(call -> call.item != null)
        .map(call -> new FindCall(call.item.path("call_id").asText(), name(call.item), call.item.path("arguments").asText())).toList();
  }

  boolean isEmpty() {
    return held.isEmpty();
  }

  /**
   * Keeps a call of a whole answer.
   *
   * @param before how many items before it the client is shown at once
   */
  void keep(ObjectNode item, int before) {
    Call call = new Call();
    call.item = item.deepCopy();
    call.at = before + held.size();
    held.put(held.size(), call);
    history.add(item);
  }

  /** Puts the calls of a whole answer back where they were among the items that the client is shown. */
  void insertInto(ArrayNode shown, UnaryOperator<ObjectNode> withOwnId) {
    held.values().forEach(call -> shown.insert(call.at, withOwnId.apply(call.item)));
  }

  /**
   * Keeps an event of a stream when it belongs to a call of a left-out tool.
   *
   * @param placed the provider's places of all other items
   * @return whether it was kept
   */
  boolean keep(String type, ObjectNode payload, SseEvent event, Set<Integer> placed) {
    if (!payload.has("output_index")) {
      return false;
    }
    int given = payload.get("output_index").asInt();
    JsonNode item = payload.path("item");
    Call call = held.get(given);
    if (call == null && (placed.contains(given) || !isOne(item))) {
      return false;
    }
    if (call == null) {
      call = new Call();
      held.put(given, call);
    }
    call.events.add(event);
    if (type.equals("response.output_item.done") && item instanceof ObjectNode object) {
      call.item = object.deepCopy();
      history.add(object);
    }
    return true;
  }

  /** Returns the events that were kept, call by call. */
  List<SseEvent> events() {
    return held.values().stream().flatMap(call -> call.events.stream()).toList();
  }

  /** Prepares for the next answer. */
  void nextRound() {
    held.clear();
  }
}

package app.orqen.recover;

import app.orqen.translate.framing.SseEvent;
import app.orqen.translate.framing.SseParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Joins answers of the Responses API. Items of all rounds are in one output, each with a place and an id of its own, and the events
 * of a stream are counted anew.
 */
final class ResponsesJoiner implements Joiner {

  private static final int MAX_EVENT = 32 * 1024 * 1024;

  /** Calls that the provider itself answers; any other item that ends so waits for the client. */
  private static final Set<String> SERVER_CALLS = Set.of("web_search_call", "file_search_call", "code_interpreter_call",
      "image_generation_call", "mcp_call");
  private static final String COMPLETED = "completed";

  /** A call of a left-out tool, which waits for the round's end, when it is decided who answers it. */
  private static final class Held {
    private final List<SseEvent> events = new ArrayList<>();
    /** Its place among what the client is shown of a whole answer. */
    private int at;
    private ObjectNode item;
  }

  private final LeftOut tools;
  private final SseParser parser = new SseParser(MAX_EVENT, true);
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ObjectNode usage = Trees.JSON.createObjectNode();
  /** What the client has been shown, of all rounds. */
  private final ArrayNode shown = Trees.JSON.createArrayNode();
  private final Set<String> ids = new HashSet<>();
  private ObjectNode head;
  private long number;
  private int places;
  private int round;

  // One round
  private final ArrayNode items = Trees.JSON.createArrayNode();
  private final List<FindCall> calls = new ArrayList<>();
  /** By the provider's place. */
  private final Map<Integer, Held> held = new LinkedHashMap<>();
  private boolean claimed;
  /** By the provider's place, the client's; -1 for a call of the gateway's function. */
  private final Map<Integer, Integer> placeOf = new HashMap<>();
  private final Map<String, String> idOf = new HashMap<>();
  private boolean others;
  private String status = "";
  private ObjectNode whole;
  private byte[] bytes;
  private ObjectNode last;
  private SseEvent lastRaw;
  /** Whether the event at hand is no longer what the provider sent. */
  private boolean changed;

  ResponsesJoiner(LeftOut tools) {
    this.tools = tools;
  }

  @Override
  public List<FindCall> calls() {
    List<FindCall> all = new ArrayList<>(calls);
    if (claimed) {
      all.addAll(unasked());
    }
    return all;
  }

  @Override
  public List<FindCall> unasked() {
    return held.values().stream().filter(call -> call.item != null)
        .map(call -> new FindCall(call.item.path("call_id").asText(), name(call.item), call.item.path("arguments").asText())).toList();
  }

  @Override
  public void claim(boolean ours) {
    claimed = ours;
  }

  @Override
  public boolean isWaiting() {
    return !calls().isEmpty() && !others && (claimed || held.isEmpty()) && status.equals(COMPLETED);
  }

  private boolean isUnasked(JsonNode item) {
    return "function_call".equals(item.path("type").asText()) && tools.has(name(item));
  }

  private static String name(JsonNode item) {
    String name = item.path("name").asText();
    return item.path("namespace").isTextual() ? item.get("namespace").asText() + "__" + name : name;
  }

  private boolean isOurs(JsonNode item) {
    return "function_call".equals(item.path("type").asText()) && !item.path("namespace").isTextual()
        && tools.findTool().equals(item.path("name").asText());
  }

  /** Takes a whole item; returns whether the client gets it. */
  private boolean take(ObjectNode item) {
    items.add(item.deepCopy());
    if (isOurs(item)) {
      calls.add(new FindCall(item.path("call_id").asText(), tools.findTool(), item.path("arguments").asText()));
      return false;
    }
    String type = item.path("type").asText();
    others |= type.endsWith("_call") && !SERVER_CALLS.contains(type) && !"server".equals(item.path("execution").asText());
    shown.add(withOwnId(item));
    return true;
  }

  /** Gives an item of a later round an id that no item of an earlier one has. */
  private ObjectNode withOwnId(ObjectNode item) {
    String id = item.path("id").asText("");
    if (!id.isEmpty()) {
      String own = ownId(id);
      changed |= !own.equals(id);
      item.put("id", own);
    }
    return item;
  }

  private String ownId(String id) {
    return idOf.computeIfAbsent(id, given -> {
      String own = given;
      while (!ids.add(own)) {
        own += "_" + round;
      }
      return own;
    });
  }

  // Whole answers

  @Override
  public void read(byte[] answer) throws IOException {
    bytes = answer;
    whole = Trees.object(answer);
    status = whole.path("status").asText(COMPLETED);
    for (JsonNode item : whole.path("output")) {
      if (item instanceof ObjectNode object) {
        if (isUnasked(object)) {
          Held call = new Held();
          call.item = object.deepCopy();
          call.at = shown.size() + held.size();
          held.put(held.size(), call);
          items.add(object.deepCopy());
        } else {
          take(object.deepCopy());
        }
      }
    }
  }

  @Override
  public byte[] joined() throws IOException {
    if (round == 0 && calls().isEmpty()) {
      return bytes;
    }
    if (!claimed) {
      held.values().forEach(call -> shown.insert(call.at, withOwnId(call.item)));
    }
    return Trees.bytes(complete(whole));
  }

  /** Puts into the last round's response what the client gets of all of them. */
  private ObjectNode complete(ObjectNode response) {
    response.set("output", shown);
    addUsage(response);
    if (response.path("usage").isObject()) {
      response.set("usage", usage);
    }
    if (head != null) {
      response.setAll(head);
    }
    return response;
  }

  private void addUsage(JsonNode response) {
    if (response.path("usage").isObject()) {
      Trees.addNumbers(usage, response.get("usage"));
    }
  }

  // Streams

  @Override
  public byte[] events(byte[] events) throws IOException {
    parser.feed(events, 0, events.length, this::accept);
    return takeOut();
  }

  private byte[] takeOut() {
    byte[] taken = out.toByteArray();
    out.reset();
    return taken;
  }

  private void accept(SseEvent event) throws IOException {
    if (!event.hasData()) {
      out.writeBytes(event.raw());
      return;
    }
    ObjectNode payload = Trees.object(event.data());
    changed = false;
    String type = payload.path("type").asText();
    switch (type) {
      case "response.created", "response.in_progress", "response.queued" -> {
        if (round == 0) {
          pick(payload.path("response"));
          write(type, payload, event);
        }
      }
      case "response.completed", "response.incomplete" -> {
        last = payload;
        lastRaw = event;
        status = payload.at("/response/status").asText(type.substring("response.".length()));
      }
      default -> {
        if (round > 0 && head != null && payload.path("response") instanceof ObjectNode response) {
          response.setAll(head);
          changed = true;
        }
        if (!isHeld(type, payload, event) && (!payload.has("output_index") || isShown(type, payload))) {
          write(type, payload, event);
        }
      }
    }
  }

  /** Keeps the events of a call of a left-out tool. */
  private boolean isHeld(String type, ObjectNode payload, SseEvent event) {
    if (!payload.has("output_index")) {
      return false;
    }
    int given = payload.get("output_index").asInt();
    JsonNode item = payload.path("item");
    Held call = held.get(given);
    if (call == null && (placeOf.containsKey(given) || !isUnasked(item))) {
      return false;
    }
    if (call == null) {
      call = new Held();
      held.put(given, call);
    }
    call.events.add(event);
    if (type.equals("response.output_item.done") && item instanceof ObjectNode object) {
      call.item = object.deepCopy();
      items.add(object.deepCopy());
    }
    return true;
  }

  /** Gives the client the calls of left-out tools that are its own. */
  private void release() throws IOException {
    for (Held call : List.copyOf(held.values())) {
      for (SseEvent event : call.events) {
        ObjectNode payload = Trees.object(event.data());
        String type = payload.path("type").asText();
        changed = false;
        if (isShown(type, payload)) {
          write(type, payload, event);
        }
      }
    }
  }

  /** Takes an event of an item, and gives it the place and the id that the client knows; false for the gateway's own calls. */
  private boolean isShown(String type, ObjectNode payload) {
    int given = payload.get("output_index").asInt();
    ObjectNode item = payload.path("item") instanceof ObjectNode object ? object : null;
    Integer place = placeOf.get(given);
    if (place == null) {
      place = item != null && isOurs(item) ? -1 : places++;
      placeOf.put(given, place);
    }
    if (type.equals("response.output_item.done") && item != null) {
      if (place < 0 || isOurs(item)) {
        take(item);
        return false;
      }
      take(item);
    } else if (place >= 0 && item != null) {
      withOwnId(item);
    }
    if (place < 0) {
      return false;
    }
    if (payload.path("item_id").isTextual()) {
      String id = payload.get("item_id").asText();
      changed |= !ownId(id).equals(id);
      payload.put("item_id", ownId(id));
    }
    changed |= place != given;
    payload.put("output_index", place.intValue());
    return true;
  }

  /** Writes an event, as it came where nothing of it has changed. */
  private void write(String type, ObjectNode payload, SseEvent event) throws IOException {
    JsonNode numbered = payload.path("sequence_number");
    if (!changed && (!numbered.isNumber() || numbered.asLong() == number)) {
      number++;
      out.writeBytes(event.raw());
      return;
    }
    payload.put("sequence_number", number++);
    out.writeBytes(("event: " + type + "\ndata: ").getBytes(StandardCharsets.UTF_8));
    out.writeBytes(Trees.bytes(payload));
    out.writeBytes("\n\n".getBytes(StandardCharsets.US_ASCII));
  }

  private void pick(JsonNode response) {
    head = Trees.JSON.createObjectNode();
    for (String name : new String[] {"id", "created_at"}) {
      if (response.has(name)) {
        head.set(name, response.get(name));
      }
    }
  }

  @Override
  public byte[] lastEvents() throws IOException {
    if (!claimed) {
      release();
    }
    if (last != null) {
      changed = round > 0 || !calls().isEmpty();
      if (changed && last.path("response") instanceof ObjectNode response) {
        complete(response);
      }
      write(last.path("type").asText(), last, lastRaw);
    }
    return takeOut();
  }

  // The next round

  @Override
  public byte[] nextRound(List<String> results) throws IOException {
    ByteArrayOutputStream more = new ByteArrayOutputStream();
    for (JsonNode item : items) {
      JsonNode sayable = sayable((ObjectNode) item);
      if (sayable != null) {
        comma(more);
        more.writeBytes(Trees.bytes(sayable));
      }
    }
    List<FindCall> answered = calls();
    for (int i = 0; i < results.size(); i++) {
      comma(more);
      more.writeBytes(Trees.bytes(Trees.JSON.createObjectNode().put("type", "function_call_output")
          .put("call_id", answered.get(i).id()).put("output", results.get(i))));
    }
    if (whole != null && round == 0) {
      pick(whole);
    }
    addUsage(whole != null ? whole : last == null ? Trees.JSON.createObjectNode() : last.path("response"));
    round++;
    items.removeAll();
    calls.clear();
    held.clear();
    claimed = false;
    placeOf.clear();
    idOf.clear();
    others = false;
    status = "";
    whole = null;
    last = null;
    return more.toByteArray();
  }

  private static void comma(ByteArrayOutputStream more) {
    if (more.size() > 0) {
      more.write(',');
    }
  }

  /**
   * Returns an item as it may go back. Ids mean items that the provider has stored, which it hasn't always; thinking can only go
   * back with its encrypted content.
   */
  private static JsonNode sayable(ObjectNode item) {
    String type = item.path("type").asText();
    if (type.equals("reasoning")) {
      return item.path("encrypted_content").isTextual() ? item : null;
    }
    item.remove("id");
    item.remove("status");
    return SERVER_CALLS.contains(type) ? null : item;
  }
}

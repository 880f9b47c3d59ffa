package app.orqen.recover;

import app.orqen.translate.framing.SseEvent;
import app.orqen.translate.framing.SseParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Joins answers of the Responses API. Items of all rounds are in one output, each with a place and an id of its own, and the events
 * of a stream are counted anew.
 */
final class ResponsesJoiner implements Joiner {

  private static final int MAX_EVENT = 32 * 1024 * 1024;
  private static final String COMPLETED = "completed";

  private final LeftOut tools;
  private final SseParser parser = new SseParser(MAX_EVENT, true);
  private final ResponsesEvents out = new ResponsesEvents();
  private final ResponsesItemIds ids = new ResponsesItemIds();
  private final ResponsesHistory history = new ResponsesHistory();
  private final ResponsesHeldCalls held;
  private final JoinedResponse joined = new JoinedResponse();
  private int places;
  private int round;

  // One round
  private final List<FindCall> calls = new ArrayList<>();
  private boolean claimed;
  /** By the provider's place, the client's; -1 for a call of the gateway's function. */
  private final Map<Integer, Integer> placeOf = new HashMap<>();
  private boolean others;
  private String status = "";
  private ObjectNode whole;
  private byte[] bytes;
  private ObjectNode last;
  private SseEvent lastRaw;
  private ObjectNode failure;
  private SseEvent failureRaw;
  private boolean shows;
  /** Whether the event at hand is no longer what the provider sent. */
  private boolean changed;

  ResponsesJoiner(LeftOut tools) {
    this.tools = tools;
    this.held = new ResponsesHeldCalls(tools, history);
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
    return held.calls();
  }

  @Override
  public void claim(boolean ours) {
    claimed = ours;
  }

  @Override
  public boolean isWaiting() {
    return !calls().isEmpty() && !others && (claimed || held.isEmpty()) && status.equals(COMPLETED);
  }

  private boolean isOurs(JsonNode item) {
    return "function_call".equals(item.path("type").asText()) && !item.path("namespace").isTextual()
        && tools.findTool().equals(item.path("name").asText());
  }

  /** Takes a whole item; returns whether the client gets it. */
  private boolean take(ObjectNode item) {
    history.add(item);
    if (isOurs(item)) {
      calls.add(new FindCall(item.path("call_id").asText(), tools.findTool(), item.path("arguments").asText()));
      return false;
    }
    String type = item.path("type").asText();
    others |= type.endsWith("_call") && !ResponsesHistory.SERVER_CALLS.contains(type) && !"server".equals(item.path("execution").asText());
    joined.items().add(withOwnId(item));
    return true;
  }

  /** Gives an item of a later round an id that no item of an earlier one has. */
  private ObjectNode withOwnId(ObjectNode item) {
    String id = item.path("id").asText("");
    if (!id.isEmpty()) {
      String own = ids.of(id);
      changed |= !own.equals(id);
      item.put("id", own);
    }
    return item;
  }

  // Whole answers

  @Override
  public void read(byte[] answer) throws IOException {
    bytes = answer;
    whole = Trees.object(answer);
    status = whole.path("status").asText(COMPLETED);
    for (JsonNode item : whole.path("output")) {
      if (item instanceof ObjectNode object) {
        if (held.isOne(object)) {
          held.keep(object, joined.items().size());
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
      held.insertInto(joined.items(), this::withOwnId);
    }
    return Trees.bytes(joined.complete(whole));
  }

  // Streams

  @Override
  public byte[] events(byte[] events) throws IOException {
    parser.feed(events, 0, events.length, this::accept);
    return out.take();
  }

  private void accept(SseEvent event) throws IOException {
    if (!event.hasData()) {
      out.pass(event);
      return;
    }
    ObjectNode payload = Trees.object(event.data());
    changed = false;
    String type = payload.path("type").asText();
    switch (type) {
      case "response.created", "response.in_progress", "response.queued" -> {
        if (round == 0) {
          joined.begin(payload.path("response"));
          out.write(type, payload, event, changed);
        }
      }
      case "response.completed", "response.incomplete" -> {
        last = payload;
        lastRaw = event;
        status = payload.at("/response/status").asText(type.substring("response.".length()));
      }
      case "response.failed", "error" -> {
        failure = payload;
        failureRaw = event;
      }
      default -> {
        if (round > 0 && joined.isBegun() && payload.path("response") instanceof ObjectNode response) {
          joined.name(response);
          changed = true;
        }
        if (!held.keep(type, payload, event, placeOf.keySet()) && (!payload.has("output_index") || isShown(type, payload))) {
          out.write(type, payload, event, changed);
        }
      }
    }
  }

  /** Gives the client the calls of left-out tools that are its own. */
  private void release() throws IOException {
    for (SseEvent event : held.events()) {
      ObjectNode payload = Trees.object(event.data());
      String type = payload.path("type").asText();
      changed = false;
      if (isShown(type, payload)) {
        out.write(type, payload, event, changed);
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
    shows = true;
    if (payload.path("item_id").isTextual()) {
      String id = payload.get("item_id").asText();
      changed |= !ids.of(id).equals(id);
      payload.put("item_id", ids.of(id));
    }
    changed |= place != given;
    payload.put("output_index", place.intValue());
    return true;
  }

  @Override
  public byte[] lastEvents() throws IOException {
    if (!claimed) {
      release();
    }
    if (last != null) {
      changed = round > 0 || !calls().isEmpty();
      if (changed && last.path("response") instanceof ObjectNode response) {
        joined.complete(response);
      }
      out.write(last.path("type").asText(), last, lastRaw, changed);
    }
    return out.take();
  }

  @Override
  public byte[] error() throws IOException {
    if (failure != null) {
      changed = round > 0 && joined.isBegun() && failure.path("response") instanceof ObjectNode;
      if (changed) {
        joined.name((ObjectNode) failure.get("response"));
      }
      out.write(failure.path("type").asText(), failure, failureRaw, changed);
    }
    return out.take();
  }

  @Override
  public boolean hasShown() {
    return shows;
  }

  // The next round

  @Override
  public void drop() {
    end(joined.isBegun() ? round + 1 : round);
  }

  private void end(int next) {
    round = next;
    history.forget();
    calls.clear();
    held.nextRound();
    claimed = false;
    placeOf.clear();
    ids.nextRound();
    others = false;
    status = "";
    whole = null;
    last = null;
    failure = null;
    shows = false;
  }

  @Override
  public byte[] nextRound(List<String> results) throws IOException {
    byte[] input = history.nextRound(calls(), results);
    if (whole != null && round == 0) {
      joined.begin(whole);
    }
    joined.addUsage(whole != null ? whole : last == null ? Trees.JSON.createObjectNode() : last.path("response"));
    end(round + 1);
    return input;
  }
}

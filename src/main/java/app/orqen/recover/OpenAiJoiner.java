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
import java.util.List;

/** Joins answers of OpenAI's chat completions, which have one choice. */
final class OpenAiJoiner implements Joiner {

  private static final int MAX_EVENT = 32 * 1024 * 1024;

  private final SseParser parser = new SseParser(MAX_EVENT, true);
  private final OpenAiCalls calls;
  private final OpenAiTexts texts = new OpenAiTexts();
  private final OpenAiThinking thinking = new OpenAiThinking();
  private final List<SseEvent> held = new ArrayList<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream error = new ByteArrayOutputStream();
  private final ObjectNode usage = Trees.JSON.createObjectNode();

  /** The first answer's id, time and model, under which the joined one goes out. */
  private ObjectNode head;

  // One round
  private ObjectNode message = Trees.JSON.createObjectNode();
  private ObjectNode whole;
  private byte[] bytes;
  private JsonNode roundUsage;
  private String stop = "";
  private boolean first = true;
  private boolean begun;
  private boolean shows;

  OpenAiJoiner(LeftOut tools) {
    this.calls = new OpenAiCalls(tools);
  }

  @Override
  public List<FindCall> calls() {
    return calls.found();
  }

  @Override
  public List<FindCall> unasked() {
    return calls.unasked();
  }

  @Override
  public void claim(boolean ours) {
    calls.claim(ours);
  }

  @Override
  public boolean isWaiting() {
    return !calls.found().isEmpty() && !calls.hasOthers() && (stop.equals("tool_calls") || stop.equals("stop"));
  }

  // Whole answers

  @Override
  public void read(byte[] answer) throws IOException {
    bytes = answer;
    whole = Trees.object(answer);
    JsonNode choice = whole.path("choices").path(0);
    stop = choice.path("finish_reason").asText();
    roundUsage = whole.path("usage");
    if (choice.path("message") instanceof ObjectNode said) {
      message = said.deepCopy();
      for (JsonNode call : said.path("tool_calls")) {
        calls.whole(call);
      }
    }
  }

  @Override
  public byte[] joined() throws IOException {
    if (first && calls.found().isEmpty()) {
      return bytes;
    }
    ObjectNode choice = (ObjectNode) whole.path("choices").path(0);
    ObjectNode said = (ObjectNode) choice.get("message");
    if (calls.hasOthers()) {
      said.set("tool_calls", calls.others());
    } else {
      said.remove("tool_calls");
      choice.put("finish_reason", stop.equals("tool_calls") ? "stop" : stop);
    }
    texts.prependTo(said);
    addUsage();
    whole.set("usage", usage);
    if (head != null) {
      whole.setAll(head);
    }
    return Trees.bytes(whole);
  }

  private void addUsage() {
    if (roundUsage != null && roundUsage.isObject()) {
      Trees.addNumbers(usage, roundUsage);
    }
  }

  // Streams

  @Override
  public byte[] events(byte[] events) throws IOException {
    parser.feed(events, 0, events.length, this::accept);
    return take();
  }

  private byte[] take() {
    byte[] taken = out.toByteArray();
    out.reset();
    return taken;
  }

  private void accept(SseEvent event) throws IOException {
    if (!event.hasData()) {
      out.writeBytes(event.raw());
    } else if (event.isDone()) {
      held.add(event);
    } else {
      chunk(event, Trees.object(event.data()));
    }
  }

  private void chunk(SseEvent event, ObjectNode chunk) throws IOException {
    if (chunk.has("error")) {
      error.writeBytes(event.raw());
      return;
    }
    if (first && head == null && !chunk.path("id").asText().isEmpty()) {
      head = pick(chunk, "id", "created", "model");
    }
    if (chunk.path("usage").isObject()) {
      roundUsage = chunk.get("usage");
    }
    JsonNode choice = chunk.path("choices").path(0);
    ObjectNode delta = choice.path("delta") instanceof ObjectNode object ? object : Trees.JSON.createObjectNode();
    boolean changed = collect(delta);
    boolean stopped = choice.path("finish_reason").isTextual();
    if (stopped) {
      stop = choice.path("finish_reason").asText();
    }
    // Azure begins with a chunk without choices. Chunks without choices at the end have usage, or come after the stop.
    boolean last = stopped || choice.isMissingNode() && (chunk.path("usage").isObject() || !stop.isEmpty());
    if (last && !says(delta)) {
      held.add(changed || !first ? event(chunk) : event);
    } else if (last) {
      ObjectNode end = chunk.deepCopy();
      ObjectNode endChoice = (ObjectNode) end.at("/choices/0");
      endChoice.putObject("delta");
      endChoice.remove("logprobs");
      held.add(event(end));
      ((ObjectNode) choice).putNull("finish_reason");
      chunk.remove("usage");
      show(event(chunk), delta);
    } else if (says(delta) || first && !changed) {
      show(changed || !first ? event(chunk) : event, delta);
    }
  }

  private void show(SseEvent event, ObjectNode delta) {
    out.writeBytes(event.raw());
    begun = true;
    shows = shows || delta.properties().stream().anyMatch(member -> !member.getKey().equals("role") && isSaid(member.getValue()));
  }

  /** Remembers what is said and removes what the client doesn't get. Returns whether it removed something. */
  private boolean collect(ObjectNode delta) {
    boolean changed = texts.collect(delta, message);
    changed |= thinking.collect(delta, message);
    if (delta.path("tool_calls") instanceof ArrayNode pieces) {
      ArrayNode shown = calls.pieces(pieces);
      changed |= !shown.equals(pieces);
      if (shown.isEmpty()) {
        delta.remove("tool_calls");
      } else {
        delta.set("tool_calls", shown);
      }
    }
    if (!first && delta.has("role")) {
      delta.remove("role");
      changed = true;
    }
    return changed;
  }

  private static boolean says(ObjectNode delta) {
    for (JsonNode value : delta) {
      if (isSaid(value)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSaid(JsonNode value) {
    return !value.isNull() && !(value.isTextual() && value.asText().isEmpty());
  }

  private SseEvent event(ObjectNode chunk) throws IOException {
    if (head != null) {
      chunk.setAll(head);
    }
    byte[] data = Trees.bytes(chunk);
    ByteArrayOutputStream raw = new ByteArrayOutputStream(data.length + 8);
    raw.writeBytes("data: ".getBytes(StandardCharsets.US_ASCII));
    raw.writeBytes(data);
    raw.writeBytes("\n\n".getBytes(StandardCharsets.US_ASCII));
    return new SseEvent(null, data, raw.toByteArray());
  }

  @Override
  public byte[] lastEvents() throws IOException {
    boolean hidden = !calls.found().isEmpty();
    addUsage();
    ArrayNode rest = calls.rest();
    if (!rest.isEmpty()) {
      ObjectNode chunk = Trees.JSON.createObjectNode().put("object", "chat.completion.chunk");
      chunk.putArray("choices").addObject().put("index", 0).putNull("finish_reason").putObject("delta").set("tool_calls", rest);
      out.writeBytes(event(chunk).raw());
    }
    for (SseEvent event : held) {
      if (first && !hidden || event.isDone()) {
        out.writeBytes(event.raw());
        continue;
      }
      ObjectNode chunk = Trees.object(event.data());
      if (chunk.path("usage").isObject()) {
        chunk.set("usage", usage);
      }
      if (chunk.at("/choices/0") instanceof ObjectNode choice && hidden && !calls.hasOthers()
          && "tool_calls".equals(choice.path("finish_reason").asText())) {
        choice.put("finish_reason", "stop");
      }
      out.writeBytes(event(chunk).raw());
    }
    held.clear();
    return take();
  }

  @Override
  public byte[] error() {
    return error.toByteArray();
  }

  @Override
  public boolean hasShown() {
    return shows;
  }

  // The next round

  @Override
  public void drop() {
    end(first && !begun);
  }

  private void end(boolean isFirst) {
    first = isFirst;
    begun = false;
    shows = false;
    message = Trees.JSON.createObjectNode();
    roundUsage = null;
    stop = "";
    held.clear();
    error.reset();
    calls.nextRound();
    thinking.nextRound();
  }

  @Override
  public byte[] nextRound(List<String> results) throws IOException {
    byte[] messages = OpenAiHistory.nextRound(message, calls, results);
    addUsage();
    if (head == null && whole != null) {
      head = pick(whole, "id", "created");
    }
    texts.nextRound(message);
    end(false);
    return messages;
  }

  private static ObjectNode pick(ObjectNode from, String... names) {
    ObjectNode picked = Trees.JSON.createObjectNode();
    for (String name : names) {
      if (from.has(name)) {
        picked.set(name, from.get(name));
      }
    }
    return picked;
  }
}

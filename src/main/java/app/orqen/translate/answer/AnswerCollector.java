package app.orqen.translate.answer;

import app.orqen.translate.chat.Part;
import app.orqen.translate.error.ProviderError;
import app.orqen.translate.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects a complete answer. */
public final class AnswerCollector implements AnswerSink {

  /** A tool call as its JSON text, and the place of its part in the answer. */
  private record Call(int at, String id, String name, StringBuilder arguments) {}

  private final List<Part> parts = new ArrayList<>();
  private final List<Call> calls = new ArrayList<>();
  private final Map<Integer, Call> byKey = new HashMap<>();
  private String id;
  private String model;
  private Usage usage = Usage.NONE;
  private Stop stop = Stop.END_TURN;
  private String sequence;
  private ProviderError error;
  private final Map<Integer, List<Citation>> citations = new HashMap<>();
  private final ArrayNode logprobs = JsonNodeFactory.instance.arrayNode();
  private final List<WebSearch> searches = new ArrayList<>();
  private boolean broken;

  public String id() {
    return id;
  }

  public String model() {
    return model;
  }

  public Usage usage() {
    return usage;
  }

  public Stop stop() {
    return stop;
  }

  public String sequence() {
    return sequence;
  }

  public ProviderError error() {
    return error;
  }

  /** Returns the blocks in order. Arguments that aren't a JSON object count as none. */
  public List<Part> parts() {
    for (Call call : calls) {
      parts.set(call.at(), new Part.ToolUse(call.id(), call.name(), Json.objectOrEmpty(call.arguments().toString()), null));
    }
    return parts;
  }

  /** Returns the arguments of the call at this place among the parts, as the model wrote them; null when no call is there. */
  public String arguments(int part) {
    return calls.stream().filter(call -> call.at() == part).map(call -> call.arguments().toString()).findFirst().orElse(null);
  }

  /**
   * Returns the arguments of the call at this place among the parts for a form that has them as text. Arguments that aren't a JSON
   * object are what the model wrote, as in a stream, so that they don't look like a whole call without arguments.
   */
  public String argumentText(int part) {
    String written = arguments(part);
    return isBroken(written) ? written : Json.compact(Json.objectOrEmpty(written));
  }

  /** Returns the arguments that aren't a JSON object, as the model wrote them, by the ids of their calls. */
  public Map<String, String> broken() {
    Map<String, String> all = new HashMap<>();
    for (Call call : calls) {
      if (isBroken(call.arguments().toString())) {
        all.put(call.id(), call.arguments().toString());
      }
    }
    return all;
  }

  /** Returns whether arguments are neither a JSON object nor missing. */
  private static boolean isBroken(String arguments) {
    return !arguments.isBlank() && !arguments.strip().equals("null") && Json.objectOrNull(arguments) == null;
  }

  /** Returns all text, or null. */
  public String text() {
    StringBuilder text = new StringBuilder();
    boolean any = false;
    for (Part part : parts) {
      if (part instanceof Part.Text piece) {
        any = true;
        text.append(piece.text());
      }
    }
    return any ? text.toString() : null;
  }

  /** Returns the sources of the text at this place among the parts. */
  public List<Citation> citations(int part) {
    return citations.getOrDefault(part, List.of());
  }

  /** Returns the searches that the provider did. */
  public List<WebSearch> searches() {
    return searches;
  }

  /** Returns the log probabilities in OpenAI's form; empty when the answer has no log probabilities. */
  public ArrayNode logprobs() {
    return logprobs;
  }

  @Override
  public void start(String answerId, String answerModel) {
    id = answerId;
    model = answerModel;
  }

  @Override
  public void text(String text) {
    if (!broken && last() instanceof Part.Text before) {
      parts.set(parts.size() - 1, new Part.Text(before.text() + text));
    } else {
      parts.add(new Part.Text(text));
    }
    broken = false;
  }

  @Override
  public void textBreak() {
    broken = true;
  }

  @Override
  public void citation(Citation citation) {
    if (broken || !(last() instanceof Part.Text)) {
      text("");
    }
    citations.computeIfAbsent(parts.size() - 1, at -> new ArrayList<>()).add(citation);
  }

  @Override
  public void searched(WebSearch search) {
    searches.add(search);
  }

  @Override
  public void image(String mediaType, String data) {
    parts.add(new Part.Media(mediaType, data, null, null, null));
  }

  @Override
  public void logprobs(JsonNode tokens) {
    tokens.forEach(logprobs::add);
  }

  @Override
  public void thinking(String text) {
    if (last() instanceof Part.Thinking before && !before.signed()) {
      parts.set(parts.size() - 1, new Part.Thinking(before.text() + text, null));
    } else {
      parts.add(new Part.Thinking(text, null));
    }
  }

  @Override
  public void signature(String signature) {
    if (last() instanceof Part.Thinking before && !before.signed()) {
      parts.set(parts.size() - 1, new Part.Thinking(before.text(), signature));
    } else {
      parts.add(new Part.Thinking("", signature));
    }
  }

  @Override
  public void redacted(String data) {
    parts.add(new Part.Redacted(data));
  }

  @Override
  public void toolStart(int key, String callId, String name) {
    Call call = new Call(parts.size(), callId, name, new StringBuilder());
    parts.add(null);
    calls.add(call);
    byKey.put(key, call);
  }

  @Override
  public void toolInput(int key, String fragment) {
    byKey.get(key).arguments().append(fragment);
  }

  @Override
  public void toolStop(int key) {
    // The arguments are read when the answer is written.
  }

  @Override
  public void usage(Usage used) {
    usage = used;
  }

  @Override
  public void finish(Stop reason, String stopSequence) {
    stop = reason;
    sequence = stopSequence;
  }

  @Override
  public void end() {
    // The caller knows.
  }

  @Override
  public void error(ProviderError failure) {
    error = failure;
  }

  @Override
  public void ping() {
    // Only streams have them.
  }

  private Part last() {
    return parts.isEmpty() ? null : parts.get(parts.size() - 1);
  }
}

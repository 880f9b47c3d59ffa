package app.orqen.translate.openai;

import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.AnswerSink;
import app.orqen.translate.answer.Stop;
import app.orqen.translate.answer.Usage;
import app.orqen.translate.error.ErrorReader;
import app.orqen.translate.error.ProviderError;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.framing.SseEvent;
import app.orqen.translate.json.Json;
import app.orqen.translate.stream.SseDecoder;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads OpenAI answers and streams, and the dialects of providers that call themselves compatible (docs/wires/openai-chat.md;
 * pitfalls 3, 8, 9, 10).
 */
public final class OpenAiDecoder extends SseDecoder {

  private final AnswerSink sink;
  private final AnswerContext context;
  private final Map<Integer, Call> byIndex = new HashMap<>();
  private final List<Call> calls = new ArrayList<>();
  private boolean whole;
  private boolean any;
  private boolean finished;

  public OpenAiDecoder(AnswerSink sink, AnswerContext context) {
    this.sink = sink;
    this.context = context;
  }

  /** A tool call under way. It is announced once its name is known whole. */
  private static final class Call {
    private final int key;
    private String id;
    private final CallName name = new CallName();
    private final StringBuilder early = new StringBuilder();

    Call(int key) {
      this.key = key;
    }
  }

  @Override
  public void answer(JsonNode answer) throws TranslationException {
    if (failed(answer)) {
      return;
    }
    JsonNode choice = answer.path("choices").path(0);
    if (failed(choice)) {
      return;
    }
    if (!choice.path("message").isObject()) {
      throw TranslationException.nonsense("The provider's answer has no choices.");
    }
    whole = true;
    sink.start(id(answer), Json.text(answer, "model"));
    delta(choice.get("message"));
    logprobs(choice);
    String reason = Json.text(choice, "finish_reason");
    finish(reason == null ? "stop" : reason);
    usage(answer);
    sink.end();
  }

  @Override
  protected void onEvent(SseEvent event) throws IOException {
    if (event.isDone()) {
      // The provider's own end. Some leave the reason out.
      if (any && !finished) {
        finish("stop");
      }
      sink.end();
      return;
    }
    JsonNode chunk = object(event);
    if (failed(chunk)) {
      return;
    }
    JsonNode choices = chunk.path("choices");
    String id = id(chunk);
    if (id != null || !choices.isEmpty()) {
      sink.start(id, Json.text(chunk, "model"));
      any = true;
    }
    for (JsonNode choice : choices) {
      if (choice.path("index").asInt() == 0) {
        choice(choice);
      }
    }
    boolean used = usage(chunk);
    if (finished && used && choices.isEmpty()) {
      sink.end();
    }
  }

  @Override
  protected void atEnd() {
    if (finished) {
      sink.end();
    }
  }

  private boolean failed(JsonNode node) {
    if (!Json.has(node, "error")) {
      return false;
    }
    sink.error(ErrorReader.event(node));
    return true;
  }

  private static String id(JsonNode node) {
    String id = Json.text(node, "id");
    return id == null || id.isEmpty() ? null : id;
  }

  private void choice(JsonNode choice) {
    if (failed(choice)) {
      return; // OpenRouter reports the failure of an upstream inside the choice.
    }
    JsonNode delta = choice.path("delta");
    if (delta.isObject()) {
      delta(delta);
    }
    logprobs(choice);
    String reason = Json.text(choice, "finish_reason");
    if (reason != null && !reason.isEmpty()) {
      finish(reason);
    }
  }

  private void logprobs(JsonNode choice) {
    JsonNode tokens = choice.path("logprobs").path("content");
    if (!tokens.isEmpty()) {
      sink.logprobs(tokens);
    }
  }

  /** Takes a delta or a whole message, which have the same fields. */
  private void delta(JsonNode delta) {
    String reasoning = Json.text(delta, "reasoning_content");
    if (reasoning == null) {
      reasoning = Json.text(delta, "reasoning");
    }
    if (reasoning != null) {
      sink.thinking(reasoning);
    }
    content(delta.path("content"));
    OpenAiExtras.read(delta, sink);
    String refusal = Json.text(delta, "refusal");
    if (refusal != null) {
      sink.text(refusal);
    }
    for (JsonNode call : delta.path("tool_calls")) {
      call(call, call.path("function"));
    }
    if (delta.path("function_call").isObject()) {
      call(delta, delta.get("function_call"));
    }
  }

  /** Takes text, or Mistral's list of parts, which has the thinking as parts too. */
  private void content(JsonNode content) {
    if (content.isTextual()) {
      sink.text(content.textValue());
    }
    if (!content.isArray()) {
      return;
    }
    for (JsonNode part : content) {
      String text = Json.text(part, "text");
      if (text != null) {
        sink.text(text);
      }
      for (JsonNode thought : part.path("thinking")) {
        sink.thinking(thought.path("text").asText());
      }
    }
  }

  private void call(JsonNode node, JsonNode function) {
    String name = Json.text(function, "name");
    Call call = find(node, name != null && !name.isEmpty());
    call.name.add(name);
    JsonNode value = function.get("arguments");
    String arguments = value == null || value.isNull() ? "" : value.isTextual() ? value.textValue() : Json.compact(value);
    if (whole || !arguments.isEmpty()) {
      announce(call);
    }
    if (call.name.isWhole()) {
      sink.toolInput(call.key, arguments);
    } else {
      call.early.append(arguments);
    }
  }

  private void announce(Call call) {
    if (call.name.end()) {
      sink.toolStart(call.key, call.id == null ? context.callId(call.key) : call.id, call.name.toString());
      sink.toolInput(call.key, call.early.toString());
    }
  }

  /**
   * Finds the call of a fragment by its index. A new id on a used index is the next call (pitfall 3). Without an index the last
   * call goes on, unless the fragment has an id or a name of its own. In a whole message every element is a call.
   */
  private Call find(JsonNode node, boolean named) {
    String id = node.has("function_call") ? null : id(node);
    JsonNode index = node.get("index");
    boolean indexed = index != null && index.isInt();
    Call known = whole ? null : indexed ? byIndex.get(index.intValue()) : last(id, named);
    if (known != null && (id == null || known.id == null || known.id.equals(id))) {
      if (known.id == null && !known.name.isWhole()) {
        known.id = id;
      }
      return known;
    }
    calls.forEach(this::announce);
    Call call = new Call(calls.size());
    call.id = id;
    calls.add(call);
    if (indexed) {
      byIndex.put(index.intValue(), call);
    }
    return call;
  }

  private Call last(String id, boolean named) {
    if (calls.isEmpty()) {
      return null;
    }
    Call last = calls.get(calls.size() - 1);
    return id == null ? named && !last.name.isEmpty() ? null : last : id.equals(last.id) ? last : null;
  }

  private void finish(String reason) {
    ProviderError failure = OpenAiFailures.error(reason);
    if (failure != null) {
      sink.error(failure);
      return;
    }
    if (!finished) {
      calls.forEach(this::announce);
      calls.forEach(call -> sink.toolStop(call.key));
    }
    finished = true;
    sink.finish(Stop.ofOpenAi(reason, sink), null);
  }

  private boolean usage(JsonNode node) {
    Usage usage = OpenAiUsage.in(node);
    if (usage == null) {
      return false;
    }
    sink.usage(usage);
    return true;
  }
}

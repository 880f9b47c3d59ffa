package app.orqen.translate.answer;

import app.orqen.translate.error.ErrorKind;
import app.orqen.translate.error.ProviderError;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Comes between decoder and encoder. It undoes what the request's translation did (tool names, the tool that represents a
 * schema), corrects the stop reason, and remembers what the gateway wants to know about the answer.
 */
public final class AnswerTap implements AnswerSink {

  /** Ends that several providers report although the model called a tool. */
  private static final Set<Stop> ORDINARY = EnumSet.of(Stop.END_TURN, Stop.STOP_SEQUENCE, Stop.MALFORMED, Stop.UNKNOWN);

  private final AnswerSink next;
  private final AnswerContext context;
  private final List<String> tools = new ArrayList<>();
  private final Set<Integer> jsonBlocks = new HashSet<>();
  /** Text beside an answer that is to be JSON. It waits until it is known whether that answer comes as a tool call. */
  private final StringBuilder aside = new StringBuilder();
  private Integer jsonBlock;
  private boolean jsonBegun;
  private Usage usage = Usage.NONE;
  private String model;
  private ProviderError error;
  private boolean content;
  private boolean ended;
  private Stop stop;
  private String sequence;
  private String unexplained;

  public AnswerTap(AnswerSink next, AnswerContext context) {
    this.next = next;
    this.context = context;
  }

  public Usage usage() {
    return usage;
  }

  /** Returns the model's name in the answer, or null when the provider doesn't name it. */
  public String model() {
    return model;
  }

  public List<String> tools() {
    return List.copyOf(tools);
  }

  public ProviderError error() {
    return error;
  }

  public boolean ended() {
    return ended;
  }

  /** Returns whether the answer has ended or failed, so that nothing more goes out. */
  public boolean over() {
    return ended || error != null;
  }

  @Override
  public void start(String id, String answering) {
    if (!over()) {
      model = answering;
      next.start(id, answering == null ? context.model() : answering);
    }
  }

  @Override
  public void text(String text) {
    if (!over() && !text.isEmpty()) {
      content = true;
      if (context.jsonTool() == null) {
        next.text(text);
      } else if (jsonBlock == null) {
        aside.append(text);
      }
    }
  }

  @Override
  public void textBreak() {
    if (!over() && context.jsonTool() == null) {
      next.textBreak();
    }
  }

  @Override
  public void citation(Citation citation) {
    if (!over() && context.jsonTool() == null) {
      next.citation(citation);
    }
  }

  @Override
  public void searched(WebSearch search) {
    if (!over() && context.jsonTool() == null) {
      next.searched(search);
    }
  }

  @Override
  public void image(String mediaType, String data) {
    if (!over()) {
      content = true;
      next.image(mediaType, data);
    }
  }

  @Override
  public void logprobs(JsonNode tokens) {
    if (!over()) {
      next.logprobs(tokens);
    }
  }

  /** Sends the text that was put aside, since it was the answer. */
  private void tellAside() {
    if (!aside.isEmpty()) {
      next.text(aside.toString());
      aside.setLength(0);
    }
  }

  @Override
  public void thinking(String text) {
    if (!over() && !text.isEmpty()) {
      next.thinking(text);
    }
  }

  @Override
  public void signature(String signature) {
    if (!over() && !signature.isEmpty()) {
      next.signature(signature);
    }
  }

  @Override
  public void redacted(String data) {
    if (!over()) {
      next.redacted(data);
    }
  }

  @Override
  public void toolStart(int key, String id, String name) {
    if (over()) {
      return;
    }
    content = true;
    if (name.equals(context.jsonTool())) {
      jsonBlocks.add(key);
      jsonBlock = jsonBlock == null ? (Integer) key : jsonBlock;
      aside.setLength(0); // "Here is your JSON", or a model's thoughts. With them the answer wouldn't be JSON.
      return;
    }
    tellAside();
    String original = context.toolNames().getOrDefault(name, name);
    tools.add(original);
    next.toolStart(key, id, original);
  }

  @Override
  public void toolInput(int key, String fragment) {
    if (over() || fragment.isEmpty()) {
      return;
    }
    if (!jsonBlocks.contains(key)) {
      next.toolInput(key, fragment);
    } else if (jsonBlock == key) {
      jsonBegun = true;
      next.text(fragment);
    }
  }

  @Override
  public void toolStop(int key) {
    if (over()) {
      return;
    }
    if (!jsonBlocks.contains(key)) {
      next.toolStop(key);
    } else if (jsonBlock == key && !jsonBegun) {
      jsonBegun = true;
      next.text("{}"); // An answer without fields; no text at all would be no JSON.
    }
  }

  @Override
  public void usage(Usage used) {
    if (!over()) {
      usage = used;
      next.usage(used);
    }
  }

  @Override
  public void unexplained(String reason) {
    unexplained = UnknownStops.printable(reason);
  }

  @Override
  public void finish(Stop reason, String stopSequence) {
    stop = reason;
    sequence = stopSequence;
  }

  @Override
  public void end() {
    if (over()) {
      return;
    }
    if (stop == null) {
      error(ProviderError.of(ErrorKind.API, "The provider ended its answer without saying why it stopped."));
    } else if (stop == Stop.MALFORMED && !content) {
      error(ProviderError.of(ErrorKind.API, "The model's output was malformed."));
    } else if (stop == Stop.UNKNOWN && !content) {
      error(ProviderError.of(ErrorKind.API, "The provider ended its answer without content. Its reason was " + unexplained + "."));
    } else {
      if (stop == Stop.UNKNOWN) {
        UnknownStops.log(unexplained, model);
      }
      ended = true;
      tellAside();
      next.finish(corrected(stop), sequence);
      next.end();
    }
  }

  @Override
  public void error(ProviderError failure) {
    if (!over()) {
      error = failure;
      next.error(failure);
    }
  }

  @Override
  public void ping() {
    if (!over()) {
      next.ping();
    }
  }

  /** Returns the right stop reason. Several providers say "stop" after a tool call, and then agents stop too (pitfall 8). */
  private Stop corrected(Stop reason) {
    if (!tools.isEmpty()) {
      return ORDINARY.contains(reason) ? Stop.TOOL_USE : reason;
    }
    return reason == Stop.TOOL_USE ? Stop.END_TURN : reason;
  }
}

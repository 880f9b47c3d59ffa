package app.orqen.translate.chat;

import app.orqen.translate.error.TranslationException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * A request between two wires. It has what more than one of them can say, and nothing else. Readers fill it, and writers read
 * it. Fields are null when the client did not say, and lists are never null.
 */
public final class ChatRequest {

  /** Size of the body that was read, about that of the one to write. */
  public final int size;

  public final List<Part.Text> system = new ArrayList<>();
  public List<Turn> turns = new ArrayList<>();
  public List<Tool> tools = new ArrayList<>();
  /** Tools that the provider would have to run. */
  public List<ServerTool> serverTools = new ArrayList<>();
  public ToolChoice toolChoice;
  public Boolean parallelTools;
  public Integer maxTokens;
  public BigDecimal temperature;
  public BigDecimal topP;
  public Integer topK;
  public List<String> stop = new ArrayList<>();
  /** What the client calls them. */
  public String stopField = "stop";
  public Long seed;
  public BigDecimal presencePenalty;
  public BigDecimal frequencyPenalty;
  /** Whether the client asks for the log probabilities of the answer's tokens. */
  public boolean logprobs;
  /** How many likely tokens to name for each place, or null. */
  public Integer topLogprobs;
  /** Whether the client asks for images in the answer. */
  public boolean images;
  /** Life of a cache mark that is to be behind the last block, wherever that is; or null. */
  public String cache;
  public ResponseFormat format;
  public Reasoning reasoning = Reasoning.DEFAULT;
  public String user;
  public String serviceTier;
  public boolean includeUsage;
  /** What the answer needs to know of the request. */
  public Asked asked = Asked.NOTHING;

  public ChatRequest(int size) {
    this.size = size;
  }

  /** Returns whether a writer may send tools that the model can call. */
  public boolean mayCallTools() {
    return !tools.isEmpty() && mayUseTools();
  }

  /** Returns whether the tool choice lets the model use tools. */
  public boolean mayUseTools() {
    return toolChoice == null || toolChoice.mode() != ToolChoice.Mode.NONE;
  }

  /** Returns the parts of the system prompt that have text. Blank blocks are refused (pitfall 26). */
  public List<Part> spokenSystem() {
    List<Part> texts = new ArrayList<>();
    for (Part.Text text : system) {
      if (!text.isBlank()) {
        texts.add(text);
      }
    }
    return texts;
  }

  /**
   * Returns the stop sequences for a provider.
   *
   * @param most how many the provider takes
   * @throws TranslationException 400 when there are more, since without one of them the answer would go on
   */
  public List<String> stopUpTo(int most) throws TranslationException {
    if (stop.size() > most) {
      throw TranslationException.unsupported(stopField, most == 0
          ? "This model takes no stop sequences: leave out " + stopField + "."
          : "This provider takes at most " + most + " stop sequences. Send fewer in " + stopField + ".");
    }
    return stop;
  }

  /** Returns the stop sequences that Claude takes. It refuses those that are only white space, at Anthropic and at Bedrock. */
  public List<String> visibleStop() {
    return stop.stream().filter(sequence -> !sequence.isBlank()).toList();
  }

  /**
   * Refuses what a provider has no word for and the answer would lack.
   *
   * @param givesLogprobs whether the provider gives log probabilities
   * @throws TranslationException 400 for log probabilities or images
   */
  public void requirePlainText(boolean givesLogprobs) throws TranslationException {
    if (logprobs && !givesLogprobs) {
      throw TranslationException.unsupported("logprobs",
          "This provider gives no log probabilities. Leave out logprobs, or use another provider.");
    }
    if (images) {
      throw TranslationException.unsupported("modalities",
          "This provider answers only with text. Ask for no other modality, or use another provider.");
    }
  }

  /** Puts the cache mark for the last block there, for a provider that marks blocks only. */
  public void markLastBlock() {
    if (cache == null || turns.isEmpty()) {
      return;
    }
    List<Part> parts = turns.get(turns.size() - 1).parts();
    int last = parts.size() - 1;
    if (last >= 0 && parts.get(last).cache() == null) {
      parts.set(last, Turns.withCache(parts.get(last), cache));
    }
  }

  public boolean hasToolHistory() {
    for (Turn turn : turns) {
      if (turn.has(Part.ToolUse.class) || turn.has(Part.ToolResult.class)) {
        return true;
      }
    }
    return false;
  }
}

package app.orqen.recover;

import app.orqen.tools.Recovery;
import app.orqen.translate.wire.Surface;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The rounds of one request: whether the provider is asked again, what it is told then, and what the client gets. Used by
 * the thread that serves the request.
 */
public final class Rounds {

  /** By the surface's label, what makes a joiner. */
  private static final Map<String, Function<LeftOut, Joiner>> JOINERS = Map.of(
      "openai", OpenAiJoiner::new,
      "anthropic", tools -> new BlockJoiner(new AnthropicForm(), tools),
      "converse", tools -> new BlockJoiner(new ConverseForm(), tools),
      "responses", ResponsesJoiner::new);

  private final Recovery recovery;
  private final Surface surface;
  private final String conversation;
  private final int maxRounds;
  private final ByteArrayOutputStream messages = new ByteArrayOutputStream();
  private Joiner joiner;
  private int asked;
  private boolean again;
  private byte[] kept = {};
  private Map<String, Object> headers;
  private Map<String, String> brokenArguments = Map.of();

  /**
   * Begins with the first round.
   *
   * @param surface the client's surface, whose answers must be joinable
   * @param maxRounds how often the provider is asked again at most
   */
  public Rounds(Recovery recovery, Surface surface, int maxRounds) {
    this.recovery = recovery;
    this.maxRounds = maxRounds;
    this.conversation = surface.tools().conversation();
    this.surface = surface;
    this.joiner = joiner();
  }

  private Joiner joiner() {
    return JOINERS.get(surface.label()).apply(LeftOut.of(recovery));
  }

  /** Returns whether the answers of a surface can be joined, without which a request has one round. */
  public static boolean canJoin(Surface surface) {
    return JOINERS.containsKey(surface.label());
  }

  /** Returns what can be asked for. */
  public Recovery recovery() {
    return recovery;
  }

  /** Returns the field of a request that has the conversation. */
  public String conversation() {
    return conversation;
  }

  /** Returns the message headers that each round begins with: those that the first one began with. */
  public Map<String, Object> headers(Map<String, Object> now) {
    if (headers == null) {
      headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      headers.putAll(now);
    }
    return headers;
  }

  /**
   * Begins the conversation anew at another call, which is made in place of one that failed before its answer's first content. What
   * earlier rounds said is left out, since the thinking in it is good only for the model that wrote it, and a part of the failed answer
   * must not mix with the next one. The tools that were asked for stay, and the rounds that there were still count.
   */
  public void restart() {
    headers = null;
    messages.reset();
    joiner = joiner();
    again = false;
    kept = new byte[0];
  }

  /** Keeps the beginning of a streamed answer that the client hasn't got by the end of a round, since it had no content. */
  public void keep(byte[] events) {
    kept = events;
  }

  /** Returns what was kept, once. */
  public byte[] takeKept() {
    byte[] taken = kept;
    kept = new byte[0];
    return taken;
  }

  /**
   * Returns whether the client may never see a call that the model makes in this round, or only at the round's end: that of the gateway's
   * function, or of a tool that was left out.
   *
   * @param name the tool's name, or its beginning
   */
  public boolean mayHide(String name) {
    return mayBeFindTool(name) || recovery.isLeftOut(name);
  }

  /** Returns whether a tool's name, or its beginning, is that of the gateway's function. */
  public boolean mayBeFindTool(String name) {
    return recovery.toolName().startsWith(name);
  }

  /** Returns whether this isn't the first round. */
  public boolean isLater() {
    return asked > 0;
  }

  /** Returns the messages to add to the client's, as JSON objects with commas between them; empty in the first round. */
  public byte[] messages() {
    return messages.toByteArray();
  }

  /** Returns whether the provider has to be asked again before the client has its answer. Each time counts once. */
  public boolean takeAgain() {
    boolean taken = again;
    again = false;
    return taken;
  }

  /**
   * Takes a complete answer.
   *
   * @param broken by the call's id, arguments that aren't a JSON object, in whose place the answer may have none
   * @return what the client gets; null when the provider has to be asked again
   * @throws IOException when the answer isn't of the surface's form
   */
  public byte[] whole(byte[] answer, Map<String, String> broken) throws IOException {
    brokenArguments = broken;
    joiner.read(answer);
    return endRound() ? null : joiner.joined();
  }

  /**
   * Begins another round, with all tools, in place of an answer that the provider refused because its model called a tool that was
   * left out. A streamed answer may have ended in that error, as long as the client has no content of it.
   *
   * @return false when the client has content of the answer, or there have been as many rounds as there may be
   */
  public boolean askWithAll() {
    if (asked >= maxRounds || joiner.hasShown()) {
      return false;
    }
    joiner.drop();
    recovery.findAll();
    asked++;
    again = true;
    return true;
  }

  /** Takes whole events of a streamed answer and returns what the client gets of them now, which is all but an error. */
  public byte[] events(byte[] events) throws IOException {
    return events.length == 0 ? events : joiner.events(events);
  }

  /** Returns the error in which the provider ended the stream, as the client gets it. */
  public byte[] error() throws IOException {
    return joiner.error();
  }

  /**
   * Ends a streamed answer that the provider completed.
   *
   * @return its last events; null when the provider has to be asked again
   */
  public byte[] lastEvents() throws IOException {
    return endRound() ? null : joiner.lastEvents();
  }

  private boolean endRound() throws IOException {
    judgeUnasked();
    List<FindCall> calls = asWritten(joiner.calls());
    if (calls.isEmpty()) {
      return false;
    }
    boolean goesOn = joiner.isWaiting() && asked < maxRounds;
    boolean last = asked + 1 >= maxRounds;
    List<String> results = new ArrayList<>();
    for (FindCall call : calls) {
      boolean unfit = !call.name().equals(recovery.toolName());
      String found = unfit ? recovery.answerUnfit(call.name()) : recovery.find(call.arguments());
      results.add(goesOn && last && !unfit ? recovery.findAll() : found);
    }
    if (goesOn) {
      messages.write(',');
      messages.writeBytes(joiner.nextRound(results));
      asked++;
      again = true;
    }
    return goesOn;
  }

  /** Returns calls with their arguments as the model wrote them. */
  private List<FindCall> asWritten(List<FindCall> calls) {
    return brokenArguments.isEmpty() ? calls : calls.stream().map(call ->
        new FindCall(call.id(), call.name(), brokenArguments.getOrDefault(call.id(), call.arguments()))).toList();
  }

  /**
   * Decides about calls of tools that the model was not given. Those that fit their tools are the client's. Of others the model is
   * told, with all tools, unless the client has calls of its own to answer; the conversation's next request has all tools then.
   */
  private void judgeUnasked() {
    List<FindCall> unasked = asWritten(joiner.unasked());
    if (unasked.isEmpty()) {
      return;
    }
    boolean fit = unasked.stream().allMatch(call -> recovery.fits(call.name(), call.arguments()));
    unasked.forEach(call -> recovery.calledUnasked(call.name()));
    joiner.claim(!fit);
    if (!fit && !(joiner.isWaiting() && asked < maxRounds)) {
      joiner.claim(false);
      recovery.findAll();
    }
  }
}

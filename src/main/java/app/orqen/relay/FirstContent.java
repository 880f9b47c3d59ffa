package app.orqen.relay;

import app.orqen.cost.DeliveredText;
import app.orqen.recover.Rounds;
import app.orqen.translate.stream.StreamTranslation;
import app.orqen.translate.wire.Surface;
import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * Holds back the first events of a stream until the first event with content, so that another target can still answer in its place.
 * Content is text, thinking, or a call of a tool that the client sees. The holding also ends when the answer ends without content, or
 * when the events are too long to be held. A round in which the model only asked the gateway for tools has no content: the next round
 * goes on with what was held.
 */
final class FirstContent {

  /** How many bytes of events are held at most. Events before the first content may repeat all tools of the request. */
  static final int MAX_HELD = 1024 * 1024;

  private static final byte[] NOTHING = {};

  private final StreamTranslation events;
  private final DeliveredText seen;
  private final Rounds rounds;
  private ByteArrayOutputStream held = new ByteArrayOutputStream();

  /**
   * Begins with what an earlier round has held.
   *
   * @param rounds null when the model can't ask for more tools
   */
  FirstContent(StreamTranslation events, Surface surface, Rounds rounds) {
    this.events = events;
    this.rounds = rounds;
    if (rounds != null) {
      held.writeBytes(rounds.takeKept());
    }
    this.seen = DeliveredText.ofStream(surface.label());
  }

  /** Returns whether content was seen. */
  boolean isSeen() {
    return held == null;
  }

  /** Returns how many bytes are held. */
  int bytes() {
    return held == null ? 0 : held.size();
  }

  /** Ends a round after which the provider is asked again, before the client has got anything. */
  void endRound() {
    rounds.keep(held.toByteArray());
  }

  /** Takes the last events of an answer, and returns all that the client has not got. */
  byte[] last(byte[] output) {
    if (held == null) {
      return output;
    }
    held.writeBytes(output);
    return all();
  }

  /** Takes whole events as the client is to get them, and returns what it may get now: nothing before the first content, then all. */
  byte[] pass(byte[] output) {
    if (held == null) {
      return output;
    }
    held.writeBytes(output);
    seen.count(output);
    boolean begun = seen.characters() > 0 || hasCall(events.tools()) || hasCall(events.begunTools())
        || rounds == null && events.completed(); // With rounds, only the round's end tells whether it is the last one.
    return begun || held.size() > MAX_HELD ? all() : NOTHING;
  }

  /**
   * Returns whether the model writes a call of a tool, which the client may get at the round's end only. The call takes as long as it
   * takes, and its target isn't slow for it.
   */
  boolean isBegun() {
    return held != null && rounds != null && (hasToolOfTheClient(events.tools()) || hasToolOfTheClient(events.begunTools()));
  }

  private boolean hasToolOfTheClient(List<String> names) {
    return names.stream().anyMatch(name -> !rounds.mayBeFindTool(name));
  }

  private boolean hasCall(List<String> names) {
    return rounds == null ? !names.isEmpty() : names.stream().anyMatch(name -> !rounds.mayHide(name));
  }

  private byte[] all() {
    byte[] all = held.toByteArray();
    held = null;
    return all;
  }
}

package app.orqen.relay;

import app.orqen.cost.DeliveredText;
import app.orqen.translate.stream.StreamTranslation;
import app.orqen.translate.wire.Surface;
import java.io.ByteArrayOutputStream;

/**
 * Holds the events with which a stream begins until the first one with content, so that another target can still answer in its
 * place. Content is text, thinking, or a call of a tool; the end of an answer without any counts too, and so does what is too long to
 * be held.
 */
final class FirstContent {

  /** Bytes. Events before the first content may repeat the request's tools, but not for ever. */
  static final int MAX_HELD = 1024 * 1024;

  private static final byte[] NOTHING = {};

  private final StreamTranslation events;
  private final DeliveredText seen;
  private ByteArrayOutputStream held = new ByteArrayOutputStream();

  FirstContent(StreamTranslation events, Surface surface) {
    this.events = events;
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

  /** Takes whole events, and returns what the client may get now: nothing before the first content, then all. */
  byte[] pass(byte[] output) {
    if (held == null) {
      return output;
    }
    held.writeBytes(output);
    seen.count(output);
    boolean begun = seen.characters() > 0 || !events.tools().isEmpty() || !events.begunTools().isEmpty() || events.completed();
    if (!begun && held.size() <= MAX_HELD) {
      return NOTHING;
    }
    byte[] all = held.toByteArray();
    held = null;
    return all;
  }
}

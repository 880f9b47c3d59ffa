package app.orqen.relay;

import app.orqen.cost.DeliveredText;
import app.orqen.translate.stream.StreamTranslation;
import app.orqen.translate.wire.Surface;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * Holds the events with which a stream begins until the first one with content, so that another target can still answer in its
 * place. Content is text, thinking, or a call of a tool; the end of an answer without any counts too, and so does what is too long to
 * be held.
 */
final class FirstContent {

  /** Bytes. Events before the first content may repeat the request's tools, but not for ever. */
  static final int MAX_HELD = 1024 * 1024;

  private static final byte[] NOTHING = {};
  private static final byte[] ENCODED = "\"bytes\":\"".getBytes(StandardCharsets.US_ASCII);

  private final StreamTranslation events;
  private final DeliveredText seen;
  private final boolean encoded;
  private ByteArrayOutputStream held = new ByteArrayOutputStream();

  FirstContent(StreamTranslation events, Surface surface) {
    this.events = events;
    this.seen = DeliveredText.ofStream(surface.label());
    this.encoded = surface.isEncoded();
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
    seen.count(encoded ? decoded(output) : output);
    boolean begun = seen.characters() > 0 || !events.tools().isEmpty() || !events.begunTools().isEmpty() || events.completed();
    if (!begun && held.size() <= MAX_HELD) {
      return NOTHING;
    }
    byte[] all = held.toByteArray();
    held = null;
    return all;
  }

  /** Returns the events that are in base64 in some frames. */
  private static byte[] decoded(byte[] frames) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i + ENCODED.length < frames.length; i++) {
      if (frames[i] == '"' && Arrays.equals(frames, i, i + ENCODED.length, ENCODED, 0, ENCODED.length)) {
        int start = i + ENCODED.length;
        int end = start;
        while (end < frames.length && frames[end] != '"') {
          end++;
        }
        all.writeBytes(Base64.getDecoder().decode(Arrays.copyOfRange(frames, start, end)));
        i = end;
      }
    }
    return all.toByteArray();
  }
}

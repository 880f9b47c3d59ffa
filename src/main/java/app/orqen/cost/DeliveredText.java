package app.orqen.cost;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Counts the characters of content in the events that a client was sent, for a stream whose provider never told its tokens. It
 * reads whole events of any surface's form, as bytes: the strings behind a few names are content.
 */
public final class DeliveredText {

  /** Fields of OpenAI's, Anthropic's and Bedrock's events whose value is a piece of the answer. */
  private static final List<byte[]> CONTENT = List.of("content", "text", "arguments", "partial_json", "thinking",
      "reasoning_content", "reasoning", "refusal", "input", "delta").stream()
      .map(name -> name.getBytes(StandardCharsets.US_ASCII)).toList();

  private static final int CHARACTERS_PER_TOKEN = 4;

  /** How the type ends of an event of the Responses API that has a new piece. Others repeat what was sent before. */
  private static final byte[] DELTA = ".delta\"".getBytes(StandardCharsets.US_ASCII);

  /** What comes before an event of InvokeModel's streams, which is in base64. */
  private static final byte[] ENCODED = "\"bytes\":\"".getBytes(StandardCharsets.US_ASCII);

  private final boolean repeats;
  private final boolean encoded;
  private long characters;

  /** Makes a counter of a whole answer. */
  public DeliveredText() {
    this(false, false);
  }

  private DeliveredText(boolean repeats, boolean encoded) {
    this.repeats = repeats;
    this.encoded = encoded;
  }

  /**
   * Returns a counter of a surface's stream.
   *
   * @param surface the surface's label
   */
  public static DeliveredText ofStream(String surface) {
    return new DeliveredText(surface.equals("responses"), surface.equals("invoke"));
  }

  /** Counts what is in some whole events. */
  public void count(byte[] events) {
    if (encoded) {
      byte[] decoded = decoded(events);
      count(decoded, decoded.length);
      return;
    }
    if (!repeats) {
      count(events, events.length);
      return;
    }
    int start = 0;
    while (start < events.length) {
      int end = start;
      while (end < events.length && !(events[end] == '\n' && end + 1 < events.length && events[end + 1] == '\n')) {
        end++;
      }
      byte[] event = Arrays.copyOfRange(events, start, end);
      if (isPiece(event)) {
        count(event, event.length);
      }
      start = end + 2;
    }
  }

  /** Returns the events that are in base64 in some whole frames. */
  private static byte[] decoded(byte[] frames) {
    ByteArrayOutputStream all = new ByteArrayOutputStream(frames.length);
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

  /** Returns whether an event is a piece of text. A quote within a text has a backslash before it, so only a name or a type ends so. */
  private static boolean isPiece(byte[] event) {
    for (int i = 0; i + DELTA.length <= event.length; i++) {
      if (Arrays.equals(event, i, i + DELTA.length, DELTA, 0, DELTA.length)) {
        return true;
      }
    }
    return false;
  }

  private void count(byte[] events, int length) {
    for (int i = 1; i < length - 2; i++) {
      if (events[i] == ':' && events[i - 1] == '"') {
        int quote = events[i + 1] == ' ' ? i + 2 : i + 1;
        if (events[quote] == '"') {
          i = isContent(events, i - 1) ? text(events, quote + 1) : quote;
        }
      }
    }
  }

  private static boolean isContent(byte[] events, int closingQuote) {
    for (byte[] name : CONTENT) {
      int start = closingQuote - name.length;
      if (start > 0 && events[start - 1] == '"' && events[closingQuote - 1] == name[name.length - 1]
          && Arrays.equals(events, start, closingQuote, name, 0, name.length)) {
        return true;
      }
    }
    return false;
  }

  /** Counts a string's characters and returns the place of its closing quote. */
  private int text(byte[] events, int from) {
    int i = from;
    for (; i < events.length && events[i] != '"'; i++) {
      if (events[i] == '\\') {
        i += i + 1 < events.length && events[i + 1] == 'u' ? 5 : 1;
      }
      if (i < events.length && (events[i] & 0xC0) != 0x80) { // not a later byte of one character
        characters++;
      }
    }
    return i;
  }

  /** Returns how many characters were delivered. */
  public long characters() {
    return characters;
  }

  /** Returns about how many tokens that is, rounded up. */
  public long tokens() {
    return (characters + CHARACTERS_PER_TOKEN - 1) / CHARACTERS_PER_TOKEN;
  }
}

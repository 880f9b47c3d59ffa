package app.orqen.translate.framing;

import java.nio.charset.StandardCharsets;

/**
 * One server-sent event.
 *
 * @param type value of the last {@code event:} line, or null
 * @param data the {@code data:} lines joined by LF; null when the block had none (comments, keep-alives)
 * @param raw the bytes that made the block up, its blank line included, when the parser was asked to keep them; else null
 */
public record SseEvent(String type, byte[] data, byte[] raw) {

  /** Bytes, with white space around it. A longer payload need not become text. */
  private static final int LONGEST_DONE = 15;

  /** Returns whether the block has a payload that isn't empty. */
  public boolean hasData() {
    return data != null && data.length > 0;
  }

  /** Returns whether it is the end that OpenAI's streams have, {@code [DONE]}. Some providers of other forms send it too. */
  public boolean isDone() {
    return data != null && data.length <= LONGEST_DONE && text().strip().equals("[DONE]");
  }

  /** Returns the payload as text, empty if there is none. */
  public String text() {
    return data == null ? "" : new String(data, StandardCharsets.UTF_8);
  }
}

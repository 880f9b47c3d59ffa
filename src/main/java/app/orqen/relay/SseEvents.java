package app.orqen.relay;

import java.util.Arrays;

/**
 * Cuts a byte stream into server-sent events, wherever the network cut it. An event is handed on with its own bytes, blank
 * line included. Lines end with LF or CRLF.
 */
final class SseEvents {

  /** No event of a model is larger; more is not a stream but an attack on memory. */
  static final int MAX_EVENT = 16 * 1024 * 1024;

  private byte[] buffer = new byte[8 * 1024];
  private int start;
  private int end;
  /** Where the search for the blank line goes on. */
  private int scanned;
  /** Whether nothing but CR has come since the last LF. */
  private boolean atLineStart = true;

  /** The buffer that the spans of {@link #next()} point into, until more bytes are added. */
  byte[] buffer() {
    return buffer;
  }

  /**
   * Adds bytes.
   *
   * @throws IllegalStateException when one event is larger than any may be
   */
  void add(byte[] bytes, int offset, int length) {
    if (end + length > buffer.length) {
      int kept = end - start;
      if (kept + length > MAX_EVENT) {
        throw new IllegalStateException("an event of the stream is over " + MAX_EVENT + " bytes");
      }
      byte[] target = kept + length > buffer.length ? new byte[Math.max(buffer.length * 2, kept + length)] : buffer;
      System.arraycopy(buffer, start, target, 0, kept);
      buffer = target;
      scanned -= start;
      start = 0;
      end = kept;
    }
    System.arraycopy(bytes, offset, buffer, end, length);
    end += length;
  }

  /** The next whole event as {start, end} in {@link #buffer()}, or null when it is not all there. */
  int[] next() {
    for (; scanned < end; scanned++) {
      byte b = buffer[scanned];
      if (b == '\n') {
        if (atLineStart) {
          scanned++;
          return take(scanned);
        }
        atLineStart = true;
      } else if (b != '\r') {
        atLineStart = false;
      }
    }
    return null;
  }

  /** What has come of an event that has no end yet. */
  byte[] rest() {
    return Arrays.copyOfRange(buffer, start, end);
  }

  private int[] take(int to) {
    int[] event = {start, to};
    start = to;
    atLineStart = true;
    return event;
  }
}

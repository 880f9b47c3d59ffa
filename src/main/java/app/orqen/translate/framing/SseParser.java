package app.orqen.translate.framing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Incremental parser of {@code text/event-stream} (WHATWG HTML, section 9.2.6). Any split of the bytes gives the same events.
 * Lines end in LF, CR or CRLF. Text is only decoded once a line is whole, so that no character is ever cut.
 *
 * <p>It is laxer than the standard in one point: {@link #finish} hands out a last event whose blank line never came, since some
 * servers leave it out after their end marker. The event's JSON shows whether it is complete.
 */
public final class SseParser {

  private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  /** Bytes of a new buffer, and of the longest event after which buffers are kept: a stream waits longer than it reads. */
  private static final int SMALL = 64;
  private static final int KEPT = 1024;

  private final int maxEventBytes;
  private final boolean keepRaw;
  private ByteArrayOutputStream line = new ByteArrayOutputStream(SMALL);
  private ByteArrayOutputStream raw = new ByteArrayOutputStream(0);
  private ByteArrayOutputStream data;
  private String type;
  private int held;
  private boolean afterCr;
  private boolean firstLine = true;

  public SseParser(int maxEventBytes) {
    this(maxEventBytes, false);
  }

  /**
   * Creates a parser.
   *
   * @param maxEventBytes bound on the bytes of one event; past it {@link #feed} throws {@link FramingException}
   * @param keepRaw keep each block's own bytes, for streams that are passed on; their lines end in LF or CRLF
   */
  public SseParser(int maxEventBytes, boolean keepRaw) {
    this.maxEventBytes = maxEventBytes;
    this.keepRaw = keepRaw;
  }

  /** Takes the next bytes and hands every event they complete to {@code handler}. */
  public <E extends Exception> void feed(byte[] bytes, int offset, int length, Handler<SseEvent, E> handler) throws E {
    int end = offset + length;
    int start = offset;
    for (int i = offset; i < end; i++) {
      byte b = bytes[i];
      if (afterCr) {
        afterCr = false;
        if (b == '\n') {
          start = i + 1;
          continue;
        }
      }
      if (b == '\n' || b == '\r') {
        hold(bytes, start, i - start);
        boolean both = b == '\r' && i + 1 < end && bytes[i + 1] == '\n';
        keepLineEnd(b, both);
        afterCr = b == '\r' && !both;
        i += both ? 1 : 0;
        start = i + 1;
        endOfLine(handler);
      }
    }
    hold(bytes, start, end - start);
  }

  /** Ends the stream, and hands out what is left if it makes an event. */
  public <E extends Exception> void finish(Handler<SseEvent, E> handler) throws E {
    if (line.size() > 0) {
      endOfLine(handler);
    }
    if (data != null || raw.size() > 0) {
      dispatch(handler);
    }
  }

  private void hold(byte[] bytes, int from, int length) {
    if (length <= 0) {
      return;
    }
    held += length;
    if (held > maxEventBytes) {
      throw new FramingException("an event of the stream is larger than " + maxEventBytes + " bytes");
    }
    line.write(bytes, from, length);
    keep(bytes, from, length);
  }

  private void keep(byte[] bytes, int from, int length) {
    if (keepRaw) {
      raw.write(bytes, from, length);
    }
  }

  /** Cuts the mark that may precede the first line: readers of what is passed on take it for part of a field's name. */
  private void cutMark() {
    byte[] kept = raw.toByteArray();
    if (startsWith(kept, BOM)) {
      raw.reset();
      raw.write(kept, BOM.length, kept.length - BOM.length);
    }
  }

  /**
   * Keeps a line's end. A CR without LF is passed on as LF, since many readers wait at a CR for the LF that may follow, and so
   * for the next event.
   */
  private void keepLineEnd(byte b, boolean both) {
    if (keepRaw) {
      if (both) {
        raw.write('\r');
      }
      raw.write('\n');
    }
  }

  private <E extends Exception> void endOfLine(Handler<SseEvent, E> handler) throws E {
    byte[] content = line.toByteArray();
    line.reset();
    int from = firstLine && startsWith(content, BOM) ? BOM.length : 0;
    if (from > 0) {
      cutMark();
    }
    firstLine = false;
    if (content.length == from) {
      dispatch(handler);
    } else {
      field(content, from);
    }
  }

  private void field(byte[] content, int from) {
    int colon = from;
    while (colon < content.length && content[colon] != ':') {
      colon++;
    }
    int value = Math.min(colon + 1, content.length);
    if (value < content.length && content[value] == ' ') {
      value++;
    }
    switch (new String(content, from, colon - from, StandardCharsets.UTF_8)) {
      case "data" -> appendData(content, value);
      case "event" -> type = new String(content, value, content.length - value, StandardCharsets.UTF_8);
      default -> {
        // Comments (no name before the colon), id, retry and other fields mean nothing to a translator.
      }
    }
  }

  private void appendData(byte[] content, int value) {
    if (data == null) {
      data = new ByteArrayOutputStream(content.length - value);
    } else {
      data.write('\n');
    }
    data.write(content, value, content.length - value);
  }

  private <E extends Exception> void dispatch(Handler<SseEvent, E> handler) throws E {
    byte[] payload = data == null ? null : data.toByteArray();
    byte[] block = keepRaw ? raw.toByteArray() : null;
    String eventType = type;
    data = null;
    type = null;
    raw.reset();
    if (held > KEPT) {
      line = new ByteArrayOutputStream(SMALL);
      raw = new ByteArrayOutputStream(SMALL);
    }
    held = 0;
    if (payload != null || block != null) {
      handler.accept(new SseEvent(eventType, payload, block));
    }
  }

  private static boolean startsWith(byte[] bytes, byte[] prefix) {
    if (bytes.length < prefix.length) {
      return false;
    }
    for (int i = 0; i < prefix.length; i++) {
      if (bytes[i] != prefix[i]) {
        return false;
      }
    }
    return true;
  }
}

package app.orqen.translate.framing;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Incremental decoder of {@code application/vnd.amazon.eventstream}. Layout, all integers big-endian: total length, headers
 * length, CRC32 of those eight bytes, headers, payload, CRC32 of everything before. Frames are not aligned to network reads.
 * Limits are botocore's: 128 KiB of headers, 24 MiB of payload.
 */
public final class EventFrameDecoder {

  private static final int PRELUDE = 12;
  private static final int OVERHEAD = PRELUDE + 4;
  private static final int MAX_HEADERS = 128 * 1024;
  private static final int MAX_PAYLOAD = 24 * 1024 * 1024;

  /** Bytes of a new buffer, and of the longest that is kept: a stream waits longer than it reads. */
  private static final int SMALL = 256;
  private static final int KEPT = 1024;

  private final int maxPayload;
  private byte[] pending = new byte[SMALL];
  private int count;
  private int total;

  public EventFrameDecoder() {
    this(MAX_PAYLOAD);
  }

  public EventFrameDecoder(int maxPayloadBytes) {
    this.maxPayload = Math.min(maxPayloadBytes, MAX_PAYLOAD);
  }

  /**
   * Takes the next bytes and hands every whole frame to {@code handler}.
   *
   * @throws FramingException on a broken frame
   */
  public <E extends Exception> void feed(byte[] bytes, int offset, int length, Handler<EventFrame, E> handler) throws E {
    int from = offset;
    int left = length;
    while (left > 0) {
      int wanted = total == 0 ? PRELUDE : total;
      int taken = Math.min(left, wanted - count);
      append(bytes, from, taken);
      from += taken;
      left -= taken;
      if (count == PRELUDE && total == 0) {
        readPrelude();
      }
      if (total > 0 && count == total) {
        EventFrame frame = decode();
        count = 0;
        total = 0;
        if (pending.length > KEPT) {
          pending = new byte[SMALL];
        }
        handler.accept(frame);
      }
    }
  }

  /** Returns whether part of a frame is held. A stream that ends now was cut. */
  public boolean midFrame() {
    return count > 0;
  }

  private void append(byte[] bytes, int from, int length) {
    if (count + length > pending.length) {
      pending = Arrays.copyOf(pending, Math.max(pending.length * 2, count + length));
    }
    System.arraycopy(bytes, from, pending, count, length);
    count += length;
  }

  private void readPrelude() {
    ByteBuffer prelude = ByteBuffer.wrap(pending, 0, PRELUDE);
    long totalLength = prelude.getInt() & 0xFFFFFFFFL;
    long headersLength = prelude.getInt() & 0xFFFFFFFFL;
    if (crc(pending, 8) != (prelude.getInt() & 0xFFFFFFFFL)) {
      throw new FramingException("an event stream frame has a wrong prelude checksum");
    }
    long payload = totalLength - headersLength - OVERHEAD;
    if (payload < 0 || payload > maxPayload || headersLength > MAX_HEADERS) {
      throw new FramingException("an event stream frame has an impossible length");
    }
    total = (int) totalLength;
  }

  private EventFrame decode() {
    byte[] raw = Arrays.copyOf(pending, total);
    ByteBuffer frame = ByteBuffer.wrap(raw);
    int headersLength = frame.getInt(4);
    if (crc(raw, total - 4) != (frame.getInt(total - 4) & 0xFFFFFFFFL)) {
      throw new FramingException("an event stream frame has a wrong checksum");
    }
    byte[] payload = Arrays.copyOfRange(raw, PRELUDE + headersLength, total - 4);
    try {
      return new EventFrame(headers(ByteBuffer.wrap(raw, PRELUDE, headersLength)), payload, raw);
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new FramingException("an event stream frame has broken headers");
    }
  }

  private static Map<String, String> headers(ByteBuffer in) {
    Map<String, String> headers = new LinkedHashMap<>();
    while (in.hasRemaining()) {
      String name = string(in, in.get() & 0xFF);
      String value = value(in, in.get());
      if (headers.put(name, value == null ? "" : value) != null) {
        throw new FramingException("an event stream frame repeats a header");
      }
    }
    return headers;
  }

  /** Returns a header's value by its type number: 0 and 1 booleans, 2 to 5 integers, 6 bytes, 7 string, 8 timestamp, 9 UUID. */
  private static String value(ByteBuffer in, byte type) {
    switch (type) {
      case 0, 1 -> { }
      case 2 -> skip(in, 1);
      case 3 -> skip(in, 2);
      case 4 -> skip(in, 4);
      case 5, 8 -> skip(in, 8);
      case 6 -> skip(in, in.getShort() & 0xFFFF);
      case 7 -> {
        return string(in, in.getShort() & 0xFFFF);
      }
      case 9 -> skip(in, 16);
      default -> throw new FramingException("an event stream frame has a header of unknown type");
    }
    return null;
  }

  private static void skip(ByteBuffer in, int length) {
    in.position(in.position() + length);
  }

  private static String string(ByteBuffer in, int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static long crc(byte[] bytes, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, length);
    return crc.getValue();
  }
}

package app.orqen.translate.framing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Writes Amazon event stream frames with the headers in the order that Bedrock sends them. */
public final class EventFrameEncoder {

  private static final String JSON = "application/json";

  private EventFrameEncoder() {}

  /** Returns a frame of {@code :message-type event}. */
  public static byte[] event(String eventType, byte[] json) {
    return frame(json, ":event-type", eventType, ":content-type", JSON, ":message-type", "event");
  }

  /**
   * Returns a frame of {@code :message-type exception}. The type is one of the operation's output union, in lower camel case.
   */
  public static byte[] exception(String exceptionType, byte[] json) {
    return frame(json, ":exception-type", exceptionType, ":content-type", JSON, ":message-type", "exception");
  }

  /** Returns a frame from header names and values in turn. */
  static byte[] frame(byte[] payload, String... headers) {
    ByteArrayOutputStream block = new ByteArrayOutputStream(128);
    for (int i = 0; i < headers.length; i += 2) {
      byte[] name = headers[i].getBytes(StandardCharsets.UTF_8);
      byte[] value = headers[i + 1].getBytes(StandardCharsets.UTF_8);
      block.write(name.length);
      block.writeBytes(name);
      block.write(7);
      block.write(value.length >>> 8);
      block.write(value.length);
      block.writeBytes(value);
    }
    byte[] headerBytes = block.toByteArray();
    int total = 16 + headerBytes.length + payload.length;
    ByteBuffer out = ByteBuffer.allocate(total);
    out.putInt(total).putInt(headerBytes.length);
    out.putInt(crc(out.array(), 8));
    out.put(headerBytes).put(payload);
    out.putInt(crc(out.array(), total - 4));
    return out.array();
  }

  private static int crc(byte[] bytes, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}

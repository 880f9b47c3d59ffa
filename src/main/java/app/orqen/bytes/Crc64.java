package app.orqen.bytes;

import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/**
 * A checksum of 64 bits that tells texts apart and doesn't show them: CRC-32 and CRC-32C side by side, both of which processors have
 * instructions for. Somebody who wants to can make two texts with the same one, so it must not decide about access.
 */
public final class Crc64 {

  private static final int HALF = 32;

  private final Checksum first = new CRC32();
  private final Checksum second = new CRC32C();

  /** Adds a stretch of bytes. */
  public Crc64 add(byte[] bytes, int from, int to) {
    first.update(bytes, from, to - from);
    second.update(bytes, from, to - from);
    return this;
  }

  /** Adds a byte, such as one that tells where a part ends. */
  public Crc64 add(int one) {
    first.update(one);
    second.update(one);
    return this;
  }

  public long value() {
    return first.getValue() << HALF | second.getValue();
  }
}

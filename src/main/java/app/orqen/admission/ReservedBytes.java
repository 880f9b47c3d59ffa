package app.orqen.admission;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * Bytes of a length that isn't trusted, taken as they come. The array grows with the bytes that have arrived, not with the
 * length that was announced, and each growth first takes room in the request's {@link Reservation}. Up to {@value #FREE} bytes
 * are part of what every request holds anyway.
 *
 * <p>The announced length is reached by doubling a fraction of it, so that no more than half as much again is held on the way.
 */
public final class ReservedBytes {

  /** Bytes for which nothing more is reserved. */
  static final int FREE = 16 * 1024;

  private final Reservation memory;
  private final Duration wait;
  private final long most;
  private final long announced;
  private byte[] bytes;
  private int size;

  /**
   * Creates an empty buffer.
   *
   * @param announced the announced length in bytes; 0 or less when no length was announced
   * @param most the longest length that is taken, in bytes
   * @param wait how long each growth may wait for room
   */
  public ReservedBytes(Reservation memory, long announced, long most, Duration wait) {
    this(memory, announced, most, wait, false);
  }

  /**
   * Creates an empty buffer with room for the announced length, for a source that is trusted. A read that has begun then gets
   * to its end, and one that waits holds nothing.
   *
   * @throws NoRoomException when there is no room for the announced length
   */
  public static ReservedBytes ofAnnounced(Reservation memory, long announced, long most, Duration wait) {
    return new ReservedBytes(memory, announced, most, wait, true);
  }

  private ReservedBytes(Reservation memory, long announced, long most, Duration wait, boolean trusted) {
    this.memory = memory;
    this.most = Math.min(most, Integer.MAX_VALUE - 8);
    this.wait = wait;
    this.announced = announced > this.most ? 0 : announced;
    long first = this.announced > 0 ? this.announced : FREE;
    if (trusted) {
      memory.grow(reservedFor(first), wait);
    }
    while (first > FREE && !trusted) {
      first = (first + 1) / 2;
    }
    this.bytes = new byte[(int) first];
  }

  /** Returns the bytes reserved for a body or an answer of a length. */
  public static long reservedFor(long length) {
    return length > FREE ? length : 0;
  }

  /**
   * Reads once.
   *
   * @return false at the end of the stream
   * @throws NoRoomException when there is no room for more
   */
  public boolean readFrom(InputStream in) throws IOException {
    if (size == bytes.length) {
      // Usually the stream ends here, so a byte is read before room for more is taken.
      int next = in.read();
      if (next < 0) {
        return false;
      }
      grow();
      bytes[size++] = (byte) next;
    }
    int n = in.read(bytes, size, bytes.length - size);
    size += Math.max(0, n);
    return n >= 0;
  }

  private void grow() {
    long twice = Math.max(FREE, size * 2L);
    resize((int) Math.min(most + 1, size < announced ? Math.min(announced, twice) : twice));
  }

  /**
   * Grows or shrinks the array, and waits for room for a random time. Among many requests that hold parts and wait for more,
   * some then give up first and the others go on.
   */
  private void resize(int length) {
    memory.grow(reservedFor(length), wait.multipliedBy(ThreadLocalRandom.current().nextInt(25, 100)).dividedBy(100));
    byte[] old = bytes;
    bytes = Arrays.copyOf(old, length);
    memory.shrink(reservedFor(old.length));
  }

  /** Returns how many bytes have come. */
  public int size() {
    return size;
  }

  /** Returns whether more bytes have come than the longest length allows. */
  public boolean isTooLong() {
    return size > most;
  }

  /** Returns the bytes in an array of their length. What is reserved afterwards is {@link #reservedFor} that length. */
  public byte[] toArray() {
    if (size < bytes.length) {
      resize(size);
    }
    return bytes;
  }

  /** Returns the array itself that the bytes are in, without a copy. After the bytes it has zeros. */
  public void show(Consumer<byte[]> reader) {
    reader.accept(bytes);
  }

  /** Drops the bytes and gives back what is reserved. */
  public void discard() {
    memory.shrink(reservedFor(bytes.length));
    bytes = new byte[0];
    size = 0;
  }
}

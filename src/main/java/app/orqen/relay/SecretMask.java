package app.orqen.relay;

import app.orqen.bytes.ByteSearch;
import java.util.Arrays;
import java.util.List;

/**
 * Overwrites credentials with stars in bytes that pass in pieces. The number of bytes stays the same. Bytes at the end of a piece that
 * may be the beginning of a credential are held back until the next piece shows whether they are.
 */
final class SecretMask {

  private final List<byte[]> secrets;
  private byte[] held = {};

  SecretMask(List<byte[]> secrets) {
    this.secrets = secrets;
  }

  /** Takes the next bytes and returns those that may leave. */
  byte[] next(byte[] chunk, int length) {
    byte[] bytes = Arrays.copyOf(held, held.length + length);
    System.arraycopy(chunk, 0, bytes, held.length, length);
    for (byte[] secret : secrets) {
      for (int at = ByteSearch.indexOf(bytes, 0, bytes.length, secret); at >= 0;
          at = ByteSearch.indexOf(bytes, at + secret.length, bytes.length, secret)) {
        Arrays.fill(bytes, at, at + secret.length, (byte) '*');
      }
    }
    int sure = bytes.length;
    for (byte[] secret : secrets) {
      sure = Math.min(sure, begun(bytes, secret));
    }
    held = Arrays.copyOfRange(bytes, sure, bytes.length);
    return Arrays.copyOf(bytes, sure);
  }

  /** Returns the index from which on the bytes are the beginning of a secret, or their length when they don't end in one. */
  private static int begun(byte[] bytes, byte[] secret) {
    for (int at = Math.max(0, bytes.length - secret.length + 1); at < bytes.length; at++) {
      if (Arrays.equals(bytes, at, bytes.length, secret, 0, bytes.length - at)) {
        return at;
      }
    }
    return bytes.length;
  }

  /** Returns the bytes that are still held back. To be called when no more bytes come. */
  byte[] end() {
    return held;
  }
}

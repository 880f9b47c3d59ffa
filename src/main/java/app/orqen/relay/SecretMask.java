package app.orqen.relay;

import app.orqen.bytes.ByteSearch;
import java.util.Arrays;
import java.util.List;

/** Puts stars over a credential in bytes that pass as they come, whose length stays. It keeps back what may be its beginning. */
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

  /** Returns where a secret may have begun of which only the beginning has come; the length when it hasn't. */
  private static int begun(byte[] bytes, byte[] secret) {
    for (int at = Math.max(0, bytes.length - secret.length + 1); at < bytes.length; at++) {
      if (Arrays.equals(bytes, at, bytes.length, secret, 0, bytes.length - at)) {
        return at;
      }
    }
    return bytes.length;
  }

  /** Returns what was kept back, when nothing more comes. */
  byte[] end() {
    return held;
  }
}

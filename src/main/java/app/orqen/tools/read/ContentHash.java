package app.orqen.tools.read;

import app.orqen.bytes.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * Half a SHA-256 of some bytes. Callers of different accounts share the caches that it keys, so it must be one in which
 * nobody can make two contents meet.
 */
public record ContentHash(long high, long low) {

  public static ContentHash of(byte[] body, ByteSpan span) {
    MessageDigest digest = Sha256.start();
    digest.update(body, span.start(), span.length());
    return of(digest);
  }

  public static ContentHash of(String text) {
    return of(ByteBuffer.wrap(Sha256.of(text)));
  }

  public static ContentHash of(MessageDigest digest) {
    return of(ByteBuffer.wrap(digest.digest()));
  }

  private static ContentHash of(ByteBuffer bytes) {
    return new ContentHash(bytes.getLong(), bytes.getLong());
  }
}

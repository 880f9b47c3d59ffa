package app.orqen.tools.read;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Half a SHA-256 of some bytes. Callers of different accounts share the caches that it keys, so it must be one in which
 * nobody can make two contents meet.
 */
public record ContentHash(long high, long low) {

  public static ContentHash of(byte[] body, ByteSpan span) {
    MessageDigest digest = sha256();
    digest.update(body, span.start(), span.length());
    return of(digest);
  }

  public static ContentHash of(String text) {
    MessageDigest digest = sha256();
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    return of(digest);
  }

  public static ContentHash of(MessageDigest digest) {
    ByteBuffer bytes = ByteBuffer.wrap(digest.digest());
    return new ContentHash(bytes.getLong(), bytes.getLong());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}

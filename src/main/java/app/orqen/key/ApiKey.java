package app.orqen.key;

import app.orqen.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/** The form of an Orqen key: {@code sk-orq-} and 64 lowercase hex digits, 32 bytes of a cryptographic random generator. */
public final class ApiKey {

  public static final String PREFIX = "sk-orq-";
  private static final int LENGTH = PREFIX.length() + 64;
  private static final SecureRandom RANDOM = new SecureRandom();
  /** Only copied, never fed: a request hashes twice, and looking up the algorithm cost more than the hash. */
  private static final MessageDigest SHA_256 = sha256();

  private ApiKey() {}

  /** Returns a new random key. */
  public static Secret generate() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return Secret.of(PREFIX + HexFormat.of().formatHex(bytes));
  }

  public static boolean isWellFormed(String key) {
    if (key.length() != LENGTH || !key.startsWith(PREFIX)) {
      return false;
    }
    for (int i = PREFIX.length(); i < LENGTH; i++) {
      char c = key.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }

  /** Returns the SHA-256 of a key in hex, which is all that the database stores of it. */
  public static String hash(String key) {
    try {
      MessageDigest digest = (MessageDigest) SHA_256.clone();
      return HexFormat.of().formatHex(digest.digest(key.getBytes(StandardCharsets.US_ASCII)));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  /** Returns the text that people may see of a key: its first and last four hex digits. */
  public static String preview(String key) {
    return PREFIX + key.substring(PREFIX.length(), PREFIX.length() + 4) + "…" + key.substring(LENGTH - 4);
  }
}

package app.orqen.key;

import app.orqen.bytes.Sha256;
import app.orqen.secret.Secret;
import java.security.SecureRandom;
import java.util.HexFormat;

/** The form of an Orqen key: {@code sk-orq-} and 64 lowercase hex digits, 32 bytes of a cryptographic random generator. */
public final class ApiKey {

  public static final String PREFIX = "sk-orq-";
  private static final int LENGTH = PREFIX.length() + 64;
  private static final SecureRandom RANDOM = new SecureRandom();

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

  /** Returns what the database knows of a key: its SHA-256 in hex. */
  public static String hash(String key) {
    return Sha256.hex(key);
  }

  /** Returns the text that people may see of a key: its first and last four hex digits. */
  public static String preview(String key) {
    return PREFIX + key.substring(PREFIX.length(), PREFIX.length() + 4) + "…" + key.substring(LENGTH - 4);
  }
}

package app.orqen.endpoint;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Opaque ids, unique and hard to guess. */
public final class Ids {

  private static final SecureRandom RANDOM = new SecureRandom();

  private Ids() {}

  /** Returns a new id: twelve random bytes in hex after a prefix that names the kind of object. */
  public static String random(String prefix) {
    byte[] bytes = new byte[12];
    RANDOM.nextBytes(bytes);
    return prefix + HexFormat.of().formatHex(bytes);
  }
}

package app.orqen.account;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Opaque ids, unique and hard to guess. */
final class Ids {

  private static final SecureRandom RANDOM = new SecureRandom();

  private Ids() {}

  static String random(String prefix) {
    byte[] bytes = new byte[12];
    RANDOM.nextBytes(bytes);
    return prefix + HexFormat.of().formatHex(bytes);
  }
}

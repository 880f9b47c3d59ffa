package app.orqen.provider;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** An id of a given number of letters and digits: the same for the same id, in this request and the next. */
final class ShortId {

  static final int LONGEST = 40; // a SHA-256 has 42 such digits

  private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final BigInteger BASE = BigInteger.valueOf(DIGITS.length());

  private ShortId() {}

  /** The id itself where it fits. */
  static String of(String id, int length) {
    if (id.length() == length && id.chars().allMatch(c -> DIGITS.indexOf(c) >= 0)) {
      return id;
    }
    StringBuilder made = new StringBuilder(length);
    for (BigInteger rest = hash(id); made.length() < length; rest = rest.divide(BASE)) {
      made.append(DIGITS.charAt(rest.mod(BASE).intValue()));
    }
    return made.toString();
  }

  private static BigInteger hash(String id) {
    try {
      return new BigInteger(1, MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // Every Java platform has it.
    }
  }
}

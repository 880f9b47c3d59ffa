package app.orqen.provider;

import app.orqen.bytes.Sha256;
import java.math.BigInteger;

/** An id of a given number of letters and digits: the same for the same id, in this request and the next. */
final class ShortId {

  static final int LONGEST = 40; // a SHA-256 has 42 such digits

  private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final BigInteger BASE = BigInteger.valueOf(DIGITS.length());

  private ShortId() {}

  /** Returns the id itself if it is short enough, else a shorter one made of it. */
  static String of(String id, int length) {
    if (id.length() == length && id.chars().allMatch(c -> DIGITS.indexOf(c) >= 0)) {
      return id;
    }
    StringBuilder made = new StringBuilder(length);
    for (BigInteger rest = new BigInteger(1, Sha256.of(id)); made.length() < length; rest = rest.divide(BASE)) {
      made.append(DIGITS.charAt(rest.mod(BASE).intValue()));
    }
    return made.toString();
  }
}

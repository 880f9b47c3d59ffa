package app.orqen.inbound;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ids of requests: {@code req_}, the milliseconds since 1970 in 12 hex digits, and 20 random ones. They are in the order
 * of time, so that rows of usage are appended to the index of their ids. Unique, not secret.
 */
public final class RequestId {

  private static final String PREFIX = "req_";
  private static final int TIME_DIGITS = 12;
  private static final int SALT_DIGITS = 4;
  /** The random source is cheap, and seeded once from the system. */
  private static final long SALT = new SecureRandom().nextLong();

  private RequestId() {}

  static String next(Instant at) {
    Random random = ThreadLocalRandom.current();
    HexFormat hex = HexFormat.of();
    return PREFIX + hex.toHexDigits(at.toEpochMilli(), TIME_DIGITS) + hex.toHexDigits(random.nextLong() ^ SALT)
        + hex.toHexDigits(random.nextLong(), SALT_DIGITS);
  }

  /** Returns when the request of an id came, to the millisecond, or null for a text that isn't such an id. */
  public static Instant time(String id) {
    int digits = PREFIX.length() + TIME_DIGITS;
    if (!id.startsWith(PREFIX) || id.length() < digits
        || !id.substring(PREFIX.length(), digits).chars().allMatch(HexFormat::isHexDigit)) {
      return null;
    }
    return Instant.ofEpochMilli(HexFormat.fromHexDigitsToLong(id, PREFIX.length(), digits));
  }
}

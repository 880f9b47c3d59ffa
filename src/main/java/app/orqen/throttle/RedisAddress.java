package app.orqen.throttle;

import io.lettuce.core.RedisURI;
import java.util.regex.Pattern;

/** Reads the setting {@code ORQEN_REDIS_URL}. */
final class RedisAddress {

  /** A name, an IPv4 or an IPv6 address. Anything else may be part of a password with a special character in it. */
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+|\\[?[0-9A-Fa-f.]*:[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*]?");

  private RedisAddress() {}

  /**
   * Returns the address of a setting.
   *
   * @throws IllegalArgumentException when it isn't an address; the message does not repeat it, because it may hold a password
   */
  static RedisURI of(String setting) {
    RedisURI address;
    try {
      address = RedisURI.create(setting.trim());
    } catch (RuntimeException e) {
      throw invalid();
    }
    boolean direct = address.getHost() != null && HOST.matcher(address.getHost()).matches();
    boolean sentinels = !address.getSentinels().isEmpty()
        && address.getSentinels().stream().allMatch(sentinel -> HOST.matcher(sentinel.getHost()).matches());
    if (!direct && !sentinels) {
      throw invalid();
    }
    return address;
  }

  private static IllegalArgumentException invalid() {
    return new IllegalArgumentException("ORQEN_REDIS_URL isn't the address of a Redis server: write "
        + "redis://[user:password@]host[:port][/database], or rediss:// for TLS, "
        + "with special characters of the password percent-encoded.");
  }
}

package app.orqen.account;

import java.time.Instant;
import java.util.Map;

/**
 * The values of a new key. docs/api.md, "Key object", has their ranges.
 *
 * @param rules what it may do and spend, by the columns' names; those that are absent keep their defaults
 */
public record NewKey(String name, int rateLimitRpm, Integer toolTarget, boolean pruneShadow, boolean pruneRecovery,
    boolean pruneNative, Instant expiresAt, Map<String, Object> rules) {

  public static NewKey named(String name, int rateLimitRpm) {
    return new NewKey(name, rateLimitRpm, null, false, true, false, null, Map.of());
  }
}

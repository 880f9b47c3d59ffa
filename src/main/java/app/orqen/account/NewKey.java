package app.orqen.account;

import java.time.Instant;

/** The values of a new key. docs/api.md, "Key object", has their ranges. */
public record NewKey(String name, int rateLimitRpm, Integer toolTarget, boolean pruneShadow, boolean pruneRecovery,
    Instant expiresAt) {

  public static NewKey named(String name, int rateLimitRpm) {
    return new NewKey(name, rateLimitRpm, null, false, true, null);
  }
}

package app.orqen.account;

import java.time.Instant;

/** What a new key is made with. docs/api.md, "Key object", has the ranges. */
public record NewKey(String name, int rateLimitRpm, Integer toolTarget, boolean pruneShadow, boolean pruneRecovery,
    Instant expiresAt) {

  public static NewKey named(String name, int rateLimitRpm) {
    return new NewKey(name, rateLimitRpm, null, false, true, null);
  }
}

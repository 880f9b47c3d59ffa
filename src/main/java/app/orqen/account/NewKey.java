package app.orqen.account;

import java.time.Instant;

/** What a key is made with; ranges as API.md gives them. */
public record NewKey(String name, int rateLimitRpm, Integer toolTarget, boolean pruneShadow, Instant expiresAt) {

  public static NewKey named(String name, int rateLimitRpm) {
    return new NewKey(name, rateLimitRpm, null, false, null);
  }
}

package app.orqen.vault;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Clock;
import java.time.Instant;

/** Stored credentials that no database holds. */
final class Rows {

  private Rows() {}

  static StoredCredential of(String token, String accountId, String provider) {
    return new StoredCredential(accountId, provider, StoredCredential.DEFAULT, 1, token, "…", Instant.EPOCH, health());
  }

  static StoredCredential of(String name, int weight) {
    return new StoredCredential("a", "p", name, weight, "token", "…", Instant.EPOCH, health());
  }

  private static CredentialHealth health() {
    return health(Ticker.systemTicker(), Clock.systemUTC());
  }

  static CredentialHealth health(Ticker ticker, Clock clock) {
    return new CredentialHealth(ticker, clock, changed -> { });
  }
}

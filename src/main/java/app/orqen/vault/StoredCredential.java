package app.orqen.vault;

import java.time.Instant;

/**
 * One of an account's stored credentials for a provider, encrypted.
 *
 * @param name tells the account's credentials for the provider apart; {@link #DEFAULT} unless the account gave one
 * @param weight its share of new conversations, 1 to 100, beside the provider's other credentials
 * @param updatedAt when it was stored
 */
public record StoredCredential(String accountId, String provider, String name, int weight, String token, String preview,
    Instant updatedAt, CredentialHealth health) {

  /** The name of a credential that was stored without one. */
  public static final String DEFAULT = "default";
  /**
   * The exchange variable with the name of the only credential that may be used, as when one is tested. Nothing that a client sends
   * sets it.
   */
  public static final String ONLY = "orqenOnlyCredential";
  /** What a name is, as a regular expression. */
  public static final String NAME = "[a-z0-9-]{1,40}";
  /** The largest weight. */
  public static final int MOST_WEIGHT = 100;

  /** Returns its identity, without its token. */
  @Override
  public String toString() {
    return "StoredCredential[" + provider + ", " + name + "]";
  }
}

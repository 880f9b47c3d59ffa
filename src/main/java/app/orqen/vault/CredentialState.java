package app.orqen.vault;

import java.util.Locale;

/** What is known of a stored credential. The database and docs/api.md have the names in lower case. */
public enum CredentialState {
  /** No call has shown anything since it was stored. */
  UNTESTED,
  /** The provider last answered a call with it. */
  WORKS,
  /** The provider refused it: its 401 or 403, or what it sends in their place. */
  REFUSED,
  /** The provider said that its rate or its quota is used up. */
  LIMITED,
  /** It can't be decrypted, or the circuit breaker of its calls is open. */
  BROKEN;

  /** Returns the name in the database and in answers. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the state of a name in the database; {@link #UNTESTED} for null, and for a name of a later release. */
  static CredentialState of(String label) {
    for (CredentialState state : values()) {
      if (state.label().equals(label)) {
        return state;
      }
    }
    return UNTESTED;
  }
}

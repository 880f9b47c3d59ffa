package app.orqen.change;

/**
 * Something in the database of which memory may hold an older state.
 *
 * @param subject which one, by the name that its kind has for it; at most 120 characters
 */
public record Change(Kind kind, String subject) {

  /** What has changed. The database holds these names. */
  public enum Kind {
    /** A key, by its SHA-256. */
    KEY,
    /** An account and all that belongs to it, by its id. */
    ACCOUNT,
    /** A stored credential, by the name that the vault remembers it by. */
    CREDENTIAL,
    /** Every stored credential. */
    ALL_CREDENTIALS
  }

  public static Change key(String hash) {
    return new Change(Kind.KEY, hash);
  }

  public static Change account(String accountId) {
    return new Change(Kind.ACCOUNT, accountId);
  }

  public static Change credential(String remembered) {
    return new Change(Kind.CREDENTIAL, remembered);
  }

  public static Change allCredentials() {
    return new Change(Kind.ALL_CREDENTIALS, "");
  }
}

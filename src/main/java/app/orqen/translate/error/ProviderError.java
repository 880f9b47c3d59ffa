package app.orqen.translate.error;

import java.util.Set;

/**
 * A provider's error, without its wire form.
 *
 * @param status the HTTP status that fits it, where possible the provider's own
 * @param kind the kind of error
 * @param code the provider's own code if it has one, else the kind's; may be null
 * @param message the provider's message
 * @param param the field at fault, or null
 * @param retryAfterMillis how long the body asks to wait (Gemini's RetryInfo), or null
 */
public record ProviderError(
    int status, ErrorKind kind, String code, String message, String param, Long retryAfterMillis) {

  static final String NO_QUOTA = "insufficient_quota";
  private static final Set<String> USED_UP = Set.of(NO_QUOTA, "credit_balance_exhausted", "enforced_spend_limit_reached");

  public static ProviderError of(ErrorKind kind, String message) {
    return new ProviderError(kind.status(), kind, kind.code(), message, null, null);
  }

  /** Returns the error of a stream that isn't one of its protocol, and says why. */
  public static ProviderError brokenStream(String why) {
    return of(ErrorKind.BROKEN_STREAM, "The provider's stream is broken: " + why + ".");
  }

  /** Returns the error of a body that ended without the provider's terminal event. */
  public static ProviderError cutShort() {
    return of(ErrorKind.API, "The provider's stream ended before the answer was complete.");
  }

  /** Returns whether the provider refused the credentials, whichever status it chose for that. */
  public boolean credentialsRejected() {
    return kind == ErrorKind.AUTHENTICATION || kind == ErrorKind.PERMISSION;
  }

  /**
   * Returns the same for an answer with its own status. A 401 and a 403 mean it even if the body says something else.
   *
   * @param answered the HTTP status of the provider's answer
   */
  public boolean credentialsRejected(int answered) {
    return answered == 401 || answered == 403 || credentialsRejected();
  }

  /** Returns whether the account's quota is used up: a 429 that SDKs would repeat in vain. */
  public boolean quotaUsedUp() {
    return status == 429 && code != null && USED_UP.contains(code);
  }
}

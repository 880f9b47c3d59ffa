package app.orqen.translate.error;

import java.util.Set;

/**
 * A provider's error, without its wire form.
 *
 * @param status the HTTP status that fits it, where possible the provider's own
 * @param kind the kind of error
 * @param code the provider's own code if it sent one, else that of the kind; null when neither has one
 * @param message the provider's message
 * @param param the request's field at fault; null when the provider names no field
 * @param retryAfterMillis how long to wait before the next try by what the body says (Gemini's RetryInfo), in milliseconds; null when
 *     it says nothing of that
 */
public record ProviderError(
    int status, ErrorKind kind, String code, String message, String param, Long retryAfterMillis) {

  static final String NO_QUOTA = "insufficient_quota";
  private static final Set<String> USED_UP = Set.of(NO_QUOTA, "credit_balance_exhausted", "enforced_spend_limit_reached");

  public static ProviderError of(ErrorKind kind, String message) {
    return new ProviderError(kind.status(), kind, kind.code(), message, null, null);
  }

  /**
   * Returns the error for a stream that breaks the rules of its protocol.
   *
   * @param why what is wrong with it, as the end of a sentence without a full stop
   */
  public static ProviderError brokenStream(String why) {
    return of(ErrorKind.BROKEN_STREAM, "The provider's stream is broken: " + why + ".");
  }

  /** Returns the error for a stream that ended before the event that ends every answer of its protocol. */
  public static ProviderError cutShort() {
    return of(ErrorKind.API, "The provider's stream ended before the answer was complete.");
  }

  /** Returns whether the provider refused the credentials, whichever status it chose for that. */
  public boolean credentialsRejected() {
    return kind == ErrorKind.AUTHENTICATION || kind == ErrorKind.PERMISSION;
  }

  /**
   * Returns whether the provider refused the credentials, by the answer's status too. With a status of 401 or 403 it did, even if the
   * body says something else.
   *
   * @param answered the HTTP status of the provider's answer
   */
  public boolean credentialsRejected(int answered) {
    return answered == 401 || answered == 403 || credentialsRejected();
  }

  /** Returns whether the quota of the account at the provider is used up. SDKs would repeat such a 429 in vain. */
  public boolean quotaUsedUp() {
    return status == 429 && code != null && USED_UP.contains(code);
  }
}

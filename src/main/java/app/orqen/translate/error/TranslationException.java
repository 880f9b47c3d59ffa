package app.orqen.translate.error;

/**
 * Thrown when a body can't be translated: the client's (status 400, {@link #param} names the field) or the provider's (status 502,
 * for a 200 that isn't what the call asks for).
 */
public final class TranslationException extends Exception {

  private final int status;
  private final String param;
  private final String code;
  private final transient ProviderError providerError;

  private TranslationException(int status, String message, String param, String code, ProviderError providerError) {
    super(message);
    this.status = status;
    this.param = param;
    this.code = code;
    this.providerError = providerError;
  }

  /** Makes the exception for a field with a wrong value. */
  public static TranslationException invalid(String param, String message) {
    return new TranslationException(400, message, param, "invalid_value", null);
  }

  /**
   * Makes the exception for something that the provider's form can't express.
   *
   * @param what what the request has, as the beginning of a sentence
   */
  public static TranslationException notSupported(String param, String what) {
    return unsupported(param, what + " is not supported by this provider. Leave it out, or use another provider.");
  }

  /** Makes the exception for a field that can't be translated, in words that say what to do. */
  public static TranslationException unsupported(String param, String message) {
    return new TranslationException(400, message, param, "unsupported_parameter", null);
  }

  /** Makes the exception for an answer without what the call asks for. */
  public static TranslationException nonsense(String message) {
    return new TranslationException(502, message + " Send the request again.", null, "provider_unreachable", null);
  }

  /** Makes the exception for an error in a provider's 200. */
  public static TranslationException provider(ProviderError error) {
    return new TranslationException(error.status(), error.message(), error.param(), error.code(), error);
  }

  public int status() {
    return status;
  }

  /** Returns the field at fault, or null. */
  public String param() {
    return param;
  }

  public String code() {
    return code;
  }

  /** Returns the provider's own error if its answer was one, else null. */
  public ProviderError providerError() {
    return providerError;
  }
}

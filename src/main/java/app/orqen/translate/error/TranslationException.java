package app.orqen.translate.error;

/**
 * A body that can't be translated: the client's (status 400, {@link #param} names the field) or the provider's (status 502, for
 * a 200 that isn't what the call asks for).
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

  public static TranslationException invalid(String param, String message) {
    return new TranslationException(400, message, param, "invalid_value", null);
  }

  public static TranslationException unsupported(String param, String message) {
    return new TranslationException(400, message, param, "unsupported_parameter", null);
  }

  public static TranslationException nonsense(String message) {
    return new TranslationException(502, message, null, "provider_unreachable", null);
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

package app.orqen.translate.gemini;

import app.orqen.translate.error.ErrorKind;
import app.orqen.translate.error.ErrorReader;
import app.orqen.translate.error.ProviderError;
import com.fasterxml.jackson.databind.JsonNode;

/** Reads Gemini's errors. */
final class GeminiErrors {

  private GeminiErrors() {}

  /** Reads the error in an event or an answer. */
  static ProviderError event(JsonNode node) {
    return corrected(ErrorReader.event(node));
  }

  /** Returns the error for what it is: Gemini answers 400 INVALID_ARGUMENT to a wrong key. */
  static ProviderError corrected(ProviderError error) {
    if (!error.message().contains("API key not valid")) {
      return error;
    }
    ErrorKind kind = ErrorKind.AUTHENTICATION;
    return new ProviderError(kind.status(), kind, kind.code(), error.message(), error.param(), error.retryAfterMillis());
  }
}

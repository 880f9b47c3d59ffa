package app.orqen.translate.openai;

import app.orqen.translate.error.ErrorKind;
import app.orqen.translate.error.ProviderError;
import java.util.Map;

/** Finish reasons that report a failure: OpenRouter's, GLM's and DeepSeek's. */
final class OpenAiFailures {

  private static final Map<String, ErrorKind> REASONS = Map.of("error", ErrorKind.API, "network_error", ErrorKind.API,
      "insufficient_system_resource", ErrorKind.OVERLOADED);

  private OpenAiFailures() {}

  /** Returns the error that a finish reason reports, or null for an ordinary one. */
  static ProviderError error(String reason) {
    return reason == null || !REASONS.containsKey(reason) ? null : ProviderError.of(REASONS.get(reason),
        "The provider reports that it failed while answering (" + reason + ").");
  }
}

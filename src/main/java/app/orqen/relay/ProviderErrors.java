package app.orqen.relay;

import app.orqen.dispatch.call.UpstreamCall;
import app.orqen.inbound.Inbound;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import app.orqen.translate.answer.AnswerFacts.ErrorInAnswer;
import app.orqen.translate.error.ErrorKind;
import app.orqen.translate.error.ProviderError;
import app.orqen.translate.wire.Surface;
import java.time.Duration;
import java.util.Set;

/** Turns errors that a provider reported into what the caller gets. */
final class ProviderErrors {

  private static final int MAX_QUOTE = 2000;
  private static final Set<Integer> QUOTE_PROMPTS = Set.of(400, 413, 422);

  private ProviderErrors() {}

  /**
   * Returns the error when the provider refused the credential. The log has its words, and so has the message where the surface
   * allows it.
   */
  static GatewayException rejected(UpstreamCall call, ProviderError error, Inbound inbound, Redactor redactor) {
    String words = redactor.redact(shortened(error.message()));
    inbound.outcome().refused(words);
    return call.credentialRejected(inbound.surface().quotesRefusals()
        ? ": " + words
        : ". The gateway's log has its words under request id " + inbound.requestId()
            + ", and so has that request's page on the dashboard.");
  }

  /**
   * Notes a provider's words for the request's row. Those of a 400, a 413 or a 422 may quote the prompt, which isn't stored
   * anywhere: they go only to the client.
   *
   * @param status the provider's own
   */
  static void note(int status, String words, Inbound inbound, Redactor redactor) {
    if (words != null && !QUOTE_PROMPTS.contains(status)) {
      inbound.outcome().refused(redactor.redact(shortened(words)));
    }
  }

  /**
   * Returns the error for a status whose body isn't a JSON object that can be shown. The status stays and the body is replaced.
   */
  static GatewayException wrapped(UpstreamCall call, int status, String what) {
    return GatewayException.provider(status, ErrorCode.PROVIDER_ERROR,
        call.providerTitle() + " answered with status " + status + " and " + what + ".");
  }

  /** Returns the error for an answer that isn't what was asked for. */
  static GatewayException nonsense(UpstreamCall call, String what) {
    return GatewayException.of(ErrorCode.PROVIDER_UNREACHABLE, call.providerTitle() + " returned " + what + ". Send the request again.");
  }

  /** Returns the error for an answer that is longer than the gateway reads as a whole. */
  static GatewayException tooLong(UpstreamCall call, long maxBytes) {
    return GatewayException.of(ErrorCode.PROVIDER_UNREACHABLE,
        call.providerTitle() + " returned more than " + maxBytes + " bytes. Ask for a shorter answer, or for a stream.");
  }

  /** Returns the error for an error object inside an answer whose status is 200. */
  static GatewayException inAnswer(UpstreamCall call, ErrorInAnswer error, Inbound inbound, Redactor redactor) {
    String message = error.message() == null ? "The provider reported an error." : error.message();
    int status = error.status() != 0 ? error.status() : statusOf(error.type());
    call.reported(new ProviderError(status, ErrorKind.ofStatus(status), error.code(), message, null, null), status, null);
    note(status, error.message(), inbound, redactor);
    return GatewayException.provider(status, error.code(), error.param(), redactor.redact(message))
        .type(error.type());
  }

  private static int statusOf(String type) {
    return switch (type == null ? "" : type) {
      case "invalid_request_error" -> 400;
      case "rate_limit_error", "rate_limit_exceeded", "insufficient_quota", "tokens", "requests" -> 429;
      case "overloaded_error", "service_unavailable_error" -> 503;
      case "timeout_error" -> 504;
      default -> 502;
    };
  }

  /** Returns a provider's error as the caller's surface has it. */
  static GatewayException translated(UpstreamCall call, ProviderError error, Inbound inbound, Redactor redactor) {
    Surface surface = inbound.surface();
    call.reported(error, error.status(), retryAfter(error));
    if (error.credentialsRejected()) {
      return rejected(call, error, inbound, redactor);
    }
    if (error.kind() == ErrorKind.BROKEN_STREAM) {
      return GatewayException.of(ErrorCode.PROVIDER_UNREACHABLE, error.message());
    }
    return quoted(surface.errors().status(error), error, inbound, redactor);
  }

  private static Duration retryAfter(ProviderError error) {
    return error.retryAfterMillis() == null ? null : Duration.ofMillis(error.retryAfterMillis());
  }

  /** Returns a provider's error with the provider's words in the caller's form. */
  static GatewayException quoted(int status, ProviderError error, Inbound inbound, Redactor redactor) {
    note(error.status(), error.message(), inbound, redactor);
    String message = redactor.redact(shortened(error.message()));
    GatewayException quoted = GatewayException.provider(status, error.code(), error.param(), message);
    if (error.retryAfterMillis() != null) {
      quoted.header("Retry-After", Long.toString((error.retryAfterMillis() + 999) / 1000));
    }
    if (error.quotaUsedUp()) {
      quoted.header("x-should-retry", "false");
    }
    return quoted;
  }

  private static String shortened(String text) {
    return text.length() > MAX_QUOTE ? text.substring(0, MAX_QUOTE) + "…" : text;
  }
}

package app.orqen.translate.anthropic;

import app.orqen.translate.error.ErrorForm;
import app.orqen.translate.error.ErrorKind;
import app.orqen.translate.error.ErrorText;
import app.orqen.translate.error.ProviderError;
import app.orqen.translate.json.JsonOut;

/** Errors as Anthropic writes them: {@code {"type":"error","error":{"type","message"},"request_id"}}. */
public final class AnthropicErrors implements ErrorForm {

  public static final AnthropicErrors INSTANCE = new AnthropicErrors();

  private static final int OVERLOADED = 529;

  private AnthropicErrors() {}

  @Override
  public String type(ErrorKind kind) {
    return switch (kind) {
      case INVALID_REQUEST -> "invalid_request_error";
      case BILLING -> "billing_error";
      case AUTHENTICATION -> "authentication_error";
      case PERMISSION -> "permission_error";
      case NOT_FOUND -> "not_found_error";
      case TOO_LARGE -> "request_too_large";
      case RATE_LIMIT -> "rate_limit_error";
      case API, BROKEN_STREAM -> "api_error";
      case OVERLOADED -> "overloaded_error";
      case TIMEOUT -> "timeout_error";
    };
  }

  /**
   * Returns the status. Anthropic's clients know 529 for an overloaded provider. boto3 retries 503 but not 529 (pitfall P5).
   */
  @Override
  public int status(ProviderError error) {
    return error.kind() == ErrorKind.OVERLOADED ? OVERLOADED : error.status();
  }

  @Override
  public byte[] body(ErrorText error, String requestId) {
    return new JsonOut().object().field("type", "error").object("error").field("type", error.type())
        .field("message", error.message()).endObject().optional("request_id", requestId).endObject().bytes();
  }

  @Override
  public byte[] event(ErrorText error, String requestId) {
    return ErrorForm.sse("event: error\ndata: ", body(error, requestId));
  }
}

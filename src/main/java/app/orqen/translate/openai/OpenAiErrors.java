package app.orqen.translate.openai;

import app.orqen.translate.error.ErrorForm;
import app.orqen.translate.error.ErrorKind;
import app.orqen.translate.error.ErrorText;
import app.orqen.translate.json.JsonOut;

/** Errors as OpenAI writes them: {@code {"error":{"message","type","param","code"}}}. */
public final class OpenAiErrors implements ErrorForm {

  public static final OpenAiErrors INSTANCE = new OpenAiErrors();

  private OpenAiErrors() {}

  @Override
  public String type(ErrorKind kind) {
    return switch (kind) {
      case INVALID_REQUEST, BILLING, TOO_LARGE -> "invalid_request_error";
      case AUTHENTICATION -> "authentication_error";
      case PERMISSION -> "permission_error";
      case NOT_FOUND -> "not_found_error";
      case RATE_LIMIT -> "rate_limit_error";
      case API, BROKEN_STREAM -> "api_error";
      case OVERLOADED -> "overloaded_error";
      case TIMEOUT -> "timeout_error";
    };
  }

  @Override
  public byte[] body(ErrorText error, String requestId) {
    return new JsonOut().object().object("error").field("message", error.message()).field("type", error.type())
        .field("param", error.param()).field("code", error.code()).endObject().endObject().bytes();
  }

  @Override
  public byte[] event(ErrorText error, String requestId) {
    return ErrorForm.sse("data: ", body(error, requestId));
  }
}

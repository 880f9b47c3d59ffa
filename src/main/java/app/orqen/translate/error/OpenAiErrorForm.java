package app.orqen.translate.error;

import app.orqen.translate.json.JsonOut;

/** Errors as OpenAI's APIs write them: {@code {"error":{"message","type","param","code"}}}. */
public abstract class OpenAiErrorForm implements ErrorForm {

  @Override
  public final String type(ErrorKind kind) {
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
  public final byte[] body(ErrorText error, String requestId) {
    return new JsonOut().object().object("error").field("message", error.message()).field("type", error.type())
        .field("param", error.param()).field("code", error.code()).endObject().endObject().bytes();
  }
}

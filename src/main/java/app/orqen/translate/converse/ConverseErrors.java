package app.orqen.translate.converse;

import app.orqen.translate.error.ErrorForm;
import app.orqen.translate.error.ErrorKind;
import app.orqen.translate.error.ErrorText;
import app.orqen.translate.framing.EventFrameEncoder;
import app.orqen.translate.json.JsonOut;

/** Errors as Bedrock writes them: {@code {"message"}}, with the exception's name in a header or in a frame's. */
public final class ConverseErrors implements ErrorForm {

  public static final ConverseErrors INSTANCE = new ConverseErrors();

  /** Bedrock's status for a model that failed. */
  private static final int MODEL_ERROR = 424;

  private ConverseErrors() {}

  @Override
  public String type(ErrorKind kind) {
    return switch (kind) {
      case INVALID_REQUEST, TOO_LARGE -> "ValidationException";
      case BILLING -> "ServiceQuotaExceededException";
      case AUTHENTICATION -> "UnrecognizedClientException";
      case PERMISSION -> "AccessDeniedException";
      case NOT_FOUND -> "ResourceNotFoundException";
      case RATE_LIMIT -> "ThrottlingException";
      case API, BROKEN_STREAM -> "InternalServerException";
      case OVERLOADED -> "ServiceUnavailableException";
      case TIMEOUT -> "ModelTimeoutException";
    };
  }

  @Override
  public String type(int status) {
    return status == MODEL_ERROR ? "ModelErrorException" : ErrorForm.super.type(status);
  }

  @Override
  public String typeHeader() {
    return "x-amzn-ErrorType";
  }

  @Override
  public byte[] body(ErrorText error, String requestId) {
    return new JsonOut().object().field("message", error.message()).endObject().bytes();
  }

  @Override
  public byte[] event(ErrorText error, String requestId) {
    return EventFrameEncoder.exception(frameType(error.kind()), body(error, requestId));
  }

  /**
   * Returns the name of an exception frame. It is one of the five in ConverseStreamOutput's union, since boto3 makes an empty
   * error of any other (pitfall P7).
   */
  static String frameType(ErrorKind kind) {
    return switch (kind) {
      case RATE_LIMIT -> "throttlingException";
      case OVERLOADED -> "serviceUnavailableException";
      case API, BROKEN_STREAM, TIMEOUT -> "internalServerException";
      default -> "validationException";
    };
  }
}

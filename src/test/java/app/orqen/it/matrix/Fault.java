package app.orqen.it.matrix;

/** A provider's error: its status and its name in each wire form. */
enum Fault {
  BAD_REQUEST(400, "invalid_request_error", "ValidationException", "INVALID_ARGUMENT"),
  UNAUTHORIZED(401, "authentication_error", "UnrecognizedClientException", "UNAUTHENTICATED"),
  RATE_LIMIT(429, "rate_limit_error", "ThrottlingException", "RESOURCE_EXHAUSTED"),
  SERVER_ERROR(500, "api_error", "InternalServerException", "INTERNAL"),
  OVERLOADED(503, "overloaded_error", "ServiceUnavailableException", "UNAVAILABLE");

  static final String MESSAGE = "because of \"reasons\"";

  final int status;
  final String type;
  final String amazonType;
  final String googleStatus;

  Fault(int status, String type, String amazonType, String googleStatus) {
    this.status = status;
    this.type = type;
    this.amazonType = amazonType;
    this.googleStatus = googleStatus;
  }
}

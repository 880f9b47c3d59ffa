package app.orqen.translate.error;

import app.orqen.translate.Wire;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** What went wrong, apart from how each surface spells it (docs/api.md, "Types by status"). */
public enum ErrorKind {
  INVALID_REQUEST("invalid_request_error", "invalid_request_error", "ValidationException", 400, null),
  AUTHENTICATION("authentication_error", "authentication_error", "UnrecognizedClientException", 401, "invalid_api_key"),
  BILLING("invalid_request_error", "invalid_request_error", "ValidationException", 402, "insufficient_quota"),
  PERMISSION("permission_error", "permission_error", "AccessDeniedException", 403, null),
  NOT_FOUND("not_found_error", "not_found_error", "ResourceNotFoundException", 404, "model_not_found"),
  TOO_LARGE("invalid_request_error", "request_too_large", "ValidationException", 413, "request_too_large"),
  RATE_LIMIT("rate_limit_error", "rate_limit_error", "ThrottlingException", 429, "rate_limit_exceeded"),
  API("api_error", "api_error", "InternalServerException", 502, null),
  OVERLOADED("overloaded_error", "overloaded_error", "ServiceUnavailableException", 503, "server_is_overloaded"),
  TIMEOUT("timeout_error", "timeout_error", "ModelTimeoutException", 504, null);

  private static final Map<String, ErrorKind> BY_NAME = names();

  private final String openAi;
  private final String anthropic;
  private final String amazon;
  private final int status;
  private final String code;

  ErrorKind(String openAi, String anthropic, String amazon, int status, String code) {
    this.openAi = openAi;
    this.anthropic = anthropic;
    this.amazon = amazon;
    this.status = status;
    this.code = code;
  }

  /** The error's type as the surface spells it; for Converse the value of {@code x-amzn-ErrorType}. */
  public String type(Wire surface) {
    return switch (surface) {
      case ANTHROPIC -> anthropic;
      case CONVERSE -> amazon;
      default -> openAi;
    };
  }

  /** The usual status of this kind. */
  public int status() {
    return status;
  }

  /** The usual {@code code} of this kind in OpenAI's form, or null. */
  public String code() {
    return code;
  }

  /**
   * The name of an exception frame. Only the five in ConverseStreamOutput's union: boto3 makes an empty error of any other
   * (pitfall P7).
   */
  public String frameType() {
    return switch (this) {
      case RATE_LIMIT -> "throttlingException";
      case OVERLOADED -> "serviceUnavailableException";
      case API, TIMEOUT -> "internalServerException";
      default -> "validationException";
    };
  }

  /** By HTTP status alone. */
  public static ErrorKind ofStatus(int status) {
    return switch (status) {
      case 401 -> AUTHENTICATION;
      case 402 -> BILLING;
      case 403, 424 -> PERMISSION;
      case 404 -> NOT_FOUND;
      case 504 -> TIMEOUT;
      case 413 -> TOO_LARGE;
      case 429 -> RATE_LIMIT;
      case 503, 529 -> OVERLOADED;
      default -> status >= 400 && status < 500 ? INVALID_REQUEST : API;
    };
  }

  /** By a provider's name for it (a type, a code, a status word, an exception); null if the name says nothing. */
  static ErrorKind ofName(String name) {
    return name == null ? null : BY_NAME.get(name.toLowerCase(Locale.ROOT));
  }

  private static Map<String, ErrorKind> names() {
    Map<String, ErrorKind> names = new HashMap<>();
    put(names, INVALID_REQUEST, "invalid_request_error", "validationexception", "invalid_argument", "failed_precondition",
        "context_length_exceeded");
    put(names, AUTHENTICATION, "authentication_error", "invalid_api_key", "unauthenticated", "unrecognizedclientexception",
        "invalidsignatureexception", "expiredtokenexception", "missingauthenticationtoken",
        "missingauthenticationtokenexception", "incompletesignatureexception");
    put(names, BILLING, "billing_error");
    put(names, PERMISSION, "permission_error", "permission_denied", "accessdeniedexception");
    put(names, NOT_FOUND, "not_found_error", "model_not_found", "not_found", "resourcenotfoundexception");
    put(names, TOO_LARGE, "request_too_large");
    put(names, RATE_LIMIT, "rate_limit_error", "rate_limit_exceeded", "requests", "tokens", "insufficient_quota", "slow_down",
        "throttlingexception", "servicequotaexceededexception", "resource_exhausted", "too_many_requests");
    put(names, API, "api_error", "server_error", "internal_server_error", "internal", "modelerrorexception",
        "modelstreamerrorexception", "internalserverexception");
    put(names, OVERLOADED, "overloaded_error", "server_is_overloaded", "service_unavailable_error", "unavailable",
        "serviceunavailableexception", "modelnotreadyexception");
    put(names, TIMEOUT, "timeout_error", "timeout", "deadline_exceeded", "modeltimeoutexception");
    return names;
  }

  private static void put(Map<String, ErrorKind> names, ErrorKind kind, String... spelled) {
    for (String name : spelled) {
      names.put(name, kind);
    }
  }
}

package app.orqen.translate.error;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** What went wrong, apart from how each surface spells it (docs/api.md, "Types by status"). */
public enum ErrorKind {
  INVALID_REQUEST(400, null),
  AUTHENTICATION(401, "invalid_api_key"),
  BILLING(402, "insufficient_quota"),
  PERMISSION(403, null),
  NOT_FOUND(404, "model_not_found"),
  TOO_LARGE(413, "request_too_large"),
  RATE_LIMIT(429, "rate_limit_exceeded"),
  API(502, null),
  /** The provider sent something that isn't a stream of its protocol. */
  BROKEN_STREAM(502, null),
  OVERLOADED(503, "server_is_overloaded"),
  TIMEOUT(504, null);

  private static final Map<String, ErrorKind> BY_NAME = names();

  private final int status;
  private final String code;

  ErrorKind(int status, String code) {
    this.status = status;
    this.code = code;
  }

  /** Returns the usual HTTP status of this kind. */
  public int status() {
    return status;
  }

  /** Returns the usual {@code code} of this kind in OpenAI's form, or null. */
  public String code() {
    return code;
  }

  /** Returns the kind that an HTTP status means. */
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

  /**
   * Returns the kind that a provider's name means (a type, a code, a status word, an exception), or null if the name says
   * nothing.
   */
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

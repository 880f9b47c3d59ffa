package app.orqen.reply;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The codes of the gateway's own errors, as docs/api.md lists them: a test compares both. A provider's error keeps the code that
 * the provider gave it.
 */
public enum ErrorCode {
  INVALID_API_KEY(401, "the key is missing, malformed, unknown, revoked or inactive",
      "check the header, or create a new key"),
  EXPIRED_API_KEY(401, "the key is past expires_at",
      "create a new key, or set a later expires_at with another key of the account"),
  INVALID_ADMIN_TOKEN(401, "the operator's token is missing or wrong",
      "send the value of ORQEN_ADMIN_TOKEN"),
  ACCOUNT_INACTIVE(403, "the operator has deactivated the account",
      "write to the contact in the message"),
  SCOPE_NOT_ALLOWED(403, "the key's scope doesn't open this endpoint",
      "use a key with the scope all, or change the key's"),
  NETWORK_NOT_ALLOWED(403, "the key can't be used from this address",
      "use it from one of its networks, or change them"),
  MODEL_NOT_ALLOWED(403, "the key or its account may not use this model",
      "use a model that /v1/models lists, or change allowed_models"),
  BUDGET_EXCEEDED(402, "a budget of the key, the account or the session would be passed",
      "wait until it renews, or raise the budget"),
  NO_MODEL_FITS(400, "none of the models that orqen/* may pick fits what the request needs",
      "follow the message: connect a provider, change the preferences, or name a model"),
  RUNAWAY_STOPPED(409, "the agent repeats one tool call with the same result, and the key stops that",
      "begin a new session, or change runaway of the key"),
  MODEL_UNPRICED(402, "the model's price isn't known, and the operator requires one",
      "use another model, or add its price to ORQEN_PRICES_FILE"),
  TOKENS_RATE_LIMIT_EXCEEDED(429, "the tokens a minute of the key or the account are used up",
      "wait Retry-After seconds, or raise tpm_limit"),
  TOO_MANY_PARALLEL_REQUESTS(429, "the key has as many requests running as it may",
      "wait until one of them ends, or raise max_parallel_requests"),
  REQUEST_EXCEEDS_TOKEN_LIMIT(400, "one request needs more tokens than tpm_limit in all",
      "send a shorter request or a smaller max_tokens, or raise tpm_limit"),
  NOT_FOUND(404, "there is nothing at this path, or no such id",
      "check the path and the id"),
  MODEL_NOT_FOUND(404, "no provider here knows this model, or it can't do this operation",
      "write the model as provider/model"),
  METHOD_NOT_ALLOWED(405, "the path does not have this method",
      "use a method of the Allow header"),
  REQUEST_TIMEOUT(408, "the body came too slowly",
      "send the request again"),
  REQUEST_TOO_LARGE(413, "the body is over the limit",
      "send less, or ask the operator to raise the limit"),
  UNSUPPORTED_MEDIA_TYPE(415, "the content type, charset or encoding isn't plain JSON, or a form for files",
      "send application/json in UTF-8, or multipart/form-data, uncompressed"),
  RATE_LIMIT_EXCEEDED(429, "the key's requests a minute are used up",
      "wait Retry-After seconds, or raise the key's limit"),
  TOO_MANY_FAILED_ATTEMPTS(429, "too many failed attempts came from this address",
      "wait Retry-After seconds, and correct the key"),
  GATEWAY_OVERLOADED(503, "the gateway is at its limit of requests or of memory, starting or stopping",
      "send the request again after Retry-After seconds"),
  AUTH_UNAVAILABLE(503, "the database is away, and what it would be asked for isn't in memory",
      "send the request again after Retry-After seconds"),
  INTERNAL_ERROR(500, "a fault of the gateway",
      "look for the request's id in the gateway's log"),
  INVALID_REQUEST(400, "the request can't be read as HTTP",
      "check the request line, the path and the headers"),
  NOT_IMPLEMENTED(501, "the gateway doesn't know the method or the transfer encoding",
      "use a method of the endpoint, and no transfer encoding but chunked"),
  INVALID_BODY(400, "the body broke off before its end, or isn't the form that it is announced as",
      "correct it, or send the request again"),
  INVALID_JSON(400, "the body isn't one JSON object in UTF-8",
      "correct the body"),
  JSON_LIMIT_EXCEEDED(400, "the body is nested too deep, has too many different field names, or a number or a name is too long",
      "send it smaller, as the message says"),
  DUPLICATE_FIELD(400, "a field that the gateway interprets appears more than once",
      "send it once"),
  INVALID_TYPE(400, "a field has a wrong type",
      "correct the field in param"),
  INVALID_VALUE(400, "a field or a parameter has a wrong value",
      "follow the rule in the message"),
  UNKNOWN_FIELD(400, "the endpoint or the provider doesn't know this field",
      "leave it out"),
  MISSING_FIELD(400, "a required field is missing",
      "add the field in param"),
  MISSING_MODEL(400, "model isn't a non-empty string",
      "name a model"),
  MISSING_MESSAGES(400, "messages isn't a list of at least one object",
      "send messages"),
  MISSING_INPUT(400, "input is missing",
      "send the text or the items"),
  UNSUPPORTED_PARAMETER(400, "the provider can't do what this field asks for",
      "leave it out, or use another provider"),
  UNSUPPORTED_VALUE(400, "the provider takes only one value for this field",
      "send that value"),
  TOOL_NOT_ALLOWED(400, "the key's tool lists refuse this tool, or can't be applied to this field",
      "follow the message, or change the lists"),
  DENIED_TOOL_CALLED(502, "the model called a tool that the key's lists refuse; the answer is withheld",
      "allow the tool, or send the request without it"),
  API_BASE_NOT_ALLOWED(400, "the host of api_base isn't on the operator's list",
      "use a listed host, or ask the operator"),
  PROVIDER_CREDENTIALS_MISSING(400, "there is no credential for the provider",
      "store one, or send one with the request"),
  PROVIDER_CREDENTIALS_INCOMPLETE(400, "a credential lacks a field",
      "add the field in param"),
  PROVIDER_CREDENTIALS_CONTRADICTORY(400, "a credential has two ways to prove itself",
      "send one of them"),
  PROVIDER_CREDENTIALS_UNDECRYPTABLE(400, "the stored credential can't be decrypted, because the vault's keys changed",
      "store it again"),
  PROVIDER_CREDENTIALS_REJECTED(424, "the provider refused the credential (its 401 or 403)",
      "store another, or one that may use this model"),
  PROVIDER_UNAVAILABLE(503, "the provider's circuit breaker is open",
      "send the request again after Retry-After seconds"),
  PROVIDER_UNREACHABLE(502, "the provider can't be reached, broke off, or returned an unexpected response",
      "send the request again"),
  PROVIDER_TIMEOUT(504, "the provider didn't answer in time",
      "send the request again; long answers are safer as a stream"),
  ALL_TARGETS_FAILED(502, "every target of a policy or a list of models failed; the status is theirs when all had the same",
      "see what the message says of each; send the request again"),
  PROVIDER_ERROR(0, "the provider reported an error without a code, or one that can't be shown",
      "see the message; the status is the provider's"),
  CLIENT_CLOSED_REQUEST(499, "the client left. Only in logs and usage rows; nobody receives it",
      "nothing"),
  SESSION_ENDED(401, "the session is over",
      "sign in again"),
  CROSS_SITE_REQUEST(403, "another site sent this request",
      "open the dashboard's page and repeat it"),
  CSRF_TOKEN_INVALID(403, "the form belongs to another session",
      "open the page again and repeat it");

  private static final Map<String, ErrorCode> BY_CODE =
      Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(ErrorCode::code, Function.identity()));

  private final String code = name().toLowerCase(Locale.ROOT);
  private final int status;
  private final String what;
  private final String advice;

  ErrorCode(int status, String what, String advice) {
    this.status = status;
    this.what = what;
    this.advice = advice;
  }

  /** Returns the code of a provider's error for rows, counts and logs: the provider's own, or {@link #PROVIDER_ERROR} for null. */
  public static String ofProvider(String code) {
    return code == null ? PROVIDER_ERROR.code() : code;
  }

  /** Returns the code of this spelling, or null when it isn't one of the gateway's. */
  public static ErrorCode find(String code) {
    return code == null ? null : BY_CODE.get(code);
  }

  /** Returns the code as clients receive it, in lower case. */
  public String code() {
    return code;
  }

  /** Returns the HTTP status, or 0 for a code that takes over another's. */
  public int status() {
    return status;
  }

  /** Returns what happened, as half a sentence. */
  public String what() {
    return what;
  }

  /** Returns what to do, as half a sentence. */
  public String advice() {
    return advice;
  }
}

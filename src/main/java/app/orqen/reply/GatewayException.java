package app.orqen.reply;

import app.orqen.admission.NoRoomException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * An answer that is an error, with everything that the caller is told: status, message, {@code code}, the field at fault, and
 * headers. Its message is written for the caller and never contains a secret. It carries no stack trace, since it is an answer
 * and not a fault.
 */
public final class GatewayException extends RuntimeException {

  /** Whose error it is, as {@code x-orqen-error-source} says. */
  public enum Source {
    GATEWAY,
    PROVIDER;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** Returns {@code gateway} or {@code provider}. */
    public String label() {
      return label;
    }
  }

  /** Statuses of the gateway's own that agents would ask again for, in silence and for a minute, unless told not to. */
  private static final Set<Integer> FINAL = Set.of(401, 402, 403, 404, 409);

  private final int status;
  private final String code;
  private String param;
  private final Source source;
  private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private String type;
  private List<GatewayException> beside = List.of();

  private GatewayException(int status, String code, String param, Source source, String message) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
    this.param = param;
    this.source = source;
  }

  /** Makes an error of the gateway's own, with the status of its code. */
  public static GatewayException of(ErrorCode code, String message) {
    if (code.status() == 0) {
      throw new IllegalArgumentException(code + " has no status of its own");
    }
    return of(code.status(), code, message);
  }

  /** Makes an error of the gateway's own that takes over another's status, between 400 and 599. */
  public static GatewayException of(int status, ErrorCode code, String message) {
    GatewayException error = new GatewayException(status, code.code(), null, Source.GATEWAY, message);
    return FINAL.contains(status) ? error.header("x-should-retry", "false") : error;
  }

  /**
   * Makes a 400.
   *
   * @param param the field at fault; null when it is the body as a whole
   */
  public static GatewayException badRequest(ErrorCode code, String param, String message) {
    return of(400, code, message).param(param);
  }

  /** Makes an error that the provider caused, with the status of its code. */
  public static GatewayException provider(ErrorCode code, String message) {
    return provider(code.status(), code, message);
  }

  /** Makes an error that the provider reported with this status, but without a code that can be shown. */
  public static GatewayException provider(int status, ErrorCode code, String message) {
    return provider(status, code.code(), null, message);
  }

  /** Makes an error that the provider reported, with its own status, code and parameter. */
  public static GatewayException provider(int status, String code, String param, String message) {
    return new GatewayException(status, code, param, Source.PROVIDER, message);
  }

  /** Makes the answer to every invalid key. It is always the same, so that it tells a guesser nothing. */
  public static GatewayException invalidApiKey() {
    return of(ErrorCode.INVALID_API_KEY,
        "Missing or invalid Orqen API key. Send it as 'Authorization: Bearer sk-orq-...'.");
  }

  public static GatewayException notFound(String path) {
    return of(ErrorCode.NOT_FOUND, "There is nothing at " + path
        + ". Check the path and the id in it. GET /openapi.json lists the paths of the API.");
  }

  /** Makes the answer to a method that the path doesn't have, with the methods that it has. */
  public static GatewayException methodNotAllowed(String method, String path, String allow) {
    return of(ErrorCode.METHOD_NOT_ALLOWED, method + " is not allowed at " + path + "; use " + allow + ".")
        .header("Allow", allow);
  }

  public static GatewayException tooBusy() {
    return of(ErrorCode.GATEWAY_OVERLOADED, "The gateway is at its limit of concurrent requests. Retry in a second.")
        .header("Retry-After", "1");
  }

  /** Makes the answer when memory has no room for what the request needs. */
  public static GatewayException noRoom(NoRoomException cause) {
    return of(ErrorCode.GATEWAY_OVERLOADED, cause.getMessage()).header("Retry-After", "1");
  }

  public static GatewayException starting() {
    return of(ErrorCode.GATEWAY_OVERLOADED, "The gateway is starting or stopping. Retry in 5 seconds.").header("Retry-After", "5");
  }

  public static GatewayException stopping() {
    return of(ErrorCode.GATEWAY_OVERLOADED,
        "The gateway is stopping and had to cut off this answer. Send the request again.")
        .header("Retry-After", "5");
  }

  /** Makes the answer when the database is away, for a key, a credential or rows. */
  public static GatewayException authUnavailable() {
    return of(ErrorCode.AUTH_UNAVAILABLE, "The database is temporarily unavailable. Retry in 30 seconds.")
        .header("Retry-After", "30");
  }

  public static GatewayException internal(String requestId) {
    return of(ErrorCode.INTERNAL_ERROR,
        "The gateway failed. Send the request again; if it fails again, ask the operator to look for the request id "
            + requestId + " in the gateway's log.");
  }

  /** Returns the same error in other words. */
  public GatewayException inOtherWords(String message) {
    GatewayException other = new GatewayException(status, code, param, source, message);
    other.headers.putAll(headers);
    return other.type(type);
  }

  public GatewayException header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  /** Sets the field at fault. */
  public GatewayException param(String name) {
    param = name;
    return this;
  }

  /** Replaces the type that follows from the status, when a provider named its own. */
  public GatewayException type(String value) {
    type = value;
    return this;
  }

  /** Notes what else is wrong with the same request. Clients are told of this error, and the dashboard of all. */
  public GatewayException beside(List<GatewayException> others) {
    beside = List.copyOf(others);
    return this;
  }

  /** Returns what else is wrong with the same request, as far as it was looked for. */
  public List<GatewayException> beside() {
    return beside;
  }

  public int status() {
    return status;
  }

  /** Returns the code as the client receives it: one of {@link ErrorCode}, or the provider's own, or null. */
  public String code() {
    return code;
  }

  /** Returns the code for rows, counts and logs: {@code provider_error} where a provider's error has none. */
  public String recordedCode() {
    return source == Source.PROVIDER ? ErrorCode.ofProvider(code) : code;
  }

  /** Returns whether it has this code. */
  public boolean is(ErrorCode one) {
    return one.code().equals(code);
  }

  public String param() {
    return param;
  }

  public Source source() {
    return source;
  }

  public Map<String, String> headers() {
    return headers;
  }

  /** Returns the provider's own type, or null. */
  public String type() {
    return type;
  }
}

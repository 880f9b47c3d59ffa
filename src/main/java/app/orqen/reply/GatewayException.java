package app.orqen.reply;

import app.orqen.admission.NoRoomException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer that is an error, with everything that the caller is told: status, message, {@code code}, the field at
 * fault, and headers. Its message is written for the caller and never holds a secret. Carries no stack trace: it is an
 * answer, not a fault.
 */
public final class GatewayException extends RuntimeException {

  /** Whose error it is, as {@code x-orqen-error-source} says. */
  public enum Source {
    GATEWAY,
    PROVIDER
  }

  private final int status;
  private final String code;
  private String param;
  private final Source source;
  private final Map<String, String> headers = new LinkedHashMap<>();
  private String type;

  private GatewayException(int status, String code, String param, Source source, String message) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
    this.param = param;
    this.source = source;
  }

  public static GatewayException of(int status, String code, String message) {
    return new GatewayException(status, code, null, Source.GATEWAY, message);
  }

  /** A 400 whose {@code param} names the field at fault; null when it is the body as a whole. */
  public static GatewayException badRequest(String code, String param, String message) {
    return new GatewayException(400, code, param, Source.GATEWAY, message);
  }

  /** An error that the provider reported. */
  public static GatewayException provider(int status, String code, String param, String message) {
    return new GatewayException(status, code, param, Source.PROVIDER, message);
  }

  /** One constant answer to every key that is not a key: it tells a guesser nothing. */
  public static GatewayException invalidApiKey() {
    return of(401, "invalid_api_key",
        "Missing or invalid Orqen API key. Send it as 'Authorization: Bearer sk-orq-...'.");
  }

  public static GatewayException notFound(String path) {
    return of(404, "not_found", "There is nothing at " + path + ".");
  }

  /** A method that the path does not have, with the ones that it has. */
  public static GatewayException methodNotAllowed(String method, String path, String allow) {
    return of(405, "method_not_allowed", method + " is not possible at " + path + "; use " + allow + ".")
        .header("Allow", allow);
  }

  public static GatewayException tooBusy() {
    return of(503, "gateway_overloaded", "The gateway serves as many requests as it may. Retry in a second.")
        .header("Retry-After", "1");
  }

  /** There is no room in memory for what the request needs. */
  public static GatewayException noRoom(NoRoomException cause) {
    return of(503, "gateway_overloaded", cause.getMessage()).header("Retry-After", "1");
  }

  public static GatewayException starting() {
    return of(503, "gateway_overloaded", "The gateway is starting or stopping. Retry shortly.").header("Retry-After", "5");
  }

  public static GatewayException stopping() {
    return of(503, "gateway_overloaded",
        "The gateway is stopping and could wait no longer for the end of this answer. Send the request again.")
        .header("Retry-After", "5");
  }

  /** The database can't say whether a key holds. */
  public static GatewayException authUnavailable() {
    return of(503, "auth_unavailable", "The key store is temporarily unavailable. Retry in 30 seconds.")
        .header("Retry-After", "30");
  }

  public static GatewayException internal(String requestId) {
    return of(500, "internal_error",
        "The gateway failed. Its log tells why, under request id " + requestId + ".");
  }

  public GatewayException header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  /** Names the field at fault. */
  public GatewayException param(String name) {
    param = name;
    return this;
  }

  /** Replaces the type that follows from the status, when a provider named its own. */
  public GatewayException type(String value) {
    type = value;
    return this;
  }

  public int status() {
    return status;
  }

  public String code() {
    return code;
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

  /** The provider's own type, or null. */
  public String type() {
    return type;
  }
}

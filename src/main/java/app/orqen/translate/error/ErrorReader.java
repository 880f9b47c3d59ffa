package app.orqen.translate.error;

import app.orqen.translate.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Locale;

/** Takes a provider's error out of its wire form: an HTTP body, an error event or an exception frame. */
public final class ErrorReader {

  private ErrorReader() {}

  /**
   * Reads an HTTP error in one of the forms with an error object.
   *
   * @param typeHeader a type that a header has ({@code x-amzn-ErrorType}), for bodies that aren't JSON; or null
   */
  public static ProviderError http(int status, byte[] body, String typeHeader) {
    JsonNode node = object(body);
    return node == null ? unreadable(status, typeHeader) : object(status, node);
  }

  /** Reads one of Amazon's HTTP errors, whose type is in a header or next to the message. */
  public static ProviderError amazonHttp(int status, byte[] body, String typeHeader) {
    JsonNode node = object(body);
    if (node == null) {
      return unreadable(status, typeHeader);
    }
    String type = typeHeader != null ? typeHeader : Json.text(node, "__type");
    return amazon(plainName(type), status, firstText(node, "message", "Message"));
  }

  private static ProviderError unreadable(int status, String typeHeader) {
    ErrorKind kind = typeHeader == null ? null : ErrorKind.ofName(plainName(typeHeader));
    return build(status, kind, null, "The provider answered with status " + status + ".", null, null);
  }

  /**
   * Reads the error object of an event, without a status.
   *
   * @param node the event or the object itself
   */
  public static ProviderError event(JsonNode node) {
    return object(0, node);
  }

  /** Reads an exception frame or an {@code error} frame. */
  public static ProviderError amazon(String exception, int status, String message) {
    ErrorKind named = ErrorKind.ofName(exception);
    ErrorKind kind = named == null && status == 424 ? ErrorKind.API : named;
    // What Bedrock's own status hides: a quota is a rate limit, a model's failure is not the caller's permission.
    boolean kept = kind == null || status >= 400 && kind == ErrorKind.ofStatus(status);
    int fitting = kept ? status : kind.status();
    return build(fitting, kind, null, message, null, null);
  }

  private static ProviderError object(int status, JsonNode node) {
    JsonNode error = node.get("error");
    if (error == null || error.isNull()) {
      error = node.has("fault") ? node.get("fault") : node;
    }
    if (error.isTextual()) {
      return build(status, null, null, error.textValue(), null, null);
    }
    String message = firstText(error, "message", "faultstring");
    if (message == null && error.has("detail")) {
      JsonNode detail = error.get("detail");
      message = detail.isTextual() ? detail.textValue() : Json.compact(detail);
    }
    String code = code(error);
    int at = status;
    JsonNode number = error.get("code");
    if (at == 0 && number != null && number.isInt() && number.intValue() >= 400 && number.intValue() < 600) {
      at = number.intValue();
    }
    ErrorKind kind = kind(at, code, Json.text(error, "type"), Json.text(error, "status"));
    return build(at, kind, code, message, Json.text(error, "param"), retryDelay(error));
  }

  /** Returns the provider's own code. Anthropic has one among the details. */
  private static String code(JsonNode error) {
    String code = Json.text(error, "code");
    if (code == null) {
      code = Json.text(error.path("details"), "error_code");
    }
    return code == null && ProviderError.NO_QUOTA.equals(Json.text(error, "type")) ? ProviderError.NO_QUOTA : code;
  }

  /** Returns the kind of an error. Most statuses have one meaning. For the others the error's own words decide. */
  private static ErrorKind kind(int status, String code, String type, String word) {
    if (status != 0 && status != 400 && status != 500 && status != 502) {
      return ErrorKind.ofStatus(status);
    }
    for (String name : new String[] {code, type, word}) {
      ErrorKind kind = ErrorKind.ofName(name);
      if (kind != null) {
        return kind;
      }
    }
    return null;
  }

  private static ProviderError build(
      int status, ErrorKind named, String code, String message, String param, Long retryAfter) {
    ErrorKind kind = named != null ? named : status > 0 ? ErrorKind.ofStatus(status) : ErrorKind.API;
    String text = Json.isBlank(message) ? "The provider reported an error without a message." : message;
    String finalCode = code;
    if (finalCode == null) {
      finalCode = tooLong(kind, text) ? "context_length_exceeded" : kind.code();
    }
    return new ProviderError(status > 0 ? status : kind.status(), kind, finalCode, text, param, retryAfter);
  }

  /**
   * Returns whether the conversation is too long. Clients shorten it when they see this code. Other wires only have the message
   * for it.
   */
  private static boolean tooLong(ErrorKind kind, String message) {
    String lower = message.toLowerCase(Locale.ROOT);
    return kind == ErrorKind.INVALID_REQUEST
        && (lower.contains("prompt is too long") || lower.contains("input is too long")
            || lower.contains("exceeds the maximum number of tokens") || lower.contains("context window"));
  }

  /** Returns the wait of Gemini's RetryInfo, {@code "retryDelay": "20s"}. */
  private static Long retryDelay(JsonNode error) {
    for (JsonNode detail : error.path("details")) {
      String delay = Json.text(detail, "retryDelay");
      if (delay != null && delay.matches("[0-9]{1,6}(\\.[0-9]{1,9})?s")) {
        return new BigDecimal(delay.substring(0, delay.length() - 1)).movePointRight(3).longValue();
      }
    }
    return null;
  }

  private static String firstText(JsonNode node, String first, String second) {
    String text = Json.text(node, first);
    return text != null ? text : Json.text(node, second);
  }

  /** Returns {@code com.amazon#ThrottlingException:http://...} as {@code ThrottlingException}. */
  static String plainName(String type) {
    if (type == null) {
      return null;
    }
    int colon = type.indexOf(':');
    String head = colon < 0 ? type : type.substring(0, colon);
    return head.substring(head.indexOf('#') + 1);
  }

  private static JsonNode object(byte[] body) {
    try {
      JsonNode node = Json.tree(body);
      if (node.isArray() && node.size() == 1) {
        node = node.get(0); // Gemini wraps a stream's errors in a list.
      }
      return node.isObject() ? node : null;
    } catch (IOException e) {
      return null; // An error page, or nothing.
    }
  }
}

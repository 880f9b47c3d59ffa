package app.orqen.reply;

import app.orqen.inbound.Inbound;
import app.orqen.inbound.Outcome;
import app.orqen.inbound.Surface;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The error forms of the three surfaces: OpenAI's {@code {"error":{…}}}, Anthropic's {@code {"type":"error",…}} and
 * Bedrock's {@code {"message":…}} with {@code x-amzn-ErrorType}; types by the table "Errors by surface" of API.md.
 */
public final class ErrorBody {

  private static final ObjectMapper JSON = new ObjectMapper();

  private ErrorBody() {}

  /** The body of an error answer, as UTF-8 JSON. */
  public static byte[] bytes(GatewayException error, Inbound inbound) {
    return write(tree(error, inbound.surface(), inbound.requestId()));
  }

  /** An error as the last event of a stream whose head is long sent, in the form of an SSE surface. */
  public static byte[] event(GatewayException error, Inbound inbound) {
    String data = new String(write(tree(error, inbound.surface(), inbound.requestId())), StandardCharsets.UTF_8);
    String name = inbound.surface() == Surface.ANTHROPIC ? "event: error\n" : "";
    return (name + "data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
  }

  private static ObjectNode tree(GatewayException error, Surface surface, String requestId) {
    ObjectNode body = JSON.createObjectNode();
    String type = error.type() != null ? error.type() : type(surface, error.status());
    switch (surface) {
      case ANTHROPIC -> {
        body.put("type", "error");
        body.putObject("error").put("type", type).put("message", error.getMessage());
        body.put("request_id", requestId);
      }
      case CONVERSE -> body.put("message", error.getMessage());
      default -> body.putObject("error")
          .put("message", error.getMessage())
          .put("type", type)
          .put("param", error.param())
          .put("code", error.code());
    }
    return body;
  }

  private static byte[] write(ObjectNode tree) {
    try {
      return JSON.writeValueAsBytes(tree);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes an error straight to the response, for the layers outside Camel. */
  public static void send(GatewayException error, Inbound inbound) throws IOException {
    HttpServletResponse response = inbound.response();
    head(error, inbound);
    byte[] body = bytes(error, inbound);
    response.setContentLength(body.length);
    inbound.answering();
    response.getOutputStream().write(body);
  }

  /** Sets status and headers of an error answer and notes the error in the request's outcome. */
  static void head(GatewayException error, Inbound inbound) {
    HttpServletResponse response = inbound.response();
    note(error, inbound.outcome());
    response.setStatus(error.status());
    response.setContentType("application/json");
    error.headers().forEach(response::setHeader);
    response.setHeader("x-orqen-error-source", error.source().name().toLowerCase(Locale.ROOT));
    if (inbound.surface() == Surface.CONVERSE) {
      response.setHeader("x-amzn-ErrorType", type(Surface.CONVERSE, error.status()));
    }
  }

  /** Notes an error in a request's outcome, for log, metrics and usage. */
  public static void note(GatewayException error, Outcome outcome) {
    outcome.status = error.status();
    outcome.errorCode = error.code();
    outcome.errorSource = error.source().name().toLowerCase(Locale.ROOT);
  }

  /** The error type that a status has on a surface. */
  public static String type(Surface surface, int status) {
    return surface == Surface.CONVERSE ? converseType(status) : type(status, surface == Surface.ANTHROPIC);
  }

  private static String type(int status, boolean anthropic) {
    return switch (status) {
      case 401 -> "authentication_error";
      case 403, 424 -> "permission_error";
      case 404 -> "not_found_error";
      case 413 -> anthropic ? "request_too_large" : "invalid_request_error";
      case 429 -> "rate_limit_error";
      case 503, 529 -> "overloaded_error";
      case 504 -> "timeout_error";
      default -> status >= 500 ? "api_error" : "invalid_request_error";
    };
  }

  private static String converseType(int status) {
    return switch (status) {
      case 401 -> "UnrecognizedClientException";
      case 403 -> "AccessDeniedException";
      case 404 -> "ResourceNotFoundException";
      case 424 -> "ModelErrorException";
      case 429 -> "ThrottlingException";
      case 503 -> "ServiceUnavailableException";
      case 504 -> "ModelTimeoutException";
      default -> status >= 500 ? "InternalServerException" : "ValidationException";
    };
  }
}

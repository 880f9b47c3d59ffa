package app.orqen.reply;

import app.orqen.inbound.Inbound;
import app.orqen.inbound.Outcome;
import app.orqen.inbound.Surface;
import app.orqen.translate.Wire;
import app.orqen.translate.error.ErrorKind;
import app.orqen.translate.error.ProviderError;
import app.orqen.translate.front.Translations;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The error forms of the three surfaces: OpenAI's {@code {"error":{…}}}, Anthropic's {@code {"type":"error",…}} and
 * Bedrock's {@code {"message":…}} with {@code x-amzn-ErrorType}; docs/api.md, "Types by status", has the types.
 */
public final class ErrorBody {

  private static final ObjectMapper JSON = new ObjectMapper();

  private ErrorBody() {}

  /** The body of an error answer, as UTF-8 JSON. */
  public static byte[] bytes(GatewayException error, Inbound inbound) {
    return write(tree(error, inbound.surface(), inbound.requestId()));
  }

  /** An error as the last event of a stream whose head is long sent. */
  public static byte[] event(GatewayException error, Inbound inbound) {
    if (inbound.surface() == Surface.CONVERSE) {
      ErrorKind kind = ErrorKind.ofStatus(error.status());
      return Translations.writeErrorEvent(Wire.CONVERSE, ProviderError.of(kind, error.getMessage()), inbound.requestId());
    }
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
    return surface == Surface.CONVERSE && status == 424
        ? "ModelErrorException"
        : ErrorKind.ofStatus(status).type(Wire.valueOf(surface.name()));
  }
}

package app.orqen.edge;

import app.orqen.inbound.Inbound;
import app.orqen.inbound.RequestListener;
import app.orqen.reply.ErrorBody;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Gives the refusals of the servlet container and of Spring MVC, which are only a status, the body that the routes' errors
 * have.
 */
final class ContainerRefusal {

  private final List<RequestListener> listeners;

  ContainerRefusal(List<RequestListener> listeners) {
    this.listeners = listeners;
  }

  /**
   * Answers a status, and reports the request's end if no filter will.
   *
   * @param path the path of the request as sent; null when it can't be read
   */
  void send(HttpServletRequest request, HttpServletResponse response, String path, int status) throws IOException {
    Inbound known = Inbound.of(request);
    if (known != null) {
      ErrorBody.send(exception(status, known), known);
      return;
    }
    // Refused before the edge filter: it has no id yet.
    Inbound inbound = new Inbound(request, response, path == null ? "/" : path, Duration.ZERO);
    response.setHeader("x-request-id", inbound.requestId());
    try {
      ErrorBody.send(exception(status, inbound), inbound);
    } finally {
      listeners.forEach(listener -> listener.refusedUnread(inbound.requestId(), status));
    }
  }

  private static GatewayException exception(int status, Inbound inbound) {
    return switch (status) {
      case 404 -> GatewayException.notFound(inbound.path());
      case 405 -> GatewayException.of(ErrorCode.METHOD_NOT_ALLOWED,
          "This method is not allowed at " + inbound.path() + ". GET /openapi.json lists the methods of each path.");
      case 408 -> GatewayException.of(ErrorCode.REQUEST_TIMEOUT, "The request did not arrive in time. Send it again.");
      case 501 -> GatewayException.of(ErrorCode.NOT_IMPLEMENTED,
          "The gateway does not support this method or this transfer encoding. Use another.");
      case 503 -> GatewayException.starting();
      case 500 -> GatewayException.internal(inbound.requestId());
      default -> GatewayException.of(status, ErrorCode.INVALID_REQUEST,
          "The request can't be read as HTTP. Check its request line, path and headers.");
    };
  }
}

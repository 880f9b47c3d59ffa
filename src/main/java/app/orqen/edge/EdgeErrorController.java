package app.orqen.edge;

import app.orqen.inbound.Inbound;
import app.orqen.reply.ErrorBody;
import app.orqen.reply.GatewayException;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.springframework.boot.web.servlet.error.ErrorController;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Gives the errors of Spring MVC and the servlet container the same body as those of the routes. */
@RestController
class EdgeErrorController implements ErrorController {

  @RequestMapping("${server.error.path:${error.path:/error}}")
  void error(HttpServletRequest request) throws IOException {
    Inbound inbound = Inbound.of(request);
    if (inbound == null) {
      return;
    }
    Integer status = (Integer) request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    ErrorBody.send(exception(status == null ? 404 : status, inbound), inbound);
  }

  private static GatewayException exception(int status, Inbound inbound) {
    return switch (status) {
      case 404 -> GatewayException.notFound(inbound.path());
      case 405 -> GatewayException.of(405, "method_not_allowed",
          "This method is not possible at " + inbound.path() + ".");
      case 503 -> GatewayException.starting();
      case 500 -> GatewayException.internal(inbound.requestId());
      default -> GatewayException.of(status, "invalid_request", "The request can't be served as it was sent.");
    };
  }
}

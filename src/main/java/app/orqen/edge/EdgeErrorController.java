package app.orqen.edge;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.web.servlet.error.ErrorController;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Gives the errors of Spring MVC and the servlet container the same body as those of the routes. */
@RestController
class EdgeErrorController implements ErrorController {

  private final ContainerRefusal refusal;

  EdgeErrorController(ContainerRefusal refusal) {
    this.refusal = refusal;
  }

  @RequestMapping("${server.error.path:${error.path:/error}}")
  void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Integer status = (Integer) request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    String path = (String) request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
    refusal.send(request, response, path, status == null ? 404 : status);
  }
}

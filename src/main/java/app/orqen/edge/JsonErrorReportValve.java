package app.orqen.edge;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;

/**
 * Gives Orqen's error body, instead of a page, to what Tomcat itself refuses before any filter, such as a malformed request
 * line.
 */
final class JsonErrorReportValve extends ErrorReportValve {

  private final ContainerRefusal refusal;

  JsonErrorReportValve(ContainerRefusal refusal) {
    this.refusal = refusal;
  }

  @Override
  protected void report(Request request, Response response, Throwable throwable) {
    if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
      return;
    }
    try {
      refusal.send(request, response, request.getRequestURI(), response.getStatus());
      response.finishResponse();
    } catch (IOException e) {
      container.getLogger().debug("client left before the error report", e);
    }
  }
}

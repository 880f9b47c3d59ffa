package app.orqen.edge;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;

/** What Tomcat itself refuses, such as a request line that is none, before any filter: Orqen's body instead of a page. */
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

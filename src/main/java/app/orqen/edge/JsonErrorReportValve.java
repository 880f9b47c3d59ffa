package app.orqen.edge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;

/** What Tomcat itself refuses, such as a request line that is none, before any filter: JSON instead of a page. */
public final class JsonErrorReportValve extends ErrorReportValve {

  @Override
  protected void report(Request request, Response response, Throwable throwable) {
    if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
      return;
    }
    String body = """
        {"error":{"message":"The request can't be read as HTTP.","type":"invalid_request_error","param":null,\
        "code":"invalid_request"}}""";
    try {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      response.setContentType("application/json");
      response.setHeader("x-orqen-error-source", "gateway");
      response.setContentLength(bytes.length);
      response.getOutputStream().write(bytes);
      response.finishResponse();
    } catch (IOException e) {
      container.getLogger().debug("client left before the error report", e);
    }
  }
}

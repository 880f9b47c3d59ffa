package app.orqen.edge;

import app.orqen.inbound.Inbound;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;

/** Stamps every answer, whichever layer writes it, at the moment in which its first byte is about to leave. */
final class EdgeResponse extends HttpServletResponseWrapper {

  private final Inbound inbound;

  EdgeResponse(HttpServletResponse response, Inbound inbound) {
    super(response);
    this.inbound = inbound;
  }

  /**
   * Returns a constant. Camel asks for it with each call, since it turns every header's value into text before it looks at the
   * name.
   */
  @Override
  public String toString() {
    return "EdgeResponse";
  }

  @Override
  public ServletOutputStream getOutputStream() throws IOException {
    inbound.answering();
    return super.getOutputStream();
  }

  @Override
  public PrintWriter getWriter() throws IOException {
    inbound.answering();
    return super.getWriter();
  }

  @Override
  public void flushBuffer() throws IOException {
    inbound.answering();
    super.flushBuffer();
  }

  @Override
  public void sendError(int status) throws IOException {
    inbound.answering();
    super.sendError(status);
  }

  @Override
  public void sendError(int status, String message) throws IOException {
    inbound.answering();
    super.sendError(status, message);
  }

  @Override
  public void sendRedirect(String location) throws IOException {
    inbound.answering();
    super.sendRedirect(location);
  }
}

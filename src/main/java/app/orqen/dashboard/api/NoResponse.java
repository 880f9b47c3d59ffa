package app.orqen.dashboard.api;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

/** Takes the headers that steps set, and keeps them from the page around the call. */
final class NoResponse extends HttpServletResponseWrapper {

  NoResponse(HttpServletResponse page) {
    super(page);
  }

  @Override
  public void setHeader(String name, String value) {}

  @Override
  public void addHeader(String name, String value) {}

  @Override
  public void setStatus(int status) {}

  @Override
  public void setContentType(String type) {}

  @Override
  public void setContentLength(int length) {}
}

package app.orqen.dashboard.api;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.ByteArrayInputStream;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Map;

/** A call as the steps see it. Its connection is the browser's, and all else is the call's own. */
final class InnerRequest extends HttpServletRequestWrapper {

  private final InnerCall call;
  private final Map<String, String> headers;

  InnerRequest(HttpServletRequest browser, InnerCall call) {
    super(browser);
    this.call = call;
    this.headers = call.key() == null
        ? Map.of("content-type", "application/json")
        : Map.of("content-type", "application/json", "authorization", "Bearer " + call.key());
  }

  @Override
  public String getMethod() {
    return call.method();
  }

  @Override
  public String getRequestURI() {
    return call.path();
  }

  @Override
  public String getServletPath() {
    return call.path();
  }

  @Override
  public String getQueryString() {
    return call.query();
  }

  @Override
  public String getContentType() {
    return headers.get("content-type");
  }

  @Override
  public String getHeader(String name) {
    return headers.get(name.toLowerCase(Locale.ROOT));
  }

  @Override
  public Enumeration<String> getHeaders(String name) {
    String value = getHeader(name);
    return value == null ? Collections.emptyEnumeration() : Collections.enumeration(Collections.singleton(value));
  }

  @Override
  public Enumeration<String> getHeaderNames() {
    return Collections.enumeration(headers.keySet());
  }

  @Override
  public int getContentLength() {
    return call.body().length;
  }

  @Override
  public long getContentLengthLong() {
    return call.body().length;
  }

  @Override
  public ServletInputStream getInputStream() {
    ByteArrayInputStream bytes = new ByteArrayInputStream(call.body());
    return new ServletInputStream() {
      @Override
      public int read() {
        return bytes.read();
      }

      @Override
      public int read(byte[] buffer, int offset, int length) {
        return bytes.read(buffer, offset, length);
      }

      @Override
      public boolean isFinished() {
        return bytes.available() == 0;
      }

      @Override
      public boolean isReady() {
        return true;
      }

      @Override
      public void setReadListener(ReadListener listener) {
        throw new IllegalStateException("the steps read a body at once");
      }
    };
  }
}

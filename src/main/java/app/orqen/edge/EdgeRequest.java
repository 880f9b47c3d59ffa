package app.orqen.edge;

import app.orqen.reply.HeaderPolicy;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What Camel's binding may see of a request. The binding reads the body and turns query parameters into headers before the
 * first step of a route. Here it finds no body, which the step {@code readRequest} reads once the key is proven, and no
 * parameters, so that none can pass for a header. A method that Spring MVC would answer itself, before the key is proven, looks
 * like a POST here. The routes use the method of the {@code Inbound}.
 */
final class EdgeRequest extends HttpServletRequestWrapper {

  private static final Set<String> ROUTED = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");

  EdgeRequest(HttpServletRequest request) {
    super(request);
  }

  /**
   * Returns a constant. Camel asks for it with each call, since it turns every header's value into text before it looks at the
   * name.
   */
  @Override
  public String toString() {
    return "EdgeRequest";
  }

  @Override
  public String getMethod() {
    String method = super.getMethod();
    return ROUTED.contains(method) ? method : "POST";
  }

  /**
   * Returns the names that may reach a route. The binding would ask for the values of each name before it asks whether the name
   * may pass.
   */
  @Override
  public Enumeration<String> getHeaderNames() {
    List<String> names = new ArrayList<>();
    for (Enumeration<String> all = super.getHeaderNames(); all.hasMoreElements();) {
      String name = all.nextElement();
      if (HeaderPolicy.isFromClient(name)) {
        names.add(name.toLowerCase(Locale.ROOT));
      }
    }
    return Collections.enumeration(names);
  }

  /** Returns the encoding of the missing body. Tomcat would parse the content type for it. */
  @Override
  public String getCharacterEncoding() {
    return null;
  }

  @Override
  public ServletInputStream getInputStream() {
    return EmptyBody.INSTANCE;
  }

  @Override
  public BufferedReader getReader() {
    return new BufferedReader(new StringReader(""));
  }

  @Override
  public int getContentLength() {
    return 0;
  }

  @Override
  public long getContentLengthLong() {
    return 0;
  }

  @Override
  public String getParameter(String name) {
    return null;
  }

  @Override
  public Map<String, String[]> getParameterMap() {
    return Map.of();
  }

  @Override
  public Enumeration<String> getParameterNames() {
    return Collections.emptyEnumeration();
  }

  @Override
  public String[] getParameterValues(String name) {
    return null;
  }

  private static final class EmptyBody extends ServletInputStream {

    static final EmptyBody INSTANCE = new EmptyBody();

    @Override
    public int read() {
      return -1;
    }

    @Override
    public boolean isFinished() {
      return true;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setReadListener(ReadListener listener) {
      throw new IllegalStateException("the body is read by the step readRequest");
    }
  }
}

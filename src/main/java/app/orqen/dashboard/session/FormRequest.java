package app.orqen.dashboard.session;

import app.orqen.inbound.Inbound;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import app.orqen.request.BodyReader;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A page's request with the fields of its form. The body is read here, since the container limits each part of it and not the
 * whole.
 */
final class FormRequest extends HttpServletRequestWrapper {

  private static final String TYPE = "application/x-www-form-urlencoded";
  /** The longest form in bytes. Every form of the dashboard is shorter. */
  private static final int MAX_BYTES = 256 * 1024;

  private final Map<String, String[]> parameters;

  private FormRequest(HttpServletRequest request, String body) {
    super(request);
    Map<String, String[]> all = new LinkedHashMap<>(request.getParameterMap());
    for (String field : body.split("&")) {
      int equals = field.indexOf('=');
      if (equals > 0) {
        // The first value of a name counts, as it does in the address.
        all.putIfAbsent(decoded(field.substring(0, equals)), new String[] {decoded(field.substring(equals + 1))});
      }
    }
    this.parameters = Collections.unmodifiableMap(all);
  }

  /**
   * Returns the request with the fields of its form. A request that isn't a form's is returned as it is.
   *
   * @throws GatewayException 413, 408 or 400 as {@link BodyReader} throws them; 400 for a form that is wrongly encoded
   */
  static HttpServletRequest of(HttpServletRequest request) {
    String type = request.getContentType();
    if (type == null || !type.startsWith(TYPE)) {
      return request;
    }
    byte[] body = BodyReader.read(Inbound.of(request), MAX_BYTES, "of a form");
    return new FormRequest(request, new String(body, StandardCharsets.UTF_8));
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw GatewayException.badRequest(ErrorCode.INVALID_BODY, null, "The form is not encoded as " + TYPE + ".");
    }
  }

  @Override
  public String getParameter(String name) {
    String[] values = parameters.get(name);
    return values == null ? null : values[0];
  }

  @Override
  public String[] getParameterValues(String name) {
    return parameters.get(name);
  }

  @Override
  public Map<String, String[]> getParameterMap() {
    return parameters;
  }

  @Override
  public Enumeration<String> getParameterNames() {
    return Collections.enumeration(parameters.keySet());
  }
}

package app.orqen.dashboard.session;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;

/** The cookie that holds a session's token. Scripts can't read it, and only the dashboard's own pages send it. */
final class SessionCookie {

  private static final String NAME = "orqen_session";

  private SessionCookie() {}

  /** Returns the token that a request brings, or null. */
  static String read(HttpServletRequest request) {
    Cookie[] cookies = request.getCookies();
    if (cookies != null) {
      for (Cookie cookie : cookies) {
        if (cookie.getName().equals(NAME)) {
          return cookie.getValue();
        }
      }
    }
    return null;
  }

  static void write(HttpServletRequest request, HttpServletResponse response, String token, Duration lifetime) {
    response.addHeader(HttpHeaders.SET_COOKIE, ResponseCookie.from(NAME, token).path("/").httpOnly(true)
        .sameSite("Strict").secure(isTls(request)).maxAge(lifetime).build().toString());
  }

  static void clear(HttpServletRequest request, HttpServletResponse response) {
    write(request, response, "", Duration.ZERO);
  }

  /**
   * Returns whether the browser uses TLS, to this gateway or to a proxy in front of it. The browser names the scheme in Origin.
   */
  private static boolean isTls(HttpServletRequest request) {
    String origin = request.getHeader("Origin");
    return request.isSecure() || origin != null && origin.startsWith("https://");
  }
}

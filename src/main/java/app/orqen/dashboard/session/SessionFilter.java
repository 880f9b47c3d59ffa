package app.orqen.dashboard.session;

import app.orqen.dashboard.page.Fragments;
import app.orqen.dashboard.page.Refusal;
import app.orqen.dashboard.page.SecurityHeaders;
import app.orqen.inbound.Inbound;
import app.orqen.lookup.Remembered;
import app.orqen.reply.ErrorBody;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.dao.DataAccessException;

/**
 * Comes before every page: no request passes without a session, and only a form of that session changes anything. It also lets
 * pages see parameters, which the edge hides from Camel.
 */
public final class SessionFilter implements Filter {

  static final String SIGN_IN = "/ui/sign-in";
  private static final String JSON = "application/json";
  private static final Set<String> SAFE = Set.of("GET", "HEAD");
  /** The methods of pages. Spring MVC would answer others itself. */
  private static final Set<String> ASKED = Set.of("GET", "HEAD", "POST");

  private final Supplier<Sessions> sessions;

  public SessionFilter(Supplier<Sessions> sessions) {
    this.sessions = sessions;
  }

  @Override
  public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest edge = (HttpServletRequest) servletRequest;
    HttpServletResponse response = (HttpServletResponse) servletResponse;
    Inbound inbound = Inbound.of(edge);
    if (!ASKED.contains(inbound.method())) {
      ErrorBody.send(GatewayException.methodNotAllowed(inbound.method(), inbound.path(), "GET, HEAD, POST"), inbound);
      return;
    }
    boolean json = isJson(edge);
    // A page may see its parameters. A JSON body is for a route, whose own step reads it.
    HttpServletRequest request = json ? edge : inbound.request();
    SecurityHeaders.set(response);
    try {
      if (inbound.path().startsWith("/ui/assets/")) {
        chain.doFilter(request, response);
      } else {
        page(request, response, chain);
      }
    } catch (GatewayException e) {
      if (json) {
        ErrorBody.send(e, inbound);
      } else {
        Refusal.show(e, request, response);
      }
    }
  }

  private void page(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    response.setHeader("Cache-Control", "no-store");
    boolean changes = !SAFE.contains(request.getMethod());
    if (changes && !SameOrigin.holds(request)) {
      throw GatewayException.of(ErrorCode.CROSS_SITE_REQUEST,
          "This request did not come from a page of the dashboard, so nothing was done.");
    }
    Session session = find(request);
    boolean signIn = request.getRequestURI().equals(SIGN_IN);
    if (session == null && !signIn) {
      toSignIn(request, response);
      return;
    }
    HttpServletRequest form = changes ? FormRequest.of(request) : request;
    if (session != null) {
      if (changes && !signIn) {
        requireToken(form, session);
      }
      session.attach(form);
    }
    chain.doFilter(form, response);
  }

  private Session find(HttpServletRequest request) {
    try {
      // A session holds where its key does.
      return sessions.get().find(SessionCookie.read(request))
          .filter(session -> session.principal().rules().networks().contain(request.getRemoteAddr())).orElse(null);
    } catch (DataAccessException | Remembered.UnavailableException e) {
      throw GatewayException.authUnavailable();
    }
  }

  private static void requireToken(HttpServletRequest request, Session session) {
    String header = request.getHeader("X-CSRF-Token");
    String token = header == null ? request.getParameter("_csrf") : header;
    if (token == null || !MessageDigest.isEqual(token.getBytes(StandardCharsets.UTF_8),
        session.csrf().getBytes(StandardCharsets.UTF_8))) {
      throw GatewayException.of(ErrorCode.CSRF_TOKEN_INVALID,
          "This form belongs to another session, so nothing was done. Open the page again and repeat it.");
    }
  }

  /**
   * Answers a request without a session. A script gets a 401. A person gets the form, and afterwards the page that they wanted.
   */
  private static void toSignIn(HttpServletRequest request, HttpServletResponse response) {
    if (isJson(request)) {
      throw GatewayException.of(ErrorCode.SESSION_ENDED, "You are not signed in any more. Sign in again.");
    }
    String query = request.getQueryString();
    boolean page = !Fragments.isWanted(request) && request.getMethod().equals("GET");
    String next = page ? request.getRequestURI() + (query == null ? "" : "?" + query) : "/";
    String target = SIGN_IN + (next.equals("/") ? "" : "?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8));
    Inbound.of(request).answering();
    if (Fragments.isWanted(request)) {
      response.setStatus(401);
      response.setHeader("HX-Redirect", target);
    } else {
      response.setStatus(303);
      response.setHeader("Location", target);
    }
  }

  private static boolean isJson(HttpServletRequest request) {
    String type = request.getContentType();
    return type != null && type.regionMatches(true, 0, JSON, 0, JSON.length());
  }
}

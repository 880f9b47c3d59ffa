package app.orqen.dashboard.session;

import app.orqen.dashboard.api.GatewayApi;
import app.orqen.dashboard.page.DashboardPage;
import app.orqen.inbound.Inbound;
import app.orqen.key.Principal;
import app.orqen.reply.ErrorBody;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Signs people in with an Orqen key, and out. */
@DashboardPage
class SignInPage {

  private static final String VIEW = "dashboard/sign-in";

  private final GatewayApi gateway;
  private final Sessions sessions;

  SignInPage(GatewayApi gateway, Sessions sessions) {
    this.gateway = gateway;
    this.sessions = sessions;
  }

  @GetMapping(SessionFilter.SIGN_IN)
  String form(@RequestParam(defaultValue = "/") String next, Model model) {
    model.addAttribute("next", own(next));
    return VIEW;
  }

  @PostMapping(SessionFilter.SIGN_IN)
  String signIn(@RequestParam(defaultValue = "") String key, @RequestParam(defaultValue = "/") String next,
      HttpServletRequest request, HttpServletResponse response, Model model) {
    Session before = Session.of(request);
    try {
      Principal principal = gateway.prove(request, key.strip());
      if (!Sessions.maySignIn(principal)) {
        throw GatewayException.of(ErrorCode.SCOPE_NOT_ALLOWED, "This key can't sign in.");
      }
      if (before != null) {
        sessions.end(before);
      }
      SessionCookie.write(request, response, sessions.begin(principal), sessions.lifetime());
      Inbound.of(request).outcome().keyUsed(principal.keyId()); // "Last used" counts signing in too.
      return "redirect:" + own(next);
    } catch (GatewayException e) {
      ErrorBody.note(e, Inbound.of(request).outcome());
      response.setStatus(e.status());
      e.headers().forEach(response::setHeader);
      model.addAttribute("error", words(e));
      model.addAttribute("next", own(next));
      return VIEW;
    }
  }

  @PostMapping("/ui/sign-out")
  String signOut(HttpServletRequest request, HttpServletResponse response) {
    sessions.end(Session.of(request));
    SessionCookie.clear(request, response);
    return "redirect:" + SessionFilter.SIGN_IN;
  }

  private static String words(GatewayException refusal) {
    if (refusal.is(ErrorCode.INVALID_API_KEY)) {
      return "This isn't a key for this gateway, or it was revoked. A key is sk-orq- and 64 characters.";
    }
    if (refusal.is(ErrorCode.SCOPE_NOT_ALLOWED)) {
      return "This key is only for agents or for reading, and can't sign in. Sign in with a key of the scope 'all'.";
    }
    return refusal.is(ErrorCode.EXPIRED_API_KEY)
        ? "This key has expired. Sign in with another one, and create a new key there." : refusal.getMessage();
  }

  /** Returns the address of a dashboard page, never one of another site. */
  private static String own(String next) {
    return next.matches("/(ui/[A-Za-z0-9_/?=&%.:-]*)?") && !next.contains("..") ? next : "/";
  }
}

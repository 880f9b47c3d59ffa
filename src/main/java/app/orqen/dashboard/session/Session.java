package app.orqen.dashboard.session;

import app.orqen.key.Principal;
import jakarta.servlet.http.HttpServletRequest;

/**
 * The session of a person who is signed in.
 *
 * @param principal the key that they signed in with, as it is now
 * @param csrf what every form of this session has to bring back
 * @param tokenHash the SHA-256 of the token in the browser's cookie
 */
public record Session(Principal principal, String csrf, String tokenHash) {

  private static final String ATTRIBUTE = Session.class.getName();

  /** Returns the session of a request, or null. Only the filter sets it, and nothing that a client sends can. */
  public static Session of(HttpServletRequest request) {
    return (Session) request.getAttribute(ATTRIBUTE);
  }

  void attach(HttpServletRequest request) {
    request.setAttribute(ATTRIBUTE, this);
  }

  public String accountId() {
    return principal.accountId();
  }

  @Override
  public String toString() {
    return "Session[" + principal.keyId() + "]";
  }
}

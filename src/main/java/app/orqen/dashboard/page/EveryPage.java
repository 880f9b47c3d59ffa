package app.orqen.dashboard.page;

import app.orqen.dashboard.session.Session;
import app.orqen.inbound.Inbound;
import app.orqen.lookup.Remembered;
import app.orqen.reply.GatewayException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.dao.DataAccessException;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.ModelAttribute;

/** Gives every page what it needs, and turns what a page throws into a page of its own. */
@ControllerAdvice(annotations = DashboardPage.class)
@ConditionalOnProperty("orqen.dashboard.enabled")
class EveryPage {

  private static final Logger LOG = LoggerFactory.getLogger(EveryPage.class);

  private final Assets assets;

  EveryPage(Assets assets) {
    this.assets = assets;
  }

  @ModelAttribute
  void shell(HttpServletRequest request, Model model) {
    model.addAttribute("assets", assets.path());
    model.addAttribute("done", Done.words(request.getParameter("done")));
    Session session = Session.of(request);
    if (session != null) {
      model.addAttribute("signedIn", session.principal().keyName());
      model.addAttribute("csrf", session.csrf());
    }
  }

  @ExceptionHandler(GatewayException.class)
  String refused(GatewayException error, HttpServletRequest request, HttpServletResponse response, Model model) {
    shell(request, model);
    return Refusal.view(error, request, response, model);
  }

  @ExceptionHandler({DataAccessException.class, Remembered.UnavailableException.class})
  String away(HttpServletRequest request, HttpServletResponse response, Model model) {
    return refused(GatewayException.authUnavailable(), request, response, model);
  }

  @ExceptionHandler(RuntimeException.class)
  String failed(RuntimeException failure, HttpServletRequest request, HttpServletResponse response, Model model) {
    Inbound inbound = Inbound.of(request);
    LOG.error("Request {} failed", inbound, failure);
    return refused(GatewayException.internal(inbound.requestId()), request, response, model);
  }
}

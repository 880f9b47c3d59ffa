package app.orqen.dashboard.page;

import app.orqen.inbound.Inbound;
import app.orqen.reply.ErrorBody;
import app.orqen.reply.GatewayException;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.RequestMapping;

/** The page that is shown when another page can't be, with the words of the error. */
@DashboardPage
public final class Refusal {

  private static final String PATH = "/ui/refused";
  private static final String ATTRIBUTE = Refusal.class.getName();

  /** Shows that page in place of the one that was asked for. */
  public static void show(GatewayException error, HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    if (response.isCommitted()) {
      // The container takes it for a request whose body broke off, so no page follows.
      ErrorBody.send(error, Inbound.of(request));
      return;
    }
    request.setAttribute(ATTRIBUTE, error);
    request.getRequestDispatcher(PATH).forward(request, response);
  }

  /** Shows the error. It also serves every path that has no page, as a 404. */
  @RequestMapping({PATH, "/ui/**"})
  String page(HttpServletRequest request, HttpServletResponse response, Model model) {
    GatewayException error = request.getAttribute(ATTRIBUTE) instanceof GatewayException refusal
        ? refusal : GatewayException.notFound(request.getRequestURI());
    return view(error, request, response, model);
  }

  static String view(GatewayException error, HttpServletRequest request, HttpServletResponse response, Model model) {
    ErrorBody.note(error, Inbound.of(request).outcome());
    response.setStatus(error.status());
    error.headers().forEach(response::setHeader);
    model.addAttribute("error", error);
    return Fragments.isWanted(request) ? "dashboard/parts :: refusal" : "dashboard/refused";
  }
}

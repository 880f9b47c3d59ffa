package app.orqen.dashboard.page;

import app.orqen.reply.GatewayException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.ui.Model;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** Views that are a whole page, or only a part of it when htmx asks. */
public final class Fragments {

  private Fragments() {}

  /** Returns whether htmx asks for a part to put into the page that the browser has. */
  public static boolean isWanted(HttpServletRequest request) {
    return request.getHeader("HX-Request") != null;
  }

  /** Returns the name of the page, or of its fragment {@code content}. */
  public static String view(HttpServletRequest request, String view) {
    return isWanted(request) ? view + " :: content" : view;
  }

  /** Returns the view of a form together with what is wrong with it. */
  public static String refused(Form form, GatewayException refusal, String view, HttpServletRequest request,
      HttpServletResponse response, Model model) {
    response.setStatus(refusal.status() < 500 ? 422 : refusal.status());
    model.addAttribute("form", form.refused(refusal));
    return view(request, view);
  }

  /** Returns the way to another page after something was done. */
  public static String done(HttpServletRequest request, HttpServletResponse response, String path) {
    if (isWanted(request)) {
      response.setHeader("HX-Redirect", path);
      return "dashboard/parts :: nothing";
    }
    return "redirect:" + path;
  }

  /** Returns the way to another page, which says what was done. */
  public static String done(HttpServletRequest request, HttpServletResponse response, String path, Done what) {
    return done(request, response, path + (path.indexOf('?') < 0 ? "?" : "&") + "done=" + what.label());
  }

  /** Returns the gateway's address as the browser has it, for snippets. */
  public static String baseUrl(HttpServletRequest request) {
    String origin = request.getHeader("Origin");
    String url = ServletUriComponentsBuilder.fromContextPath(request).toUriString();
    return origin != null && origin.startsWith("https://") ? url.replaceFirst("^http:", "https:") : url;
  }
}

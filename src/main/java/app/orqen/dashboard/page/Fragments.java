package app.orqen.dashboard.page;

import app.orqen.reply.GatewayException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.ui.Model;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** Views that are a page of their own, and a part of one when htmx asks. */
public final class Fragments {

  private Fragments() {}

  /** Whether htmx asks, for something to put into the page that is there. */
  public static boolean isWanted(HttpServletRequest request) {
    return request.getHeader("HX-Request") != null;
  }

  /** The page, or its fragment {@code content}. */
  public static String view(HttpServletRequest request, String view) {
    return isWanted(request) ? view + " :: content" : view;
  }

  /** A form again, with what is wrong in it. */
  public static String refused(Form form, GatewayException refusal, String view, HttpServletRequest request,
      HttpServletResponse response, Model model) {
    response.setStatus(refusal.status() < 500 ? 422 : refusal.status());
    model.addAttribute("form", form.refused(refusal));
    return view(request, view);
  }

  /** On to another page, now that something is done. */
  public static String done(HttpServletRequest request, HttpServletResponse response, String path) {
    if (isWanted(request)) {
      response.setHeader("HX-Redirect", path);
      return "dashboard/parts :: nothing";
    }
    return "redirect:" + path;
  }

  /** The gateway's address as the browser has it, for snippets. */
  public static String baseUrl(HttpServletRequest request) {
    String origin = request.getHeader("Origin");
    String url = ServletUriComponentsBuilder.fromContextPath(request).toUriString();
    return origin != null && origin.startsWith("https://") ? url.replaceFirst("^http:", "https:") : url;
  }
}

package app.orqen.inbound;

import jakarta.servlet.http.HttpServletResponse;
import java.util.List;

/** The headers that say on every answer of a model endpoint what became of the request's tools. */
public final class ToolHeaders {

  private static final String OUTPUT = "x-orqen-tools-output";
  private static final String UNSUPPORTED = "x-orqen-tools-unsupported";

  private ToolHeaders() {}

  /** Writes the headers of an answer, such as an error, to a request of which nothing more is known. */
  public static void none(HttpServletResponse response) {
    write(response, 0, 0, "0.00", "none");
  }

  /**
   * Names the tools that don't go to the provider because it can't run them, and takes them out of the number of those that do.
   *
   * @param names their names as the client gave them
   */
  public static void unsupported(Inbound inbound, List<String> names) {
    if (names.isEmpty()) {
      return;
    }
    HttpServletResponse response = inbound.response();
    response.setHeader(UNSUPPORTED, String.join(",", names).replaceAll("[^\\x20-\\x7e]", "?"));
    String sent = response.getHeader(OUTPUT);
    if (sent != null) {
      int left = Math.max(0, Integer.parseInt(sent) - names.size());
      response.setHeader(OUTPUT, Integer.toString(left));
      inbound.outcome().tools().sentAtMost(left);
    }
  }

  /**
   * Writes them.
   *
   * @param in how many tools the client sent
   * @param out how many of them went to the provider
   * @param ratio the share that did not, between 0 and 1
   * @param routing what ranked them
   */
  public static void write(HttpServletResponse response, int in, int out, String ratio, String routing) {
    response.setHeader("x-orqen-tools-input", Integer.toString(in));
    response.setHeader(OUTPUT, Integer.toString(out));
    response.setHeader("x-orqen-prune-ratio", ratio);
    response.setHeader("x-orqen-routing", routing);
  }
}

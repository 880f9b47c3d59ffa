package app.orqen.inbound;

import jakarta.servlet.http.HttpServletResponse;

/** The headers that say on every answer of a model endpoint what became of the request's tools. */
public final class ToolHeaders {

  private ToolHeaders() {}

  /** What an answer says of a request of which nothing more is known, an error's too. */
  public static void none(HttpServletResponse response) {
    write(response, 0, 0, "0.00", "none");
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
    response.setHeader("x-orqen-tools-output", Integer.toString(out));
    response.setHeader("x-orqen-prune-ratio", ratio);
    response.setHeader("x-orqen-routing", routing);
  }
}

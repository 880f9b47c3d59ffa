package app.orqen.inbound;

import java.util.Locale;

/** The API whose form a caller speaks; it decides how an error looks. */
public enum Surface {
  OPENAI,
  ANTHROPIC,
  CONVERSE;

  /** The surface that a request path belongs to; OpenAI's for everything that is nobody else's. */
  public static Surface of(String path) {
    if (path.startsWith("/model/")) {
      return CONVERSE;
    }
    if (path.startsWith("/v1/messages") || path.startsWith("/v1/v1/messages")) {
      return ANTHROPIC;
    }
    return OPENAI;
  }

  /** The name in usage rows and metrics. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}

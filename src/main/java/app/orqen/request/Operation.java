package app.orqen.request;

import java.util.Locale;

/** What a model call asks for. */
public enum Operation {
  CHAT,
  EMBEDDINGS,
  COUNT_TOKENS;

  /** What a call to a path of a model surface asks for, before anything of it is read; null elsewhere. */
  public static Operation ofPath(String path) {
    return switch (path) {
      case "/v1/chat/completions", "/v1/messages", "/v1/v1/messages" -> CHAT;
      case "/v1/embeddings" -> EMBEDDINGS;
      case "/v1/messages/count_tokens", "/v1/v1/messages/count_tokens" -> COUNT_TOKENS;
      default -> path.startsWith("/model/") && (path.endsWith("/converse") || path.endsWith("/converse-stream"))
          ? CHAT : null;
    };
  }

  /** The name in routes, usage rows and metrics. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}

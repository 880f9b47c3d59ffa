package app.orqen.translate.wire;

import java.util.Locale;

/** What a model call asks for. */
public enum Operation {
  CHAT,
  EMBEDDINGS,
  COUNT_TOKENS;

  /** Returns the name in routes, usage rows and metrics. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package app.orqen.tools.rank;

import java.util.Locale;

/** How a request's tools were ranked. */
public enum Routing {
  /** Lexical score and embeddings together. */
  SEMANTIC,
  /** The lexical score only, without a model or with a tool that isn't embedded yet. */
  KEYWORD,
  /** No ranking: few tools, pruning switched off by the request, or a failure that let everything pass. */
  NONE;

  /** Returns the value of {@code x-orqen-routing}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}

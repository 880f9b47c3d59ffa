package app.orqen.translate.wire;

import java.util.Locale;

/** What a model call asks for. */
public enum Operation {
  CHAT,
  EMBEDDINGS,
  COUNT_TOKENS,
  COMPLETIONS,
  MODERATIONS,
  RERANK,
  IMAGES,
  IMAGE_EDITS,
  SPEECH,
  TRANSCRIPTIONS,
  COMPACT,
  RESPONSE;

  /** Returns the name in routes, usage rows and metrics. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns whether it is there in one of OpenAI's forms only, so that requests and answers pass as they are. */
  public boolean isPassed() {
    return ordinal() >= COMPLETIONS.ordinal();
  }

  /** Returns whether it is about what OpenAI's Responses API stores or compacts, below the provider's path of responses. */
  public boolean isOfResponses() {
    return this == COMPACT || this == RESPONSE;
  }

  /** Returns whether a request has a conversation, which may have tools. */
  public boolean hasTools() {
    return this == CHAT || this == COUNT_TOKENS;
  }

  /** Returns whether the answer is text that a model writes, so that its tokens can be estimated by its length. */
  public boolean writesText() {
    return this == CHAT || this == COMPLETIONS;
  }

  /** Returns whether the field {@code stream} of a request means anything. */
  public boolean hasStreamField() {
    return switch (this) {
      case EMBEDDINGS, MODERATIONS, RERANK, SPEECH, COMPACT, RESPONSE -> false;
      default -> true;
    };
  }

  /** Returns whether a request must have the field {@code input}. */
  public boolean needsInput() {
    return this == EMBEDDINGS || this == MODERATIONS || this == SPEECH;
  }
}

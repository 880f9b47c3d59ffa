package app.orqen.translate.front;

import app.orqen.translate.Wire;
import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.anthropic.AnthropicPassThrough;
import app.orqen.translate.converse.ConversePassThrough;
import app.orqen.translate.error.ErrorReader;
import app.orqen.translate.error.ErrorWriter;
import app.orqen.translate.error.ProviderError;
import app.orqen.translate.openai.OpenAiPassThrough;
import app.orqen.translate.stream.StreamTranslation;

/** The translators: the only class that a gateway needs to begin with. */
public final class Translations {

  private Translations() {}

  /**
   * The translation from what a client speaks to what a provider speaks; null if they are the same, since then the bytes pass
   * unchanged ({@link #observe} watches the stream).
   */
  public static Translation of(Wire surface, Wire provider) {
    if (surface == Wire.GEMINI) {
      throw new IllegalArgumentException("Gemini's form isn't a surface");
    }
    return surface == provider ? null : new PairTranslation(surface, provider);
  }

  /** Watches a stream that passes untranslated, and repairs what breaks the surface's own SDK. */
  public static StreamTranslation observe(Wire wire, AnswerContext context) {
    return switch (wire) {
      case OPENAI -> new OpenAiPassThrough(context);
      case ANTHROPIC -> new AnthropicPassThrough(context);
      case CONVERSE -> new ConversePassThrough(context);
      case GEMINI -> throw new IllegalArgumentException("Gemini's form isn't a surface");
    };
  }

  /** A provider's HTTP error, for wires that are not translated too; see {@link Translation#error}. */
  public static ProviderError readError(Wire provider, int status, byte[] body, String typeHeader) {
    return ErrorReader.http(provider, status, body, typeHeader);
  }

  /** An error's HTTP body in the surface's form. */
  public static byte[] writeError(Wire surface, ProviderError error, String requestId) {
    return ErrorWriter.body(surface, error, requestId);
  }

  /** An error as the last event of a stream that the gateway itself began (keep-alives before any answer). */
  public static byte[] writeErrorEvent(Wire surface, ProviderError error, String requestId) {
    return ErrorWriter.event(surface, error, requestId);
  }

  /** What keeps an idle stream alive before there is a {@link StreamTranslation}. */
  public static byte[] keepAlive(Wire surface) {
    return ErrorWriter.keepAlive(surface);
  }
}

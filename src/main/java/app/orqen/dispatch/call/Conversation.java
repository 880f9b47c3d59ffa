package app.orqen.dispatch.call;

import app.orqen.inbound.Surface;
import app.orqen.translate.Wire;
import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.front.Translation;
import app.orqen.translate.front.Translations;
import app.orqen.translate.stream.StreamTranslation;
import org.apache.camel.Exchange;

/**
 * What the two sides of a call speak, and what the translation of the answer needs.
 *
 * @param translation null when both speak the same
 */
public record Conversation(Wire surface, Wire provider, Translation translation, AnswerContext answer) {

  private static final String VARIABLE = "orqenConversation";

  /** The conversation of an exchange whose call is open. */
  public static Conversation of(Exchange exchange) {
    return exchange.getVariable(VARIABLE, Conversation.class);
  }

  void attach(Exchange exchange) {
    exchange.setVariable(VARIABLE, this);
  }

  /** What a surface's clients speak. */
  public static Wire wireOf(Surface surface) {
    return Wire.valueOf(surface.name());
  }

  /** A new state machine for the streamed answer. */
  public StreamTranslation stream() {
    return translation == null ? Translations.observe(surface, answer) : translation.stream(answer);
  }
}

package app.orqen.dispatch.call;

import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.front.Passing;
import app.orqen.translate.front.Translation;
import app.orqen.translate.stream.StreamTranslation;
import app.orqen.translate.wire.Operation;
import app.orqen.translate.wire.ProviderWire;
import app.orqen.translate.wire.Surface;
import org.apache.camel.Exchange;

/**
 * What the two sides of a call speak, and what the translation of the answer needs.
 *
 * @param operation what is asked for
 * @param translation null when both speak the same
 * @param expectedInput about how many tokens the request has, where a stream begins with that; else 0
 */
public record Conversation(Surface surface, ProviderWire provider, Operation operation, Translation translation,
    AnswerContext answer, long expectedInput) {

  private static final String VARIABLE = "orqenConversation";

  /** Returns the conversation of an exchange whose call is open. */
  public static Conversation of(Exchange exchange) {
    return exchange.getVariable(VARIABLE, Conversation.class);
  }

  void attach(Exchange exchange) {
    exchange.setVariable(VARIABLE, this);
    exchange.setVariable("orqenWire", provider.label());
  }

  /** Returns a new state machine for the streamed answer. */
  public StreamTranslation stream() {
    if (operation.isPassed()) {
      return Passing.watch(operation, answer);
    }
    return translation == null ? surface.watch(answer) : translation.stream(answer, expectedInput);
  }
}

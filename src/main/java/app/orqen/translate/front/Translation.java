package app.orqen.translate.front;

import app.orqen.tokens.TokenMeter;
import app.orqen.tokens.Vocabulary;
import app.orqen.translate.answer.AnswerCollector;
import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.AnswerTap;
import app.orqen.translate.answer.TranslatedRequest;
import app.orqen.translate.chat.ChatRequest;
import app.orqen.translate.chat.RequestContext;
import app.orqen.translate.error.ProviderBody;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.stream.StreamTranslation;
import app.orqen.translate.wire.ProviderWire;
import app.orqen.translate.wire.Surface;
import com.fasterxml.jackson.databind.JsonNode;

/** Translates between a surface and a provider's wire. It has no state and is safe for use by many threads. */
public final class Translation {

  private final Surface surface;
  private final ProviderWire provider;

  private Translation(Surface surface, ProviderWire provider) {
    this.surface = surface;
    this.provider = provider;
  }

  /**
   * Returns the translation from what a client speaks to what a provider speaks; null if they are the same, since then the bytes
   * pass unchanged ({@link Surface#watch} watches the stream).
   */
  public static Translation of(Surface surface, ProviderWire provider) {
    return surface.spoken() == provider ? null : new Translation(surface, provider);
  }

  /**
   * Translates a client's request.
   *
   * @throws TranslationException with status 400 if it can't be understood, or can't be said in the provider's wire
   */
  public TranslatedRequest request(byte[] clientBody, RequestContext context) throws TranslationException {
    ChatRequest request = surface.read(clientBody);
    Integer most = context.maxOutput();
    if (most != null && request.maxTokens != null && request.maxTokens > most) {
      request.maxTokens = most; // Clients ask for what another model could write; the provider would refuse it.
    }
    TranslatedRequest translated = provider.write(request, context);
    return new TranslatedRequest(translated.body(), translated.answer().withAsked(request.asked), translated.unsupported());
  }

  /**
   * Translates a provider's complete answer.
   *
   * @throws TranslationException if it isn't an answer, or has an error in it
   */
  public TranslatedAnswer answer(byte[] providerBody, AnswerContext context) throws TranslationException {
    JsonNode body = ProviderBody.object(providerBody);
    AnswerCollector collector = new AnswerCollector();
    AnswerTap tap = new AnswerTap(collector, context);
    provider.decoder(tap, context).answer(body);
    if (collector.error() != null) {
      throw TranslationException.provider(collector.error());
    }
    return new TranslatedAnswer(surface.answer(collector, context), tap.usage(), tap.model(), tap.tools(),
        collector.broken());
  }

  /**
   * Returns about how many tokens a request has, for a surface whose streams begin with that; 0 for any other.
   *
   * @throws TranslationException with status 400 if the body isn't JSON
   */
  public long expectedInput(byte[] clientBody, RequestContext context) throws TranslationException {
    return surface.beginsWithInput() && context.stream()
        ? CountTokens.estimate(clientBody, TokenMeter.of(Vocabulary.NONE), context.family()) : 0;
  }

  /**
   * Returns a new state machine for one streamed answer.
   *
   * @param expectedInput what {@link #expectedInput} said; 0 when that is unknown
   */
  public StreamTranslation stream(AnswerContext context, long expectedInput) {
    return new StreamPipe(surface, provider, context, expectedInput);
  }
}

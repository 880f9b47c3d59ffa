package app.orqen.translate.front;

import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.TranslatedRequest;
import app.orqen.translate.chat.RequestContext;
import app.orqen.translate.error.ProviderError;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.stream.StreamTranslation;

/** Translates between one surface and one provider wire. Stateless; safe for use by many threads. */
public interface Translation {

  /** The client's body in the provider's wire. */
  TranslatedRequest request(byte[] clientBody, RequestContext context) throws TranslationException;

  /** A provider's complete answer in the surface's wire. */
  TranslatedAnswer answer(byte[] providerBody, AnswerContext context) throws TranslationException;

  /** A new state machine for one streamed answer. */
  StreamTranslation stream(AnswerContext context);

  /**
   * What a provider's error says, whatever its form.
   *
   * @param status the HTTP status
   * @param body the body; may be empty or no JSON at all
   * @param typeHeader the value of {@code x-amzn-ErrorType} for Bedrock, else null
   */
  ProviderError error(int status, byte[] body, String typeHeader);
}

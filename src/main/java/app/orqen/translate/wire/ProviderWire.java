package app.orqen.translate.wire;

import app.orqen.translate.answer.AnswerCollector;
import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.AnswerFacts;
import app.orqen.translate.answer.AnswerSink;
import app.orqen.translate.answer.AnswerTap;
import app.orqen.translate.answer.TranslatedRequest;
import app.orqen.translate.chat.ChatRequest;
import app.orqen.translate.chat.RequestContext;
import app.orqen.translate.error.ErrorReader;
import app.orqen.translate.error.ProviderBody;
import app.orqen.translate.error.ProviderError;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.json.JsonOut;
import app.orqen.translate.stream.AnswerDecoder;
import com.fasterxml.jackson.databind.JsonNode;

/**
 * A protocol that providers speak: how requests are written and answers, streams and errors are read. Implementations have no
 * state. A new one is an implementation in a package of its own, and one line in {@code WireRegistry}.
 */
public interface ProviderWire {

  /** Returns the name that the parameter {@code wire} of a provider's route has for this protocol. */
  String label();

  /**
   * Writes a request.
   *
   * @throws TranslationException with status 400 if the request can't be said in this protocol
   */
  TranslatedRequest write(ChatRequest request, RequestContext context) throws TranslationException;

  /** Returns a new decoder of one answer, complete or streamed. */
  AnswerDecoder decoder(AnswerSink sink, AnswerContext context);

  /**
   * Reads usage, model and tool calls out of a complete answer whose bytes pass to the client unchanged.
   *
   * @return null when the bytes aren't one JSON object
   * @throws TranslationException with the provider's error in place of an answer, or with status 502 if it isn't an answer
   */
  default AnswerFacts facts(byte[] answer, AnswerContext context) throws TranslationException {
    AnswerTap tap = new AnswerTap(new AnswerCollector(), context);
    decoder(tap, context).answer(ProviderBody.object(answer));
    if (tap.error() != null) {
      throw TranslationException.provider(tap.error());
    }
    return new AnswerFacts(true, false, null, tap.usage(), tap.model(), tap.tools());
  }

  /**
   * Reads what an error says. Its body may have another form than this protocol's.
   *
   * @param status the HTTP status
   * @param body the body; it may be empty or anything but JSON
   * @param typeHeader the value of the header {@code x-amzn-ErrorType}; null when the answer has no such header
   */
  default ProviderError readError(int status, byte[] body, String typeHeader) {
    return ErrorReader.http(status, body, typeHeader);
  }

  /** Returns a part of the content type by which a stream of this protocol is known. */
  default String streamType() {
    return "event-stream";
  }

  /** Returns whether providers of this protocol can search tools that have {@code defer_loading}, for the models that support it. */
  default boolean searchesTools() {
    return false;
  }

  /**
   * Returns whether providers count a model's tokens when asked.
   *
   * @param model the model's name or family
   */
  boolean countsTokens(String model);

  /**
   * Writes the request that asks how many tokens a chat request has.
   *
   * @param request the chat request as {@link #write} wrote it
   * @return null when the protocol has no such request for a translated chat
   */
  default JsonOut countRequest(JsonNode request, RequestContext context) {
    return null;
  }

  /** Returns the field that has the number of tokens in the answer to {@link #countRequest}. */
  default String countField() {
    return "input_tokens";
  }
}

package app.orqen.translate.stream;

import app.orqen.translate.answer.AnswerSink;
import app.orqen.translate.error.TranslationException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/** Reads a provider's answer, complete or streamed, and makes the calls of an {@link AnswerSink}. */
public interface AnswerDecoder {

  /**
   * Reads a complete answer.
   *
   * @throws TranslationException with status 502 if it isn't an answer of the protocol
   */
  void answer(JsonNode answer) throws TranslationException;

  /** Takes the next bytes. Throws if they aren't what the wire allows. */
  void feed(byte[] bytes, int offset, int length) throws IOException;

  /** Notes that the body has ended in good order. */
  void finish() throws IOException;
}

package app.orqen.translate.stream;

import app.orqen.translate.answer.AnswerSink;
import java.io.IOException;

/** Reads a provider's stream and makes the calls of an {@link AnswerSink}. */
public interface StreamDecoder {

  /** The next bytes; throws if they are not what the wire allows. */
  void feed(byte[] bytes, int offset, int length) throws IOException;

  /** One event whose framing somebody else took apart; only Bedrock's client does that. */
  default void event(String messageType, String type, byte[] payload) throws IOException {
    throw new UnsupportedOperationException("this provider's stream is fed as bytes");
  }

  /** The body has ended in good order. */
  void finish() throws IOException;
}

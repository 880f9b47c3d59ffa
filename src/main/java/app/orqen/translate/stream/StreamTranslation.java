package app.orqen.translate.stream;

import app.orqen.translate.answer.Usage;
import app.orqen.translate.error.ErrorText;
import app.orqen.translate.error.ProviderError;
import java.util.List;

/**
 * One streamed answer on its way from provider to client: bytes in, bytes out, event by event. Every method returns what is to
 * be written now, which may be empty. Only one thread at a time may use it.
 *
 * <p>Without the provider's terminal event the client gets the surface's error event, and never an invented end.
 */
public interface StreamTranslation {

  /** Takes the next bytes from the provider, in any split. */
  byte[] feed(byte[] chunk, int offset, int length);

  /** Takes the end of the body, which the provider ended in good order. */
  byte[] end();

  /** Returns what was used, as far as it is known. */
  Usage usage();

  /** Returns the model that the provider says has answered, or null while it doesn't say. */
  String model();

  /** Returns the id under which the provider may keep the answer; null while it doesn't say, or when it keeps none. */
  default String id() {
    return null;
  }

  /** Returns the ids of the answer's items so far that the provider may keep. */
  default List<String> items() {
    return List.of();
  }

  /**
   * Returns the last event of a stream that the gateway ends in an error, for surfaces whose event depends on the events before it.
   * Returns null if the surface's usual error event fits.
   */
  default byte[] failure(ErrorText error) {
    return null;
  }

  /** Names of the tools that the answer calls so far, as the client knows them. */
  List<String> tools();

  /** Returns what is known of the names of calls that have begun and whose names may continue in the next event. */
  default List<String> begunTools() {
    return List.of();
  }

  /** Returns whether the stream's end or an error was written. Later bytes of the provider are ignored. */
  boolean terminated();

  /** Returns whether the provider's terminal event was seen. */
  boolean completed();

  /** Returns the bytes of the answer that it keeps until the end, because its last event repeats them. */
  default long held() {
    return 0;
  }

  /** Returns the error that the stream ended in, or null. */
  ProviderError error();
}

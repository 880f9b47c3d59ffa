package app.orqen.translate.stream;

import app.orqen.translate.answer.Usage;
import app.orqen.translate.error.ProviderError;
import java.util.List;

/**
 * One streamed answer on its way from provider to client: bytes in, bytes out, event by event. Every method returns what is to
 * be written now, perhaps nothing. Not safe for use by several threads at once.
 *
 * <p>It is honest: without the provider's terminal event the client gets the surface's error event, never an invented end.
 */
public interface StreamTranslation {

  /** The next bytes from the provider, however split. */
  byte[] feed(byte[] chunk, int offset, int length);

  /** The provider ended the stream in good order (end of body). */
  byte[] end();

  /** Returns what was used, as far as it is known. */
  Usage usage();

  /** The model that the provider says has answered, as far as it is known; null when it does not say. */
  String model();

  /** Names of the tools that the answer calls so far, as the client knows them. */
  List<String> tools();

  /** What is known of the names of calls that have begun and whose name may go on in the next event. */
  default List<String> begunTools() {
    return List.of();
  }

  /** True once the stream's end or an error was written; whatever the provider still sends is ignored. */
  boolean terminated();

  /** True if the provider's terminal event was seen. */
  boolean completed();

  /** The error that the stream ended in, or null. */
  ProviderError error();
}

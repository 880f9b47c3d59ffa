package app.orqen.translate.wire;

import app.orqen.translate.answer.AnswerCollector;
import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.chat.ChatRequest;
import app.orqen.translate.error.ErrorForm;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.json.JsonOut;
import app.orqen.translate.stream.StreamEncoder;
import app.orqen.translate.stream.StreamTranslation;
import java.util.List;

/**
 * An API that clients may speak to the gateway: its paths, and the form of requests, answers, streams and errors. Implementations
 * have no state. A new surface is one package with an implementation, and one line in {@code WireRegistry}.
 */
public interface Surface {

  /** Returns the name in usage rows, logs and metrics, in lower case. */
  String label();

  /** Returns the paths of its model calls. Its route file has the same paths, and a test compares the two. */
  List<SurfacePath> paths();

  /** Returns which of its paths a request's path is, or null. */
  default SurfacePath path(String path) {
    for (SurfacePath one : paths()) {
      if (one.matches(path)) {
        return one;
      }
    }
    return null;
  }

  /**
   * Returns whether a request's path is this surface's, so that an error there has the surface's form. A path that only begins as
   * one of its own does counts too, since a client of another surface doesn't call such a path.
   */
  default boolean owns(String path) {
    for (SurfacePath one : paths()) {
      if (path.startsWith(one.prefix())) {
        return true;
      }
    }
    return false;
  }

  /** Returns the header that may present a key in place of {@code Authorization}, or null. */
  default String keyHeader() {
    return null;
  }

  /**
   * Returns a path of another surface that this surface's SDKs call too, along with all paths below it. Returns null when they call
   * only their own.
   */
  default String sharedPath() {
    return null;
  }

  /** Returns the header by which this surface's SDKs are known on {@link #sharedPath}; null when no path is shared. */
  default String sharedHeader() {
    return null;
  }

  /** Returns which fields of a request have its tools and its turns. */
  ToolForm tools();

  /**
   * Returns the provider wire that is the same protocol, so that bytes pass between the two unchanged; null when no provider
   * speaks this surface's protocol.
   */
  ProviderWire spoken();

  /**
   * Reads a request.
   *
   * @throws TranslationException with status 400 if a field can't be understood
   */
  ChatRequest read(byte[] body) throws TranslationException;

  /** Writes a complete answer. */
  byte[] answer(AnswerCollector answer, AnswerContext context);

  /** Returns a new encoder of one streamed answer. */
  StreamEncoder encoder(AnswerContext context);

  /**
   * Returns a new watcher of one streamed answer that passes unchanged from a provider that speaks the same protocol. It repairs
   * what breaks the surface's own SDKs.
   *
   * @throws UnsupportedOperationException if {@link #spoken} is null
   */
  StreamTranslation watch(AnswerContext context);

  /** Writes the answer to a call that asks how many tokens a request has. */
  default byte[] count(long tokens) {
    return new JsonOut().object().field("input_tokens", tokens).endObject().bytes();
  }

  /** Returns whether its streams begin with the request's tokens, which the provider may tell only at the end. */
  default boolean beginsWithInput() {
    return false;
  }

  /**
   * Returns whether an error may quote what a provider says of the credential that it refused. A client that takes such words for an
   * answer about its own key must not see them.
   */
  default boolean quotesRefusals() {
    return true;
  }

  /** Returns whether its requests name the model in their path, and not in their body. */
  default boolean isModelInPath() {
    return false;
  }

  /** Returns how it writes errors. */
  ErrorForm errors();

  /** Returns the content type of its streams. */
  default String streamType() {
    return "text/event-stream; charset=utf-8";
  }

  /** Returns whether its streams are frames with checksums, of Amazon's event stream encoding, and not server-sent events. */
  default boolean isFramed() {
    return false;
  }

  /** Returns whether the events in its frames are in base64, so that their text can't be seen in the bytes. */
  default boolean isEncoded() {
    return false;
  }

  /** Returns the bytes that keep a silent stream alive, or none when the protocol has nothing that its SDKs skip. */
  byte[] keepAlive();
}

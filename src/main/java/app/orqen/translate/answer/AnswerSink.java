package app.orqen.translate.answer;

import app.orqen.translate.error.ProviderError;

/**
 * The vocabulary of answers. A decoder calls it as a provider's answer unfolds; a complete answer is the same calls in one go.
 * Order: {@link #start}, content, {@link #finish}, then {@link #end}; or {@link #error} at any point, after which nothing
 * counts. Tool blocks may interleave; {@code key} says which one is meant.
 */
public interface AnswerSink {

  /** May be called repeatedly; the first counts. Either value may be null. */
  void start(String id, String model);

  void text(String text);

  void thinking(String text);

  /** The proof of the thinking so far, which it closes; may come without any. */
  void signature(String signature);

  /** A block of thinking that only its provider can read. */
  void redacted(String data);

  void toolStart(int key, String id, String name);

  /** A fragment of the call's arguments as JSON text. */
  void toolInput(int key, String fragment);

  /** The call is complete. */
  void toolStop(int key);

  /** What was used so far; replaces what was said before. */
  void usage(Usage usage);

  /** Why the model stopped; {@code sequence} is the stop sequence it met, or null. */
  void finish(Stop stop, String sequence);

  /** The provider's own word for a stop of which nobody knows what it means; comes before {@link #finish}. */
  default void unexplained(String reason) {}

  /** The provider's end of the answer. */
  void end();

  void error(ProviderError error);

  /** The provider is still there. */
  void ping();
}

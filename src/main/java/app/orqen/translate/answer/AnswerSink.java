package app.orqen.translate.answer;

import app.orqen.translate.error.ProviderError;
import com.fasterxml.jackson.databind.JsonNode;

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

  /** The text so far is a block of its own: what comes next begins another. */
  default void textBreak() {}

  /** Where the text since the last break comes from. */
  default void citation(Citation citation) {}

  /**
   * An image in the answer.
   *
   * @param data base64
   */
  default void image(String mediaType, String data) {}

  /** The log probabilities of tokens in the answer, as a list in OpenAI's form. */
  default void logprobs(JsonNode tokens) {}

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

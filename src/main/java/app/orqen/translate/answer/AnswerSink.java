package app.orqen.translate.answer;

import app.orqen.translate.error.ProviderError;
import com.fasterxml.jackson.databind.JsonNode;

/**
 * The vocabulary of answers. A decoder calls it as a provider's answer unfolds. For a complete answer it makes the same calls
 * at once. Order: {@link #start}, content, {@link #finish}, then {@link #end}; or {@link #error} at any point, after which all
 * calls are ignored. Tool blocks may interleave, and {@code key} says which one is meant.
 */
public interface AnswerSink {

  /** Begins the answer. Of several calls the first counts. Either value may be null. */
  void start(String id, String model);

  void text(String text);

  void thinking(String text);

  /** Takes the signature of the thinking so far, and closes it. There may be a signature without thinking. */
  void signature(String signature);

  /** Takes a block of thinking that only its provider can read. */
  void redacted(String data);

  /** Ends a block of text. The text that follows begins another. */
  default void textBreak() {}

  /** Takes the source of the text since the last break. */
  default void citation(Citation citation) {}

  /** Takes a search that the provider did; only Anthropic's surface shows it beside the citations. */
  default void searched(WebSearch search) {}

  /**
   * Takes an image in the answer.
   *
   * @param data base64
   */
  default void image(String mediaType, String data) {}

  /** Takes the log probabilities of tokens in the answer, as a list in OpenAI's form. */
  default void logprobs(JsonNode tokens) {}

  void toolStart(int key, String id, String name);

  /** Takes a fragment of the call's arguments as JSON text. */
  void toolInput(int key, String fragment);

  /** Notes that the call is complete. */
  void toolStop(int key);

  /** Takes what was used so far, in place of earlier figures. */
  void usage(Usage usage);

  /** Takes why the model stopped. {@code sequence} is the stop sequence that it met, or null. */
  void finish(Stop stop, String sequence);

  /** Takes the provider's own word for a stop whose meaning isn't known. It comes before {@link #finish}. */
  default void unexplained(String reason) {}

  /** Notes the provider's end of the answer. */
  void end();

  void error(ProviderError error);

  /** Notes that the provider is still there. */
  void ping();
}

package app.orqen.translate.answer;

import java.util.List;

/**
 * What the gateway wants to know of a complete answer whose bytes pass unchanged.
 *
 * @param chat whether it is the answer of a chat, or of another operation that was asked for
 * @param embeddings whether it is a list of embeddings
 * @param error the error in it, or null
 * @param usage what the call used
 * @param model the model that the provider says has answered; null when it doesn't say
 * @param tools names of the tools that it calls, in order, repeats kept
 * @param id the id under which the provider may keep it; null when it keeps none
 * @param items ids of the items in it that the provider may keep
 */
public record AnswerFacts(
    boolean chat, boolean embeddings, ErrorInAnswer error, Usage usage, String model, List<String> tools, String id, List<String> items) {

  /** Creates the facts of an answer that the provider doesn't keep. */
  public AnswerFacts(boolean chat, boolean embeddings, ErrorInAnswer error, Usage usage, String model, List<String> tools) {
    this(chat, embeddings, error, usage, model, tools, null, List.of());
  }

  /**
   * An error object in an answer whose HTTP status said that all was well, as the provider wrote it.
   *
   * @param message the message, or null
   * @param type the type, or null
   * @param code the code, or null; some aggregators write an HTTP status here
   * @param param the field at fault, or null
   */
  public record ErrorInAnswer(String message, String type, String code, String param) {

    /** Returns the code where it is an HTTP status of an error, else 0. */
    public int status() {
      boolean digits = code != null && code.length() == 3 && code.chars().allMatch(Character::isDigit);
      int status = digits ? Integer.parseInt(code) : 0;
      return status >= 400 && status < 600 ? status : 0;
    }
  }
}

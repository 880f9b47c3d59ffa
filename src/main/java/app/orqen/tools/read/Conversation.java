package app.orqen.tools.read;

import java.util.List;
import java.util.Set;

/**
 * What ranking and the rules need to know of a request's messages.
 *
 * @param turns the latest texts, calls and results, oldest first
 * @param calledTools every tool called, answered or referred to anywhere, in order of first appearance
 * @param referenced tools that a search found, whose definitions the provider has put into the conversation
 * @param prefixes digests of the prompt up to each of the user's messages, the longest first; at least one
 * @param system digest of the instructions before the user's first text
 * @param instructions what the client's program says to the model: the system prompt, and the texts of the user's side
 *     before the model's first answer, cut
 * @param answers how many messages of the assistant's there are
 * @param cacheMarked whether the client marks something for the provider's prompt cache
 */
public record Conversation(
    List<Turn> turns,
    Set<String> calledTools,
    Set<String> referenced,
    List<ContentHash> prefixes,
    ContentHash system,
    String instructions,
    int answers,
    boolean cacheMarked) {

  /** The author of a text. */
  public enum Speaker {
    SYSTEM,
    USER,
    ASSISTANT,
    /** A tool call: the text is its arguments. */
    CALL,
    /** A tool's answer. */
    RESULT
  }

  /** One text. {@code tool} names the tool of a call, and is empty otherwise. */
  public record Turn(Speaker speaker, String text, String tool) {}

  /** Returns the index of the last user text, or -1. */
  public int lastUserTurn() {
    for (int i = turns.size() - 1; i >= 0; i--) {
      if (turns.get(i).speaker() == Speaker.USER) {
        return i;
      }
    }
    return -1;
  }
}

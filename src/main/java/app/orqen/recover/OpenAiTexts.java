package app.orqen.recover;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The texts of messages of OpenAI's form. What later rounds say follows what earlier ones said, after an empty line. */
final class OpenAiTexts {

  private static final List<String> TEXTS = List.of("content", "reasoning_content", "reasoning");
  private static final String PAUSE = "\n\n";

  private final ObjectNode earlier = Trees.JSON.createObjectNode();

  /**
   * Adds the texts of a piece to the round's message.
   *
   * @return whether an empty line was put before one of them
   */
  boolean collect(ObjectNode delta, ObjectNode message) {
    boolean changed = false;
    for (String text : TEXTS) {
      String piece = delta.path(text).asText("");
      if (!piece.isEmpty()) {
        boolean begins = !message.has(text) && earlier.has(text);
        message.put(text, message.path(text).asText("") + piece);
        if (begins) {
          delta.put(text, PAUSE + piece);
          changed = true;
        }
      }
    }
    return changed;
  }

  /** Puts what earlier rounds said before what a message says. */
  void prependTo(ObjectNode said) {
    for (String text : TEXTS) {
      String before = earlier.path(text).asText("");
      String now = said.path(text).asText("");
      if (!before.isEmpty()) {
        said.put(text, now.isEmpty() ? before : before + PAUSE + now);
      }
    }
  }

  /** Remembers what the round's message said, and prepares for the next answer. */
  void nextRound(ObjectNode message) {
    for (String text : TEXTS) {
      String now = message.path(text).asText("");
      if (!now.isEmpty()) {
        String before = earlier.path(text).asText("");
        earlier.put(text, before.isEmpty() ? now : before + PAUSE + now);
      }
    }
  }
}

package app.orqen.recover;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.function.BiConsumer;

/** What Anthropic's and Converse's answers, both lists of content blocks, have different names for. */
interface BlockForm {

  /** What an event of a stream is. */
  enum Kind {
    START,
    BLOCK_START,
    BLOCK_DELTA,
    BLOCK_STOP,
    /** The reason why the model stopped, with usage perhaps. */
    STOP,
    /** Usage only. */
    USAGE,
    END,
    ERROR,
    OTHER
  }

  /**
   * One event of a stream.
   *
   * @param payload its JSON; null for {@link Kind#ERROR} and {@link Kind#OTHER}
   */
  record Event(Kind kind, String type, ObjectNode payload, byte[] raw) {}

  /** Takes whole events apart. */
  void parse(byte[] events, BiConsumer<Event, IOException> handler);

  /** Returns the bytes of an event. */
  byte[] write(String type, ObjectNode payload) throws IOException;

  /** Returns the message that holds {@code content} in a complete answer. */
  ObjectNode message(ObjectNode answer);

  /** Returns the object that holds the usage in a complete answer or an event, or null. */
  ObjectNode usage(ObjectNode holder);

  String stopField();

  String indexField();

  String toolStop();

  String endStop();

  /** Returns whether a block of an answer is a call of a tool that the client or the gateway has to answer. */
  boolean isCall(JsonNode block);

  String callName(JsonNode block);

  String callId(JsonNode block);

  JsonNode callInput(JsonNode block);

  /** Returns the block that a stream begins, for a call without its input. */
  ObjectNode begun(ObjectNode event);

  /** Adds what an event says to the block. Returns the fragment of a call's input, or an empty string. */
  String grow(ObjectNode block, ObjectNode event);

  /** Completes a call's block. */
  void complete(ObjectNode block, String input);

  /** Returns whether a block may be sent back. Providers refuse blank texts. */
  boolean isSayable(JsonNode block);

  /** Returns the user's message with the results of calls. */
  ObjectNode results(List<FindCall> calls, List<String> results);
}

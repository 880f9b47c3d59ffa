package app.orqen.recover;

import java.io.IOException;
import java.util.List;

/**
 * Joins the answers of several rounds into one answer of a surface, without the calls of the gateway's own function. Each
 * joiner knows one form. One thread at a time uses it.
 */
interface Joiner {

  /** Reads the complete answer of the next round. */
  void read(byte[] answer) throws IOException;

  /** Returns the joined answer, or the last answer's own bytes when nothing had to change. */
  byte[] joined() throws IOException;

  /** Takes whole events of a streamed answer and returns what the client gets of them now, which is all but an error. */
  byte[] events(byte[] events) throws IOException;

  /** Returns the end of the joined stream, which {@link #events} held back. */
  byte[] lastEvents() throws IOException;

  /** Returns the error in which the provider ended the stream, as the client gets it. */
  byte[] error() throws IOException;

  /** Returns whether the client got content in this round: text, thinking, a call, or the beginning of one of these. */
  boolean hasShown();

  /** Forgets a round in which the client got no content, and what it used. Another answer takes its place. */
  void drop();

  /** Returns the calls in this round that the gateway answers: those of its function, and those that it claimed. */
  List<FindCall> calls();

  /** Returns the calls of left-out tools. The client gets them at the round's end unless they are claimed. */
  List<FindCall> unasked();

  /** Says whether the gateway answers the calls of left-out tools, or the client gets them. */
  void claim(boolean ours);

  /** Returns whether the model waits only for the results of these calls, and not for anything that the client has to do. */
  boolean isWaiting();

  /**
   * Ends a round whose calls are answered by the gateway.
   *
   * @param results one text a call, in their order
   * @return the messages that tell the model, as JSON objects with commas between
   */
  byte[] nextRound(List<String> results) throws IOException;
}

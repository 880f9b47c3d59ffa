package app.orqen.it.matrix;

import java.util.function.Consumer;

/** An official SDK, unmodified, pointed at the gateway. */
interface Client {

  /**
   * Asks, plainly or for a stream, and says what the SDK gave its user.
   *
   * @param heard takes the text of a stream each time that there is more of it
   */
  Told ask(String model, Ask ask, boolean stream, Consumer<String> heard);

  /** Whether this surface tells the end by a stop sequence from any other. */
  boolean knowsSequences();

  /**
   * An error on this surface.
   *
   * @param status in a stream that had begun already, anything
   */
  record Expected(int status, String type) {}

  /** What becomes of a provider's error. */
  Expected expected(Fault fault);

  /** What becomes of an answer that is broken off. */
  Expected brokenOff(boolean stream);

  /** What becomes of an answer that stops coming. */
  Expected silent(boolean stream);
}

package app.orqen.it.matrix;

/** An official SDK, unmodified, pointed at the gateway. */
interface Client {

  /** Asks, plainly or for a stream, and says what the SDK gave its user. */
  Told ask(String model, Ask ask, boolean stream);

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

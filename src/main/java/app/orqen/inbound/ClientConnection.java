package app.orqen.inbound;

/** The connection of a request's client. */
public interface ClientConnection {

  String ATTRIBUTE = ClientConnection.class.getName();

  /**
   * Returns whether the client has closed the connection. Never blocks. It may be asked only while the request is being served
   * and after its body has been read whole, so the caller must hold off the end of the request.
   */
  boolean isGone();

  /**
   * Bounds how long each following read of the request's body waits for bytes. The container's own limit applies where it is
   * shorter. Past either limit, the read throws a {@link java.net.SocketTimeoutException}.
   *
   * @param millis at least 1
   */
  void waitAtMost(long millis);

  /**
   * Gives back the memory that the connection needs only to read a request, for an answer that may take long. The request's body
   * must have been read whole.
   */
  void giveBack();

  /** Breaks the connection off, so that the client sees that an answer without an end of its own isn't whole. */
  void breakOff();

  /** Gives back the memory that the connection needs only to write the head of an answer. Does nothing while the head isn't out. */
  void giveBackHead();
}

package app.orqen.inbound;

/** The connection of a request's client. */
public interface ClientConnection {

  String ATTRIBUTE = ClientConnection.class.getName();

  /**
   * Whether the client has closed it. Never blocks. Only while the request is being served and its body has been read
   * whole: the caller must hold off the end of the request meanwhile.
   */
  boolean isGone();

  /**
   * Bounds how long each following read of the request's body waits for bytes; the container's own limit holds where it is
   * shorter. Past either, the read throws a {@link java.net.SocketTimeoutException}.
   *
   * @param millis at least 1
   */
  void waitAtMost(long millis);

  /**
   * Gives back the memory that the connection needs only to read a request, for an answer that may take long. The request's body
   * must have been read whole.
   */
  void giveBack();
}

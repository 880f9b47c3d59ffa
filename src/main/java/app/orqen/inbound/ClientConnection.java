package app.orqen.inbound;

/** The connection of a request's client. */
public interface ClientConnection {

  String ATTRIBUTE = ClientConnection.class.getName();

  /**
   * Whether the client has closed it. Never blocks. Only while the request is being served and its body has been read
   * whole: the caller must hold off the end of the request meanwhile.
   */
  boolean isGone();
}

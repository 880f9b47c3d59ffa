package app.orqen.reply;

import app.orqen.inbound.Inbound;

/** The methods of an endpoint that only reads. */
public final class ReadMethods {

  private static final String ALLOW = "GET, HEAD";

  private ReadMethods() {}

  /**
   * Checks that a request has one of them.
   *
   * @throws GatewayException with status 405 when it has another one
   */
  public static void require(Inbound inbound) {
    if (!inbound.isRead()) {
      throw GatewayException.methodNotAllowed(inbound.method(), inbound.path(), ALLOW);
    }
  }
}

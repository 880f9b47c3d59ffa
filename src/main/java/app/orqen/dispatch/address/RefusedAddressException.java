package app.orqen.dispatch.address;

import java.net.UnknownHostException;

/** Thrown when the host of a caller's base URL has an address that callers may not reach. */
public final class RefusedAddressException extends UnknownHostException {

  private static final long serialVersionUID = 1;

  /**
   * Makes a refusal.
   *
   * @param reason what is wrong with the address, in words for the caller that don't contain it
   */
  RefusedAddressException(String reason) {
    super(reason);
  }
}

package app.orqen.dispatch.address;

import java.net.UnknownHostException;

/** A host of a caller's base URL that has an address, which callers may not reach. */
public final class RefusedAddressException extends UnknownHostException {

  private static final long serialVersionUID = 1;

  /**
   * Makes one.
   *
   * @param reason what is wrong with the address, to be told to the caller; no address
   */
  RefusedAddressException(String reason) {
    super(reason);
  }
}

package app.orqen.auth;

import app.orqen.key.Principal;
import app.orqen.reply.GatewayException;
import org.apache.camel.Exchange;

/**
 * Who changes something.
 *
 * @param type {@code key}, {@code operator} or {@code gateway}
 * @param accountId the account of the key; null for the others
 * @param keyId the key; null for the others
 */
public record Actor(String type, String accountId, String keyId) {

  /** The gateway itself, at its first start. */
  public static final Actor GATEWAY = new Actor("gateway", null, null);
  private static final Actor OPERATOR = new Actor("operator", null, null);

  /**
   * Who is proven to call: the holder of a key, or the operator.
   *
   * @throws GatewayException 401 when nobody is
   */
  public static Actor of(Exchange exchange) {
    Principal principal = Principal.of(exchange);
    if (principal != null) {
      return new Actor("key", principal.accountId(), principal.keyId());
    }
    AuthenticateOperator.require(exchange);
    return OPERATOR;
  }
}

package app.orqen.auth;

import app.orqen.key.Principal;
import app.orqen.reply.GatewayException;
import org.apache.camel.Exchange;

/**
 * The author of a change, as the audit log names it.
 *
 * @param type {@code key}, {@code operator} or {@code gateway}
 * @param accountId the account of the key; null unless the type is {@code key}
 * @param keyId the key; null unless the type is {@code key}
 */
public record Actor(String type, String accountId, String keyId) {

  /** The gateway itself, at its first start. */
  public static final Actor GATEWAY = new Actor("gateway", null, null);
  private static final Actor OPERATOR = new Actor("operator", null, null);

  /**
   * Returns the proven caller: the holder of a key, or the operator.
   *
   * @throws GatewayException 401 when no caller is proven
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

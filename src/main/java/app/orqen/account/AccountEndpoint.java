package app.orqen.account;

import app.orqen.key.Principal;
import app.orqen.reply.GatewayException;
import org.apache.camel.Exchange;

/** An endpoint of the caller's own account. */
public abstract class AccountEndpoint extends Endpoint {

  @Override
  protected final void requireCaller(Exchange exchange) {
    if (Principal.of(exchange) == null) {
      throw GatewayException.invalidApiKey();
    }
  }

  protected static String accountId(Exchange exchange) {
    return Principal.of(exchange).accountId();
  }
}

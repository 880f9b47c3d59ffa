package app.orqen.auth;

import app.orqen.inbound.Inbound;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import app.orqen.secret.Secret;
import app.orqen.throttle.FailedAttempts;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The step {@code authenticateOperator}: proves the token of {@code ORQEN_ADMIN_TOKEN}. Without that setting the operator's
 * paths don't exist.
 */
public final class AuthenticateOperator implements Processor {

  private static final String VARIABLE = "orqenOperator";

  private final Secret token;
  private final FailedAttempts failedAttempts;

  AuthenticateOperator(Secret token, FailedAttempts failedAttempts) {
    this.token = token;
    this.failedAttempts = failedAttempts;
  }

  @Override
  public void process(Exchange exchange) {
    Inbound inbound = Inbound.of(exchange);
    if (token == null) {
      throw GatewayException.notFound(inbound.path());
    }
    String presented = PresentedKey.bearer(inbound);
    if (presented == null || !token.equals(Secret.of(presented))) {
      throw Authenticate.refuse(failedAttempts, inbound, GatewayException.of(ErrorCode.INVALID_ADMIN_TOKEN,
          "Missing or wrong operator's token. Send it as 'Authorization: Bearer <ORQEN_ADMIN_TOKEN>'."));
    }
    exchange.setVariable(VARIABLE, new Operator());
  }

  /** Refuses a call that no step {@code authenticateOperator} has let in, so that a mistake in the YAML opens nothing. */
  public static void require(Exchange exchange) {
    if (!(exchange.getVariable(VARIABLE) instanceof Operator)) {
      throw GatewayException.invalidApiKey();
    }
  }

  private static final class Operator {}
}

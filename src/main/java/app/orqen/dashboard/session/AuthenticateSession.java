package app.orqen.dashboard.session;

import app.orqen.account.KeyRepository;
import app.orqen.auth.Access;
import app.orqen.inbound.Inbound;
import app.orqen.key.Principal;
import app.orqen.lookup.Remembered;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import java.time.Clock;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The step {@code authenticateSession}: makes the person who is signed in the caller. The filter before all pages has proven
 * the session. Another key of the same account may be chosen, whose settings then apply.
 */
public final class AuthenticateSession implements Processor {

  private static final String CHOSEN = "X-Orqen-Playground-Key";

  private final KeyRepository repository;
  private final Remembered<Principal> keys;
  private final Clock clock;

  public AuthenticateSession(KeyRepository repository, Remembered<Principal> keys, Clock clock) {
    this.repository = repository;
    this.keys = keys;
    this.clock = clock;
  }

  @Override
  public void process(Exchange exchange) {
    Inbound inbound = Inbound.of(exchange);
    Session session = Session.of(inbound.request());
    if (session == null) {
      throw GatewayException.of(ErrorCode.SESSION_ENDED, "You are not signed in any more. Sign in again.");
    }
    String chosen = inbound.singleHeader(CHOSEN);
    Principal principal = chosen == null || chosen.equals(session.principal().keyId())
        ? session.principal() : find(session, chosen);
    Access.requireNetwork(principal, inbound);
    inbound.outcome().authenticated(principal.accountId(), principal.keyId());
    principal.attach(exchange);
  }

  private Principal find(Session session, String keyId) {
    return repository.hashOf(session.accountId(), keyId).flatMap(keys::find)
        .filter(key -> key.keyActive() && !key.expiredAt(clock.instant()))
        .orElseThrow(() -> GatewayException.of(ErrorCode.INVALID_VALUE,
            "The chosen key is not active. Open the playground again and choose another."));
  }
}

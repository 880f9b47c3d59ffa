package app.orqen.dispatch.call;

import app.orqen.dispatch.credential.InjectCredentials;
import app.orqen.inbound.Inbound;
import app.orqen.policy.Attempts;
import app.orqen.provider.Provider;
import app.orqen.prune.ToolCheck;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The step {@code nextTarget}: leaves a failed call behind and makes the exchange one of the target that {@link FallOver} found. The
 * chain's loop then opens the next call.
 */
public final class NextTarget implements Processor {

  private static final String ANSWERED = "orqenAnswered";

  private final InjectCredentials credentials;

  NextTarget(InjectCredentials credentials) {
    this.credentials = credentials;
  }

  @Override
  public void process(Exchange exchange) {
    UpstreamCall failed = UpstreamCall.of(exchange);
    if (failed != null) {
      failed.giveUp();
    }
    Attempts attempts = Attempts.of(exchange);
    Provider.Target target = attempts.current();
    exchange.getMessage().setHeaders(attempts.headers());
    exchange.getMessage().setBody(null);
    target.attach(exchange);
    Inbound.of(exchange).outcome().resolved(target.provider().knownAs(), target.model());
    credentials.inject(exchange, target);
    ToolCheck tools = ToolCheck.of(exchange);
    if (tools != null && tools.rounds() != null) {
      tools.rounds().forgetHeaders();
    }
    exchange.setVariable(ANSWERED, false);
  }
}

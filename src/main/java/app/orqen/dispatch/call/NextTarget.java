package app.orqen.dispatch.call;

import app.orqen.dispatch.credential.InjectCredentials;
import app.orqen.inbound.Inbound;
import app.orqen.policy.Attempts;
import app.orqen.provider.Provider;
import app.orqen.prune.ToolCheck;
import app.orqen.reply.ClientStream;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The step {@code nextTarget}: leaves a failed call behind and makes the exchange one of the target that {@link FallOver} found. The
 * chain's loop then opens the next call.
 */
public final class NextTarget implements Processor {

  private static final String ANSWERED = "orqenAnswered";
  /** How often the client's connection is looked at while a provider is waited for. */
  private static final long STEP_MILLIS = 100;

  private final InjectCredentials credentials;

  NextTarget(InjectCredentials credentials) {
    this.credentials = credentials;
  }

  @Override
  public void process(Exchange exchange) {
    UpstreamCall failed = UpstreamCall.of(exchange);
    Attempts attempts = Attempts.of(exchange);
    if (failed != null) {
      failed.giveUp(attempts.lastCode());
    }
    ClientStream stream = ClientStream.of(exchange);
    if (stream != null) {
      stream.reopen();
    }
    pause(attempts.takePause(), Inbound.of(exchange));
    Provider.Target target = attempts.current();
    exchange.getMessage().setHeaders(attempts.headers());
    exchange.getMessage().setBody(null);
    target.attach(exchange);
    Inbound.of(exchange).outcome().resolved(target.provider().knownAs(), target.model());
    credentials.inject(exchange, target);
    ToolCheck tools = ToolCheck.of(exchange);
    if (tools != null && tools.rounds() != null) {
      tools.rounds().restart();
    }
    exchange.setVariable(ANSWERED, false);
  }

  /** Waits as long as a provider asked for, but for no client that has left. Signs of life go to the client meanwhile. */
  private static void pause(long millis, Inbound inbound) {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    try {
      for (long left = millis; left > 0; left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime())) {
        if (inbound.connection() != null && inbound.connection().isGone()) {
          return; // The next call is cut off at once.
        }
        Thread.sleep(Math.min(left, STEP_MILLIS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package app.orqen.dispatch.call;

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
 * chain's loop then opens the next call. A count of tokens that no target is left for is answered by an estimate.
 */
public final class NextTarget implements Processor {

  private static final String ANSWERED = "orqenAnswered";
  /** How often the client's connection is looked at while a provider is waited for. */
  private static final long STEP_MILLIS = 100;

  private final EstimateTokens estimate;

  NextTarget(EstimateTokens estimate) {
    this.estimate = estimate;
  }

  @Override
  public void process(Exchange exchange) {
    UpstreamCall failed = UpstreamCall.of(exchange);
    Attempts attempts = Attempts.of(exchange);
    if (failed != null) {
      failed.giveUp(attempts.lastCode());
    }
    if (attempts.isEstimated()) {
      estimate(exchange, attempts.first());
      return;
    }
    ClientStream stream = ClientStream.of(exchange);
    if (stream != null) {
      stream.reopen();
    }
    pause(attempts.takePause(), Inbound.of(exchange));
    exchange.getMessage().setHeaders(attempts.prepared());
    exchange.getMessage().setBody(null);
    ToolCheck tools = ToolCheck.of(exchange);
    if (tools != null && tools.rounds() != null) {
      tools.rounds().restart();
    }
    exchange.setVariable(ANSWERED, false);
  }

  /** Answers with an estimate for the plan's first target. The route ends there: nobody is called. */
  private void estimate(Exchange exchange, Provider.Target first) {
    first.attach(exchange);
    Inbound.of(exchange).outcome().resolved(first.provider().knownAs(), first.model());
    estimate.process(exchange);
    exchange.setVariable(ANSWERED, true);
    exchange.setRouteStop(true);
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

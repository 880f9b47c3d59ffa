package app.orqen.dispatch.call;

import app.orqen.request.ModelRequest;
import app.orqen.translate.wire.Operation;
import java.io.IOException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.hc.core5.http.HttpException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The step {@code upstreamFailure}: says what the caller is told about a provider call that failed. */
public final class UpstreamFailure implements Processor {

  private static final Logger LOG = LoggerFactory.getLogger(UpstreamFailure.class);

  /** Returns whether an exception says that the network or HTTP failed. */
  static boolean isNetwork(Throwable failure) {
    return failure instanceof IOException || failure instanceof HttpException;
  }

  @Override
  public void process(Exchange exchange) {
    UpstreamCall call = UpstreamCall.of(exchange);
    Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    if (call == null) {
      return; // not a provider's doing: errorReply logs it
    }
    if (!call.isEndedByUs()) {
      LOG.warn("{} failed: {}", call.providerTitle(), cause.toString());
    }
    Operation operation = ModelRequest.of(exchange).operation();
    if (operation != Operation.COUNT_TOKENS && operation != Operation.RESPONSE) {
      call.account(0);
    }
    exchange.setProperty(Exchange.EXCEPTION_CAUGHT, call.explain(cause, Conversation.of(exchange)));
  }
}

package app.orqen.edge;

import app.orqen.inbound.Inbound;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.springboot.PlatformHttpMessage;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpConsumer;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpEngine;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs routes on the thread that Tomcat gave to the request. The stock engine hands each request to a second executor and
 * finishes it by an asynchronous dispatch with a time limit of its own. With virtual threads that has no advantage and costs a
 * second pass through Spring (DECISIONS.md). This engine also puts the {@link Inbound} on every exchange.
 */
final class DirectPlatformHttpEngine extends SpringBootPlatformHttpEngine {

  private static final Logger LOG = LoggerFactory.getLogger(DirectPlatformHttpEngine.class);
  /** The exchange's property where the request goes on after its thread. */
  private static final String CONTINUATION = "OrqenContinuation";

  DirectPlatformHttpEngine(int port) {
    super(port, Runnable::run);
  }

  @Override
  public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
    return new Consumer(endpoint, processor);
  }

  /** Public, since Spring MVC calls {@link #service} by reflection. */
  public static final class Consumer extends SpringBootPlatformHttpConsumer {

    Consumer(PlatformHttpEndpoint endpoint, Processor processor) {
      super(endpoint, new WithInbound(processor), Runnable::run);
    }

    /** Serves the request now, or lets it go on by itself. Null tells Spring MVC that there is nothing left to do. */
    @Override
    public CompletableFuture<Void> service(HttpServletRequest request, HttpServletResponse response) {
      super.service(request, response).join();
      return null;
    }

    @Override
    protected void afterProcess(HttpServletResponse response, Exchange exchange) throws Exception {
      Continuation continuation = exchange.getProperty(CONTINUATION, Continuation.class);
      if (continuation == null) {
        super.afterProcess(response, exchange);
      } else {
        continuation.leave(Inbound.of(exchange).request(), () -> finish(response, exchange));
      }
    }

    private void finish(HttpServletResponse response, Exchange exchange) {
      try {
        super.afterProcess(response, exchange);
      } catch (Exception e) {
        LOG.warn("Request {} could not be brought to its end", Inbound.of(exchange), e);
      }
    }
  }

  private static final class WithInbound implements Processor {

    private final AsyncProcessor next;

    WithInbound(Processor next) {
      this.next = AsyncProcessorConverterHelper.convert(next);
    }

    @Override
    public void process(Exchange exchange) {
      Inbound.of(((PlatformHttpMessage) exchange.getIn()).getRequest()).attach(exchange);
      // The consumer takes it from the content type, and Camel would write text in it: the gateway speaks UTF-8.
      exchange.removeProperty(ExchangePropertyKey.CHARSET_NAME);
      Continuation continuation = new Continuation();
      next.process(exchange, continuation);
      if (!continuation.isRouted()) {
        exchange.setProperty(CONTINUATION, continuation);
      }
    }
  }
}

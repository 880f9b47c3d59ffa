package app.orqen.edge;

import app.orqen.inbound.Inbound;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.springboot.PlatformHttpMessage;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpConsumer;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpEngine;

/**
 * Runs routes on the thread that Tomcat gave to the request. The stock engine hands each request to a second executor and
 * finishes it by an asynchronous dispatch, with a time limit of its own; with virtual threads that buys nothing and costs
 * a second pass through Spring (DECISIONS.md). It also puts the {@link Inbound} on every exchange.
 */
final class DirectPlatformHttpEngine extends SpringBootPlatformHttpEngine {

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

    /** Serves the request now; null tells Spring MVC that it is served. */
    @Override
    public CompletableFuture<Void> service(HttpServletRequest request, HttpServletResponse response) {
      super.service(request, response).join();
      return null;
    }
  }

  private record WithInbound(Processor next) implements Processor {

    @Override
    public void process(Exchange exchange) throws Exception {
      Inbound.of(((PlatformHttpMessage) exchange.getIn()).getRequest()).attach(exchange);
      // The consumer takes it from the content type, and Camel would write text in it: the gateway speaks UTF-8.
      exchange.removeProperty(ExchangePropertyKey.CHARSET_NAME);
      next.process(exchange);
    }
  }
}

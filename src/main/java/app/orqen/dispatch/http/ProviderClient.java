package app.orqen.dispatch.http;

import app.orqen.trace.Tracing;
import java.io.IOException;
import java.net.ConnectException;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.HttpRequestRetryStrategy;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.TimeValue;

/** Sets up the HTTP client that Camel's provider endpoints share. */
final class ProviderClient implements HttpClientConfigurer {

  private final String userAgent;
  private final Tracing tracing;
  private final ExecChainHandler transport;

  /**
   * Keeps what the client is set up with.
   *
   * @param tracing null when calls aren't traced
   * @param transport gets each call before a connection is opened, and may answer it; null when every call goes out
   */
  ProviderClient(String userAgent, Tracing tracing, ExecChainHandler transport) {
    this.userAgent = userAgent;
    this.tracing = tracing;
    this.transport = transport;
  }

  @Override
  public void configureHttpClient(HttpClientBuilder builder) {
    builder.addExecInterceptorFirst("orqen-call", new CallInterceptor(tracing))
        .setRetryStrategy(ConnectionFailuresOnce.INSTANCE)
        .setUserAgent(userAgent);
    if (transport != null) {
      builder.addExecInterceptorAfter(ChainElement.PROTOCOL.name(), "orqen-transport", transport);
    }
  }

  /** Repeats a call that never reached the provider, once. Any other call could be executed and billed twice. */
  private enum ConnectionFailuresOnce implements HttpRequestRetryStrategy {
    INSTANCE;

    @Override
    public boolean retryRequest(HttpRequest request, IOException failure, int executions, HttpContext context) {
      boolean neverConnected = failure instanceof ConnectException && !(failure instanceof ConnectTimeoutException);
      return neverConnected && executions == 1;
    }

    @Override
    public boolean retryRequest(HttpResponse response, int executions, HttpContext context) {
      return false;
    }

    @Override
    public TimeValue getRetryInterval(HttpRequest request, IOException failure, int executions, HttpContext context) {
      return TimeValue.ZERO_MILLISECONDS;
    }

    @Override
    public TimeValue getRetryInterval(HttpResponse response, int executions, HttpContext context) {
      return TimeValue.ZERO_MILLISECONDS;
    }
  }
}

package app.orqen.dispatch.http;

import app.orqen.dispatch.call.Timeouts;
import org.apache.camel.component.http.HttpComponent;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.socket.ConnectionSocketFactory;
import org.apache.hc.core5.http.config.Registry;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/** Camel's HTTP component. Its pools, one of each endpoint, hold {@link ProviderConnection}s. */
final class ProviderHttp extends HttpComponent {

  private final Timeouts timeouts;

  ProviderHttp(Timeouts timeouts) {
    this.timeouts = timeouts;
  }

  @Override
  @SuppressWarnings("deprecation") // Camel's own choice of type
  protected HttpClientConnectionManager createConnectionManager(Registry<ConnectionSocketFactory> sockets, int total,
      int perRoute, SocketConfig socketConfig) {
    PoolingHttpClientConnectionManager pool = new PoolingHttpClientConnectionManager(sockets, PoolConcurrencyPolicy.STRICT,
        TimeValue.ofMilliseconds(getConnectionTimeToLive()), socket -> new ProviderConnection());
    pool.setMaxTotal(total > 0 ? total : getMaxTotalConnections());
    pool.setDefaultMaxPerRoute(perRoute > 0 ? perRoute : getConnectionsPerRoute());
    pool.setDefaultSocketConfig(socketConfig);
    pool.setDefaultConnectionConfig(connection(timeouts));
    return pool;
  }

  /**
   * Returns the settings of a connection. Each one is asked before it is used again, and decides by itself whether a look is
   * worth the time.
   */
  static ConnectionConfig connection(Timeouts timeouts) {
    return ConnectionConfig.custom()
        .setConnectTimeout(Timeout.of(timeouts.connect()))
        .setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS).build();
  }
}

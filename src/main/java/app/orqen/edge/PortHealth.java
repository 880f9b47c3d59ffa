package app.orqen.edge;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.web.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;

/**
 * Whether the port that clients use still answers: a request over a connection of its own, past the acceptor, the poller and a
 * thread for requests. The health endpoint is on another port, and would not notice that the threads of this one have died. While
 * the gateway drains the port takes no connections, which is as it should be.
 */
final class PortHealth implements HealthIndicator {

  /** Each of the two waits in milliseconds. Together they are shorter than a kubelet's wait for a probe. */
  private static final int MOST_MILLIS = (int) TimeUnit.SECONDS.toMillis(1) * 9 / 10;

  private final InetAddress address;
  private volatile int port;
  private volatile boolean draining;

  /**
   * Creates the indicator.
   *
   * @param address the port's address; null for all addresses
   */
  PortHealth(InetAddress address) {
    this.address = address == null || address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
  }

  /** Learns the port when it is open. The port of the health endpoint belongs to a server that has a name. */
  @EventListener
  void opened(WebServerInitializedEvent event) {
    if (event.getApplicationContext().getServerNamespace() == null) {
      port = event.getWebServer().getPort();
    }
  }

  void drains() {
    draining = true;
  }

  @Override
  public Health health() {
    if (draining || port == 0) {
      return Health.up().withDetail("state", draining ? "draining" : "starting").build();
    }
    try {
      return ask() ? Health.up().build() : down("closes connections without an answer");
    } catch (IOException e) {
      return down("does not answer: " + e.getMessage());
    }
  }

  private Health down(String what) {
    return Health.down().withDetail("port", port + " " + what).build();
  }

  /** Asks the port. Any answer will do, also the one of a TLS port that this isn't TLS. */
  private boolean ask() throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), MOST_MILLIS);
      socket.setSoTimeout(MOST_MILLIS);
      socket.getOutputStream().write(("GET " + EdgeFilter.ALIVE_PATH + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
          .getBytes(StandardCharsets.US_ASCII));
      return socket.getInputStream().read() >= 0;
    }
  }
}

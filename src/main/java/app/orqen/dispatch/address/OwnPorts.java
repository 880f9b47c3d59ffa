package app.orqen.dispatch.address;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.catalina.connector.Connector;
import org.springframework.boot.web.context.WebServerInitializedEvent;
import org.springframework.boot.web.embedded.tomcat.TomcatWebServer;
import org.springframework.context.event.EventListener;

/** The ports that this gateway serves on: http, https and management. No caller's base URL may lead to one of them. */
final class OwnPorts {

  private final Set<Integer> ports = ConcurrentHashMap.newKeySet();

  @EventListener
  void started(WebServerInitializedEvent event) {
    if (event.getWebServer() instanceof TomcatWebServer tomcat) {
      Arrays.stream(tomcat.getTomcat().getService().findConnectors()).map(Connector::getLocalPort).forEach(ports::add);
    }
    ports.add(event.getWebServer().getPort());
  }

  /** Returns whether a connection to this address and port would reach this gateway itself. */
  boolean contains(InetAddress address, int port) {
    return ports.contains(port) && (isOfThisMachine(address)
        || PrivateNetwork.embedded(address.getAddress()).stream().anyMatch(OwnPorts::isOfThisMachine));
  }

  private static boolean isOfThisMachine(InetAddress address) {
    try {
      return address.isLoopbackAddress() || address.isAnyLocalAddress() || NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      return true; // not known, so not allowed
    }
  }
}

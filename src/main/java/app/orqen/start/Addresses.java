package app.orqen.start;

import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.context.WebServerApplicationContext;
import org.springframework.boot.web.embedded.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.WebServer;
import org.springframework.context.event.EventListener;

/** Says at each start where the gateway serves, and where people find the dashboard. */
final class Addresses {

  private static final Logger LOG = LoggerFactory.getLogger(Addresses.class);

  private final boolean dashboard;

  /**
   * Makes it.
   *
   * @param dashboard whether there is one
   */
  Addresses(boolean dashboard) {
    this.dashboard = dashboard;
  }

  /** Returns the addresses of a server as this machine reaches them, the main port's first. */
  static List<String> of(WebServer server) {
    return server instanceof TomcatWebServer tomcat
        ? Arrays.stream(tomcat.getTomcat().getService().findConnectors()).filter(connector -> connector.getLocalPort() > 0)
            .map(connector -> connector.getScheme() + "://localhost:" + connector.getLocalPort()).toList()
        : List.of();
  }

  @EventListener
  void say(ApplicationReadyEvent event) {
    if (event.getApplicationContext() instanceof WebServerApplicationContext web) {
      List<String> addresses = of(web.getWebServer());
      if (!addresses.isEmpty()) {
        LOG.info("Serving at {}{}", String.join(" and ", addresses),
            dashboard ? "; the dashboard is at " + addresses.get(0) + "/" : "");
      }
    }
  }
}

package app.orqen.edge;

import app.orqen.admission.HeapShares;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.actuate.autoconfigure.web.server.ConditionalOnManagementPort;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;

/**
 * Bounds the connections of the port for health and metrics, apart from those of clients: few, of which those that have waited
 * longest go first. Spring Boot finds it by META-INF/spring; as a configuration it would hold for the other port too.
 */
@ConditionalOnManagementPort(ManagementPortType.DIFFERENT)
class ManagementPort {

  private static final int CONNECTIONS = 256;

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> managementConnections(
      @Value("${orqen.timeout.head}") String setting) {
    // The context of this port converts no durations.
    Duration headTime = DurationStyle.detectAndParse(setting);
    return factory -> {
      factory.setProtocol(EdgeProtocol.class.getName());
      factory.addConnectorCustomizers(connector -> {
        if (connector.getProtocolHandler() instanceof EdgeProtocol http) {
          http.bound(new Connections(CONNECTIONS, HeapShares.ofThisProcess(), headTime), false);
        }
      });
    };
  }
}

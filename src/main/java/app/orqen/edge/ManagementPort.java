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
 * Bounds the connections of the port for health and metrics, separately from those of clients. When there are too many, those
 * that have waited longest are closed. Spring Boot finds this class by META-INF/spring. As an ordinary configuration it would
 * apply to the other port too.
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

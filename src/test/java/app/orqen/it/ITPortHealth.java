package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.apache.catalina.connector.Connector;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.embedded.tomcat.TomcatWebServer;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;

/** A gateway whose port no longer answers is neither live nor ready; its management port says so. */
class ITPortHealth {

  @Test
  void probesTellWhenThePortIsDead() throws Exception {
    try (Gateway gateway = Gateway.start()) {
      assertThat(probe(gateway, "liveness").statusCode()).isEqualTo(200);
      assertThat(probe(gateway, "readiness").statusCode()).isEqualTo(200);
      Connector connector = ((TomcatWebServer) ((ServletWebServerApplicationContext) gateway.context()).getWebServer())
          .getTomcat().getConnector();
      connector.pause();
      // The acceptor may have taken one connection before it looks whether it is to stop.
      HttpResponse<String> live = Eventually.ask(() -> probe(gateway, "liveness"), answer -> answer.statusCode() == 503);
      assertThat(live.statusCode()).isEqualTo(503);
      assertThat(live.body()).contains("\"port\":\"" + gateway.port() + " does not answer");
      assertThat(probe(gateway, "readiness").statusCode()).isEqualTo(503);
      connector.resume();
      assertThat(Eventually.ask(() -> probe(gateway, "liveness"), answer -> answer.statusCode() == 200).statusCode())
          .isEqualTo(200);
      assertThat(Eventually.ask(() -> probe(gateway, "readiness"), answer -> answer.statusCode() == 200).statusCode())
          .isEqualTo(200);
      assertThat(gateway.metrics()).doesNotContainPattern("orqen_requests_total\\{.*status=\"(204|404)\"");
    }
  }

  private static HttpResponse<String> probe(Gateway gateway, String which) {
    String port = gateway.context().getEnvironment().getProperty("local.management.port");
    return Gateway.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/health/" + which)).GET());
  }
}

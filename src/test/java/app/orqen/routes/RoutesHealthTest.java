package app.orqen.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.health.Status;

class RoutesHealthTest {

  /** A reload changes Camel's own list of routes while readiness is asked. */
  @Test
  void isAskedWhileRoutesComeAndGo() throws Exception {
    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      camel.addRoutes(new RouteBuilder() {
        @Override
        public void configure() {
          for (int i = 0; i < 40; i++) {
            from("direct:" + i).routeId("route-" + i).to("log:x");
          }
        }
      });
      camel.start();
      RoutesHealth health = new RoutesHealth(camel, new RoutesFolder(Path.of("none")));
      AtomicBoolean done = new AtomicBoolean();
      Thread reload = new Thread(() -> {
        while (!done.get()) {
          RouteDefinition passing = new RouteDefinition("direct:passing").routeId("route-0");
          camel.getRouteDefinitions().add(passing);
          camel.getRouteDefinitions().remove(passing);
        }
      });
      reload.start();
      try {
        for (int i = 0; i < 3_000; i++) {
          assertThat(health.health().getStatus()).isEqualTo(Status.UP);
        }
      } finally {
        done.set(true);
        reload.join();
      }
    }
  }
}

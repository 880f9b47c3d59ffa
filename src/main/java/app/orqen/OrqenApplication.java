package app.orqen;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.actuate.autoconfigure.logging.OpenTelemetryLoggingAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.opentelemetry.OpenTelemetryAutoConfiguration;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the gateway. */
// OpenTelemetry is made in app.orqen.trace, and only when traces are wanted.
@SpringBootApplication(exclude = {OpenTelemetryAutoConfiguration.class, OpenTelemetryLoggingAutoConfiguration.class})
@ConfigurationPropertiesScan
public class OrqenApplication {

  public static void main(String[] args) {
    SpringApplication.run(OrqenApplication.class, args);
  }
}

package app.orqen;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.actuate.autoconfigure.opentelemetry.OpenTelemetryAutoConfiguration;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the gateway. */
@SpringBootApplication(exclude = OpenTelemetryAutoConfiguration.class) // traces are made in app.orqen.trace, when wanted
@ConfigurationPropertiesScan
public class OrqenApplication {

  public static void main(String[] args) {
    SpringApplication.run(OrqenApplication.class, args);
  }
}

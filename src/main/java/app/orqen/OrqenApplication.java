package app.orqen;

import app.orqen.admission.OutOfMemory;
import app.orqen.start.Commands;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.actuate.autoconfigure.logging.OpenTelemetryLoggingAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.metrics.LogbackMetricsAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.opentelemetry.OpenTelemetryAutoConfiguration;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.dao.PersistenceExceptionTranslationAutoConfiguration;
import org.springframework.boot.autoconfigure.http.client.HttpClientAutoConfiguration;
import org.springframework.boot.autoconfigure.sql.init.SqlInitializationAutoConfiguration;
import org.springframework.boot.autoconfigure.transaction.TransactionAutoConfiguration;
import org.springframework.boot.autoconfigure.web.client.RestClientAutoConfiguration;
import org.springframework.boot.autoconfigure.web.client.RestTemplateAutoConfiguration;
import org.springframework.boot.autoconfigure.websocket.servlet.WebSocketServletAutoConfiguration;

/** Starts the gateway, or runs a command: see {@link Commands}. */
// OpenTelemetry is made in app.orqen.trace, and only when traces are wanted. The rest is used by nothing here, and looking at
// Asking every bean how to wrap it took a tenth of a start, and Logback's metrics count at each question whether a level is on.
@SpringBootApplication(exclude = {OpenTelemetryAutoConfiguration.class, OpenTelemetryLoggingAutoConfiguration.class,
    AopAutoConfiguration.class, TransactionAutoConfiguration.class, PersistenceExceptionTranslationAutoConfiguration.class,
    SqlInitializationAutoConfiguration.class, HttpClientAutoConfiguration.class, RestClientAutoConfiguration.class,
    RestTemplateAutoConfiguration.class, WebSocketServletAutoConfiguration.class,
    LogbackMetricsAutoConfiguration.class})
public class OrqenApplication {

  public static void main(String[] args) {
    if (Commands.isOne(args)) {
      System.exit(Commands.run(OrqenApplication.class, args, System.out));
    }
    OutOfMemory.watchThreads();
    SpringApplication.run(OrqenApplication.class, args);
  }
}

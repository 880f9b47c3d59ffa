package app.orqen.tls;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Makes the main port serve https when {@code ORQEN_TLS_CERT} and {@code ORQEN_TLS_KEY} name a certificate and its key, two files in
 * PEM form. A Spring SSL bundle can do more, such as read a key with a password.
 */
public final class TlsVariables implements EnvironmentPostProcessor, Ordered {

  private static final String CERTIFICATE = "orqen.tls.cert";
  private static final String KEY = "orqen.tls.key";

  @Override
  public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
    String certificate = environment.getProperty(CERTIFICATE, "").trim();
    String key = environment.getProperty(KEY, "").trim();
    if (certificate.isEmpty() && key.isEmpty()) {
      return;
    }
    environment.getPropertySources().addFirst(new MapPropertySource("tlsVariables", Map.of(
        "server.ssl.enabled", "true", "server.ssl.bundle", "",
        "server.ssl.certificate", file("ORQEN_TLS_CERT", certificate),
        "server.ssl.certificate-private-key", file("ORQEN_TLS_KEY", key))));
  }

  private static String file(String variable, String path) {
    if (path.isEmpty()) {
      throw new IllegalArgumentException(
          variable + " is missing: ORQEN_TLS_CERT and ORQEN_TLS_KEY name a certificate and its key, and only both together serve https.");
    }
    if (!Files.isReadable(Path.of(path))) {
      throw new IllegalArgumentException(variable + ": the file " + path + " is missing, or this user may not read it.");
    }
    return Path.of(path).toUri().toString();
  }

  /** Comes after application.yaml has been read. */
  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }
}

package app.orqen.tls;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The settings below {@code orqen.https}.
 *
 * @param port 0 (any free one) to 65535, or {@code off}
 * @param bundle the name of a bundle of spring.ssl.bundle.*, or blank
 */
@ConfigurationProperties("orqen.https")
record HttpsSettings(String port, String bundle) {

  private static final int HIGHEST = 65535;

  HttpsSettings {
    bundle = bundle == null ? "" : bundle;
    if (!isOff(port) && !(port.matches("\\d{1,5}") && Integer.parseInt(port) <= HIGHEST)) {
      throw new IllegalArgumentException("ORQEN_HTTPS_PORT must be 0 to 65535, or off");
    }
  }

  boolean isOff() {
    return isOff(port);
  }

  /** Returns whether a port is off. YAML reads a bare {@code off} as false. */
  private static boolean isOff(String port) {
    return port == null || port.isBlank() || port.equalsIgnoreCase("off") || port.equalsIgnoreCase("false");
  }

  int number() {
    return Integer.parseInt(port);
  }
}

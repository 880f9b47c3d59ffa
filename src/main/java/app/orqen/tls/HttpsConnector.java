package app.orqen.tls;

import app.orqen.edge.EdgeProtocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.ProtocolHandler;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;
import org.springframework.boot.web.embedded.tomcat.TomcatProtocolHandlerCustomizer;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

/**
 * Serves https next to http, because some SDKs send a bearer token only over https. It uses the operator's bundle, or a certificate
 * for localhost in the data folder. If the port is in use or no certificate can be made, the start says so, and only http serves.
 */
final class HttpsConnector implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, Ordered {

  private static final Logger LOG = LoggerFactory.getLogger(HttpsConnector.class);

  private final HttpsSettings settings;
  private final SslBundles bundles;
  private final Path dataFolder;
  private final LocalCertificate made;
  private volatile AbstractHttp11Protocol<?> serving;
  /** The text of the certificate that is served, or null for the operator's. */
  private String served;

  HttpsConnector(HttpsSettings settings, SslBundles bundles, Path dataFolder, Clock clock) {
    this.settings = settings;
    this.bundles = bundles;
    this.dataFolder = dataFolder;
    this.made = new LocalCertificate(dataFolder, clock);
  }

  /** Runs after the other customizers, whose settings of the http connector apply here too. */
  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }

  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    boolean alreadyTls = factory.getSsl() != null && factory.getSsl().isEnabled();
    boolean nothingToServeWith = settings.bundle().isBlank() && !Files.isDirectory(dataFolder);
    if (settings.isOff() || alreadyTls || nothingToServeWith) {
      return;
    }
    if (!isFree(factory.getAddress(), settings.number())) {
      LOG.warn("No https: port {} is taken. Set ORQEN_HTTPS_PORT to a free one, or to off.", settings.port());
      return;
    }
    try {
      Connector connector = connector(factory, bundle());
      factory.addAdditionalTomcatConnectors(connector);
      serving = (AbstractHttp11Protocol<?>) connector.getProtocolHandler();
    } catch (IOException e) {
      LOG.warn("No https: no certificate can be made in {} ({}). Set ORQEN_HTTPS_BUNDLE, or ORQEN_HTTPS_PORT to off.",
          dataFolder, e.getMessage());
    }
  }

  private SslBundle bundle() throws IOException {
    if (!settings.bundle().isBlank()) {
      return bundles.getBundle(settings.bundle());
    }
    made.provide();
    served = Files.readString(made.certificate());
    return SslBundle.of(new PemSslStoreBundle(PemSslStoreDetails.forCertificate(made.certificate().toUri().toString())
        .withPrivateKey(made.key().toUri().toString()), null));
  }

  /**
   * Serves a new certificate when the one in the data folder ends soon or was replaced, as by another gateway with the same folder.
   * Open connections stay.
   */
  synchronized void renew() {
    if (serving == null || served == null) {
      return;
    }
    String before = served;
    try {
      made.provide();
      if (!Files.readString(made.certificate()).equals(before)) {
        serving.addSslHostConfig(host(bundle()), true);
        LOG.info("https has a new certificate, {}: clients that trust the file must read it again", made.certificate());
      }
    } catch (IOException | RuntimeException e) {
      served = before;
      LOG.warn("https keeps its certificate, which may end soon: no new one could be put in its place ({})", e.getMessage());
    }
  }

  private Connector connector(TomcatServletWebServerFactory factory, SslBundle bundle) {
    Connector connector = new Connector(EdgeProtocol.class.getName());
    connector.setPort(settings.number());
    connector.setScheme("https");
    connector.setSecure(true);
    AbstractHttp11Protocol<?> http = (AbstractHttp11Protocol<?>) connector.getProtocolHandler();
    http.setAddress(factory.getAddress());
    http.setSSLEnabled(true);
    factory.getTomcatConnectorCustomizers().forEach(customizer -> customizer.customize(connector));
    factory.getTomcatProtocolHandlerCustomizers().forEach(customizer -> customize(customizer, http));
    connector.addSslHostConfig(host(bundle));
    return connector;
  }

  private static SSLHostConfig host(SslBundle bundle) {
    SSLHostConfig host = new SSLHostConfig();
    host.setProtocols("TLSv1.2+TLSv1.3");
    SSLHostConfigCertificate certificate = new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.UNDEFINED);
    certificate.setCertificateKeystore(bundle.getStores().getKeyStore());
    certificate.setCertificateKeystorePassword(orEmpty(bundle.getStores().getKeyStorePassword()));
    certificate.setCertificateKeyPassword(orEmpty(bundle.getKey().getPassword()));
    certificate.setCertificateKeyAlias(bundle.getKey().getAlias());
    host.addCertificate(certificate);
    return host;
  }

  private static String orEmpty(String password) {
    return password == null ? "" : password;
  }

  /** Applies customizers. Each names the handler that it takes, and all of Spring's take any. */
  @SuppressWarnings("unchecked")
  private static void customize(TomcatProtocolHandlerCustomizer<?> customizer, ProtocolHandler handler) {
    ((TomcatProtocolHandlerCustomizer<ProtocolHandler>) customizer).customize(handler);
  }

  private static boolean isFree(InetAddress address, int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(address, port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}

package app.orqen.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.apache.catalina.connector.Connector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.embedded.tomcat.TomcatWebServer;

/** The certificate that the gateway makes is made anew in time, and served by the server that runs. */
class ITCertificateRenewal {

  @TempDir
  Path data;
  private final Later clock = new Later();
  private HttpsConnector https;
  private TomcatWebServer server;

  /** Now, and as much later as a test says. */
  private static final class Later extends Clock {

    private Duration by = Duration.ZERO;

    @Override
    public Instant instant() {
      return Instant.now().plus(by);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @BeforeEach
  void start() {
    TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(0);
    https = new HttpsConnector(new HttpsSettings("0", ""), new DefaultSslBundleRegistry(), data, clock);
    https.customize(factory);
    server = (TomcatWebServer) factory.getWebServer();
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  private SSLSocket connect() throws Exception {
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, new TrustManager[] {new Anyone()}, null);
    int port = 0;
    for (Connector connector : server.getTomcat().getService().findConnectors()) {
      port = connector.getSecure() ? connector.getLocalPort() : port;
    }
    SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket("localhost", port);
    socket.startHandshake();
    return socket;
  }

  private Certificate served() throws Exception {
    try (SSLSocket socket = connect()) {
      return socket.getSession().getPeerCertificates()[0];
    }
  }

  @Test
  void aCertificateThatEndsSoonIsReplacedWhileTheServerRuns() throws Exception {
    Certificate first = served();
    try (SSLSocket open = connect()) {
      clock.by = Duration.ofDays(790);
      https.renew();
      assertThat(served()).isEqualTo(first);

      clock.by = Duration.ofDays(800);
      https.renew();
      Certificate second = served();
      assertThat(second).isNotEqualTo(first);
      assertThat(second.getPublicKey()).isNotEqualTo(first.getPublicKey());

      open.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(new BufferedReader(new InputStreamReader(open.getInputStream())).readLine()).startsWith("HTTP/1.1 ");
    }
  }

  /** Several gateways may have one data folder. */
  @Test
  void anothersNewCertificateIsServedToo() throws Exception {
    Certificate first = served();
    Files.delete(data.resolve("https.crt"));
    new LocalCertificate(data, clock).provide();
    https.renew();
    assertThat(served()).isNotEqualTo(first);
  }

  @Test
  void aFolderThatTakesNoneLeavesTheOldOne() throws Exception {
    Certificate first = served();
    Files.writeString(data.resolve("https.key"), "garbage");
    Files.writeString(data.resolve("https.crt"), Files.readString(data.resolve("https.crt")) + "\n");
    https.renew();
    assertThat(served()).isEqualTo(first);
    Files.delete(data.resolve("https.key"));
    https.renew();
    assertThat(served()).isNotEqualTo(first);
  }

  private static final class Anyone implements X509TrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      // which one it is, is the test's question
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}

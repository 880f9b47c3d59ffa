package app.orqen.dispatch.http;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.dispatch.call.Timeouts;
import app.orqen.it.support.Eventually;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.socket.ConnectionSocketFactory;
import org.apache.hc.client5.http.ssl.SSLConnectionSocketFactory;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections to providers over TLS, whose own messages aren't bytes of an answer. */
class ITTlsConnections {

  private static final String GOOD = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood";
  private static final String STRAY = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nstray";
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir
  Path folder;
  private final AtomicInteger connections = new AtomicInteger();
  private final Semaphore mayGoOn = new Semaphore(0);
  private final Semaphore strayed = new Semaphore(0);
  private volatile String behind = "";
  private volatile String later = "";
  private SSLServerSocket server;
  private CloseableHttpClient client;

  @BeforeEach
  @SuppressWarnings("deprecation") // Camel's own choice of type
  void start() throws Exception {
    SSLContext tls = tls();
    server = (SSLServerSocket) tls.getServerSocketFactory().createServerSocket(0);
    new Thread(this::accept).start();
    var sockets = RegistryBuilder.<ConnectionSocketFactory>create()
        .register("https", new SSLConnectionSocketFactory(tls)).build();
    client = HttpClients.custom().disableAutomaticRetries().setConnectionManager(
        new ProviderHttp(new Timeouts(LIMIT, LIMIT, LIMIT, LIMIT, LIMIT))
            .createConnectionManager(sockets, 10, 10, SocketConfig.DEFAULT)).build();
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    server.close();
  }

  private SSLContext tls() throws Exception {
    Path store = folder.resolve("store.p12");
    Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair",
        "-alias", "a", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "SAN=dns:localhost", "-storetype", "PKCS12",
        "-keystore", store.toString(), "-storepass", "changeit").redirectErrorStream(true).start();
    assertThat(keytool.waitFor()).as(new String(keytool.getInputStream().readAllBytes())).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, "changeit".toCharArray());
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, "changeit".toCharArray());
    KeyStore certificates = KeyStore.getInstance("PKCS12");
    certificates.load(null, null);
    certificates.setCertificateEntry("a", keys.getCertificate("a"));
    TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(certificates);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    return tls;
  }

  private void accept() {
    try {
      while (true) {
        SSLSocket socket = (SSLSocket) server.accept();
        socket.setTcpNoDelay(true); // else an answer waits until the client has acknowledged the one before
        connections.incrementAndGet();
        new Thread(() -> serve(socket)).start();
      }
    } catch (Exception e) {
      // the test is over
    }
  }

  private void serve(SSLSocket socket) {
    try (socket) {
      BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      OutputStream out = socket.getOutputStream();
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.isEmpty()) {
          out.write((GOOD + behind).getBytes(StandardCharsets.US_ASCII));
          if (!later.isEmpty()) {
            mayGoOn.acquire();
            out.write(later.getBytes(StandardCharsets.US_ASCII));
            strayed.release();
          }
        }
      }
    } catch (Exception e) {
      // the client is through with it
    }
  }

  private String call() throws Exception {
    return client.execute(new HttpGet("https://localhost:" + server.getLocalPort() + "/"),
        response -> EntityUtils.toString(response.getEntity()));
  }

  @Test
  void anHonestProvidersConnectionIsKept() throws Exception {
    for (int i = 0; i < 6; i++) {
      assertThat(call()).isEqualTo("good");
      Eventually.afterMillis(i * 50L); // sooner and later than a look is due
    }
    assertThat(connections).hasValue(1);
  }

  @Test
  void bytesBehindAnAnswerEndTheConnection() throws Exception {
    behind = STRAY;
    for (int i = 1; i < 4; i++) {
      assertThat(call()).isEqualTo("good");
      assertThat(connections).hasValue(i);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 300}) // arrived by then; sooner and later than a look is due
  void anUnaskedAnswerIsDiscarded(int pause) throws Exception {
    later = STRAY;
    assertThat(call()).isEqualTo("good");
    mayGoOn.release();
    assertThat(strayed.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
    later = "";
    Eventually.afterMillis(pause);
    assertThat(call()).isEqualTo("good");
    assertThat(connections).hasValue(2);
  }
}

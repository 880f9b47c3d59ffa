package app.orqen.dispatch.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reasons that a caller is told, from real handshakes with the provider's HTTP client. */
class ITConnectFailure {

  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir
  Path folder;

  private void keytool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", new String(PASSWORD)));
    Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  private KeyStore store(String name) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(folder.resolve(name + ".p12"))) {
      keys.load(in, PASSWORD);
    }
    return keys;
  }

  private KeyStore issuer(String name) throws Exception {
    keytool("-genkeypair", "-alias", "a", "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "bc:c", "-keystore", name + ".p12");
    keytool("-exportcert", "-alias", "a", "-file", name + ".crt", "-keystore", name + ".p12");
    return store(name);
  }

  /** A server's certificate that an issuer has signed, valid or not. */
  private KeyStore certificate(String issuer, String name, String... options) throws Exception {
    keytool("-genkeypair", "-alias", "a", "-keyalg", "EC", "-dname", "CN=" + name, "-keystore", name + ".p12");
    keytool("-certreq", "-alias", "a", "-file", name + ".csr", "-keystore", name + ".p12");
    List<String> sign = new ArrayList<>(List.of("-gencert", "-alias", "a", "-infile", name + ".csr", "-outfile", name + ".crt",
        "-keystore", issuer + ".p12"));
    sign.addAll(List.of(options));
    keytool(sign.toArray(String[]::new));
    keytool("-importcert", "-noprompt", "-alias", "issuer", "-file", issuer + ".crt", "-keystore", name + ".p12");
    keytool("-importcert", "-noprompt", "-alias", "a", "-file", name + ".crt", "-keystore", name + ".p12");
    return store(name);
  }

  private static SSLContext server(KeyStore keys) throws Exception {
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, PASSWORD);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(own.getKeyManagers(), null, null);
    return tls;
  }

  /** A client that trusts this certificate, and no other. */
  private static CloseableHttpClient client(KeyStore trusted) throws Exception {
    KeyStore certificates = KeyStore.getInstance("PKCS12");
    certificates.load(null, null);
    certificates.setCertificateEntry("a", trusted.getCertificate("a"));
    TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(certificates);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, managers.getTrustManagers(), null);
    return HttpClients.custom().disableAutomaticRetries().setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
        .setTlsSocketStrategy(new DefaultClientTlsStrategy(tls)).build()).build();
  }

  private static String reason(CloseableHttpClient client, String url) {
    return ConnectFailure.reason(catchThrowable(() -> client.execute(new HttpGet(url), response -> response.getCode())));
  }

  /** Serves handshakes on one connection after the other. */
  private static String reason(ServerSocket listener, CloseableHttpClient client) {
    Thread server = new Thread(() -> {
      while (!listener.isClosed()) {
        try (Socket socket = listener.accept()) {
          socket.getInputStream().read();
          socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes());
        } catch (Exception e) {
          // the client does not like it
        }
      }
    });
    server.setDaemon(true);
    server.start();
    return reason(client, "https://localhost:" + listener.getLocalPort() + "/");
  }

  @Test
  void whatIsWrongWithACertificate() throws Exception {
    CloseableHttpClient client = client(issuer("issuer"));
    issuer("stranger");
    KeyStore unknown = certificate("stranger", "unknown", "-ext", "SAN=dns:localhost");
    KeyStore expired = certificate("issuer", "expired", "-ext", "SAN=dns:localhost", "-startdate", "-10d", "-validity", "5");
    KeyStore early = certificate("issuer", "early", "-ext", "SAN=dns:localhost", "-startdate", "+10d");
    KeyStore other = certificate("issuer", "other", "-ext", "SAN=dns:other.test");
    try (ServerSocket one = server(expired).getServerSocketFactory().createServerSocket(0);
        ServerSocket two = server(early).getServerSocketFactory().createServerSocket(0);
        ServerSocket three = server(other).getServerSocketFactory().createServerSocket(0);
        ServerSocket four = server(unknown).getServerSocketFactory().createServerSocket(0)) {
      assertThat(reason(one, client)).isEqualTo("its TLS certificate has expired");
      assertThat(reason(two, client)).isEqualTo("its TLS certificate is not valid yet");
      assertThat(reason(three, client)).isEqualTo("its TLS certificate is for another host name");
      assertThat(reason(four, client)).isEqualTo("its TLS certificate is of an unknown issuer");
    }
  }

  @Test
  void whatIsWrongWithoutOne() throws Exception {
    CloseableHttpClient client = client(issuer("issuer"));
    int free;
    try (ServerSocket plain = new ServerSocket(0)) {
      free = plain.getLocalPort();
      assertThat(reason(plain, client)).isEqualTo("it does not speak TLS on this port");
    }
    assertThat(reason(client, "https://localhost:" + free + "/")).isEqualTo("its address refuses connections");
    assertThat(reason(client, "https://no-such-host.invalid/")).isEqualTo("its host name is not known");
    assertThat(ConnectFailure.reason(new IllegalStateException("anything"))).isNull();
  }
}

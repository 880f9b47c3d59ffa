package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.OpenAi;
import app.orqen.it.support.Sdks;
import app.orqen.it.support.StandIn;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.apache.catalina.connector.Connector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.web.embedded.tomcat.TomcatWebServer;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import software.amazon.awssdk.auth.token.credentials.StaticTokenProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

/** https next to http with the certificate that the gateway makes, trusted by nothing but its file. */
class ITHttps {

  static StandIn provider;
  static Gateway gateway;
  static Path data;

  @BeforeAll
  static void start() {
    provider = new StandIn();
    gateway = Gateway.start("orqen.https.port=0", "orqen.providers.openai.base-url=" + provider.url() + "/v1");
    data = Path.of(gateway.context().getEnvironment().getProperty("orqen.data-dir"));
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    provider.close();
  }

  static List<Connector> connectors(Gateway gateway) {
    var server = (TomcatWebServer) ((ServletWebServerApplicationContext) gateway.context()).getWebServer();
    return List.of(server.getTomcat().getService().findConnectors());
  }

  static int securePort(Gateway gateway) {
    return connectors(gateway).stream().filter(Connector::getSecure).findFirst().orElseThrow().getLocalPort();
  }

  static TrustManager[] trust(Path pem) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    try (InputStream in = Files.newInputStream(pem)) {
      trusted.setCertificateEntry("orqen", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    return factory.getTrustManagers();
  }

  static HttpClient client(Path pem) throws Exception {
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trust(pem), null);
    return HttpClient.newBuilder().sslContext(tls).version(HttpClient.Version.HTTP_1_1).build();
  }

  @Test
  void pitfallP9_anAwsSdkSendsItsBearerTokenOverHttps() throws Exception {
    TrustManager[] trusted = trust(data.resolve("https.crt"));
    try (BedrockRuntimeClient bedrock = BedrockRuntimeClient.builder().region(Region.US_EAST_1)
        .endpointOverride(URI.create("https://localhost:" + securePort(gateway)))
        .tokenProvider(StaticTokenProvider.create(() -> Gateway.KEY))
        .authSchemeProvider(Sdks.BEARER)
        .httpClient(UrlConnectionHttpClient.builder().tlsTrustManagersProvider(() -> trusted).build()).build()) {
      var answer = bedrock.converse(r -> r.modelId("echo/hello").messages(ITNativeSdks.HI));
      assertThat(answer.output().message().content().get(0).text()).isEqualTo("hi");
    }
  }

  @Test
  void bothNamesOfThisMachineAreInTheCertificate() throws Exception {
    for (String host : new String[] {"localhost", "127.0.0.1"}) {
      HttpResponse<String> answer = client(data.resolve("https.crt")).send(HttpRequest.newBuilder(
          URI.create("https://" + host + ":" + securePort(gateway) + "/v1/models"))
          .header("Authorization", "Bearer " + Gateway.KEY).build(), HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
    }
  }

  private static SSLSocket call(String stream) throws Exception {
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trust(data.resolve("https.crt")), null);
    SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket("localhost", securePort(gateway));
    String body = "{\"model\":\"openai/gpt-4o\",\"api_key\":\"k\",\"stream\":" + stream
        + ",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";
    socket.getOutputStream().write(("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + Gateway.KEY
        + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
        .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /** The watch over the client's connection reads it: what it finds there is TLS's own at first. */
  @Test
  void aClientThatWaitsIsNotTakenForGone() throws Exception {
    provider.script((request, wire) -> {
      Eventually.afterMillis(1500);
      wire.json(200, OpenAi.COMPLETION);
    });
    try (SSLSocket socket = call("false")) {
      assertThat(new BufferedReader(new InputStreamReader(socket.getInputStream())).readLine()).contains("200");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void aClientThatLeavesEndsTheCall(String stream) throws Exception {
    CompletableFuture<Void> reached = new CompletableFuture<>();
    CompletableFuture<Void> closed = new CompletableFuture<>();
    provider.script((request, wire) -> {
      reached.complete(null);
      wire.awaitClose();
      closed.complete(null);
    });
    SSLSocket socket = call(stream);
    reached.get(60, TimeUnit.SECONDS);
    socket.close();
    // Before any limit of time: it was the client's leaving that ended it.
    closed.get(60, TimeUnit.SECONDS);
  }

  /** The limits and the handling of encoded slashes of the http port hold here too. */
  @Test
  void settingsOfTheHttpPortHoldForHttps() {
    Connector http = connectors(gateway).stream().filter(c -> !c.getSecure()).findFirst().orElseThrow();
    Connector https = connectors(gateway).stream().filter(Connector::getSecure).findFirst().orElseThrow();
    assertThat(https.getEncodedSolidusHandling()).isEqualTo(http.getEncodedSolidusHandling());
    for (String property : new String[] {"connectionTimeout", "maxSwallowSize", "keepAliveTimeout"}) {
      assertThat(https.getProperty(property)).as(property).isEqualTo(http.getProperty(property));
    }
    // A connection over TLS holds more of the heap, so that there may be fewer of them.
    assertThat((int) https.getProperty("maxConnections")).isPositive().isLessThan((int) http.getProperty("maxConnections"));
    assertThat(https.getProtocolHandler().getExecutor().getClass())
        .isEqualTo(http.getProtocolHandler().getExecutor().getClass());
  }

  @Test
  void onlyTheOwnerReadsKeyAndCertificate() throws Exception {
    for (String file : new String[] {"https.crt", "https.key"}) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(file))))
          .isEqualTo("rw-------");
    }
    try (var files = Files.list(data)) {
      assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.endsWith(".pem"))
          .noneMatch(name -> name.endsWith(".p12"));
    }
  }

  @Test
  void aTakenPortLeavesHttpServing() throws Exception {
    try (ServerSocket taken = new ServerSocket(0);
        Gateway other = Gateway.start("orqen.https.port=" + taken.getLocalPort())) {
      assertThat(other.get("/v1/models").statusCode()).isEqualTo(200);
      assertThat(connectors(other)).hasSize(1);
    }
  }

  @Test
  void anOperatorsBundleIsServedNextToHttp(@TempDir Path elsewhere) throws Exception {
    Path own = Files.copy(data.resolve("https.crt"), elsewhere.resolve("own.crt"));
    try (Gateway other = Gateway.start("orqen.https.port=0", "orqen.https.bundle=own",
        "spring.ssl.bundle.pem.own.keystore.certificate=" + own.toUri(),
        "spring.ssl.bundle.pem.own.keystore.private-key=" + data.resolve("https.key").toUri())) {
      var answer = client(own).send(HttpRequest.newBuilder(URI.create("https://localhost:" + securePort(other) + "/v1/models"))
          .build(), HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(Path.of(other.context().getEnvironment().getProperty("orqen.data-dir"), "https.key")).doesNotExist();
    }
  }
}

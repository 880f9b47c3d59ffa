package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.orqen.it.support.Gateway;
import app.orqen.it.support.GatewayProcess;
import com.macasaet.fernet.Key;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;

/** A first start in a folder with nothing in it; and one with the TLS of docs/operate.md, a data folder and a file of vault keys. */
class ITFirstStart {

  private static final Pattern SHOWN = Pattern.compile("Orqen key \\(shown once\\): (sk-orq-[0-9a-f]{64})");
  private static final char[] PASSWORD = "changeit".toCharArray();

  private static String mode(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void theDefaultsServe() throws Exception {
    Path folder = GatewayProcess.folder();
    String key;
    try (GatewayProcess gateway = GatewayProcess.start(folder, Map.of())) {
      assertThat(mode(folder.resolve("data"))).isEqualTo("rwx------");
      assertThat(folder.resolve("data/orqen.mv.db")).exists();
      assertThat(mode(folder.resolve("data/vault.keys"))).isEqualTo("rw-------");
      Matcher shown = SHOWN.matcher(gateway.log());
      assertThat(shown.find()).isTrue();
      assertThat(gateway.log()).contains("the dashboard is at http://localhost:" + gateway.port + "/").contains(" and https://localhost:");
      key = shown.group(1);
      assertThat(gateway.send("POST", "/v1/chat/completions", key,
          "{\"model\":\"echo/x\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}").statusCode()).isEqualTo(200);
      assertThat(gateway.get("/v1/admin/accounts", "anything").statusCode()).as("without an operator").isEqualTo(404);
    }
    try (GatewayProcess again = GatewayProcess.start(folder, Map.of())) {
      assertThat(again.log()).as("shown once").doesNotContain("sk-orq-");
      assertThat(again.get("/v1/account/me", key).statusCode()).isEqualTo(200);
    }
  }

  /** The database has the key by then, so a start that fails must show it: the next one can't. */
  @Test
  void aPortThatIsTakenDoesNotHideTheFirstKey() throws Exception {
    Path folder = GatewayProcess.folder();
    Matcher shown;
    try (ServerSocket taken = new ServerSocket(0)) {
      String log = GatewayProcess.failToStart(folder, Map.of("SERVER_PORT", Integer.toString(taken.getLocalPort())));
      assertThat(log).contains("Another program uses port " + taken.getLocalPort() + ".").contains("SERVER_PORT (8080)");
      shown = SHOWN.matcher(log);
      assertThat(shown.find()).isTrue();
    }
    try (GatewayProcess again = GatewayProcess.start(folder, Map.of())) {
      assertThat(again.get("/v1/account/me", shown.group(1)).statusCode()).isEqualTo(200);
      assertThat(again.log()).as("shown once").doesNotContain("sk-orq-");
    }
  }

  /** The jar brings its settings and its route files; what a folder has of its own wins. */
  @Test
  void anEmptyFolderIsEnough() throws Exception {
    Path folder = Files.createTempDirectory("orqen-empty");
    try (GatewayProcess gateway = GatewayProcess.start(folder, Map.of("ORQEN_BOOTSTRAP_KEY", Gateway.KEY))) {
      assertThat(gateway.send("POST", "/v1/chat/completions", Gateway.KEY,
          "{\"model\":\"echo/x\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}").statusCode()).isEqualTo(200);
      assertThat(gateway.log()).contains("route files of the jar");
      for (String file : List.of("10-chat.camel.yaml", "provider-openai.camel.yaml")) {
        assertThat(folder.resolve("routes").resolve(file)).hasSameTextualContentAs(Path.of("routes").resolve(file));
      }
    }
    Path chat = folder.resolve("routes/11-embeddings.camel.yaml");
    Files.delete(chat);
    Files.writeString(folder.resolve("application.yaml"), "orqen:\n  models:\n    aliases:\n      fast: echo/x\n");
    try (GatewayProcess again = GatewayProcess.start(folder, Map.of())) {
      assertThat(chat).as("a folder that is there stays as it is").doesNotExist();
      assertThat(again.send("POST", "/v1/chat/completions", Gateway.KEY,
          "{\"model\":\"fast\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aRoutesFolderThatIsMissingStopsTheStart() throws Exception {
    Path missing = Files.createTempDirectory("orqen-empty").resolve("nowhere");
    assertThatThrownBy(() -> Gateway.start("orqen.routes-dir=" + missing).close())
        .hasStackTraceContaining("The routes folder " + missing + " doesn't exist. Set ORQEN_ROUTES_DIR to the folder that holds the route files.");
  }

  @Test
  void tlsDataFolderAndVaultKeysFile() throws Exception {
    Path folder = GatewayProcess.folder();
    KeyStore keys = certificate(folder);
    Files.writeString(folder.resolve("application.yaml"), "\n---\n" + documentedBundle()
        .replace("/etc/orqen/tls.crt", folder.resolve("tls.crt").toString())
        .replace("/etc/orqen/tls.key", folder.resolve("tls.key").toString()), StandardOpenOption.APPEND);
    Key key = Key.generateKey();
    Path vault = Files.writeString(folder.resolve("my-vault.keys"), key.serialise() + "\n");
    Path data = folder.resolve("deep/own-data");
    try (GatewayProcess gateway = GatewayProcess.start(folder, Map.of("SERVER_SSL_ENABLED", "true",
        "SERVER_SSL_BUNDLE", "orqen", "ORQEN_DATA_DIR", data.toString(), "ORQEN_VAULT_KEYS_FILE", vault.toString(),
        "ORQEN_BOOTSTRAP_KEY", Gateway.KEY))) {
      HttpResponse<String> answer = trusting(keys).send(HttpRequest.newBuilder(
          URI.create("https://localhost:" + gateway.port + "/v1/account/providers"))
          .header("Authorization", "Bearer " + Gateway.KEY).header("Content-Type", "application/json")
          .PUT(HttpRequest.BodyPublishers.ofString("{\"provider\":\"groq\",\"api_key\":\"file-canary-1\"}")).build(),
          HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
      assertThat(mode(data)).isEqualTo("rwx------");
      assertThat(data.resolve("orqen.mv.db")).exists();
      assertThat(data.resolve("vault.keys")).as("not made beside the operator's").doesNotExist();
      assertThat(folder.resolve("data")).doesNotExist();
    }
    try (Connection database = DriverManager.getConnection("jdbc:h2:file:" + data.resolve("orqen"), "sa", "");
        ResultSet row = database.createStatement().executeQuery("select token from provider_credential")) {
      assertThat(row.next()).isTrue();
      assertThat(ITEnvironment.storedKey(row.getString(1), key)).isEqualTo("file-canary-1");
    }
  }

  private static String documentedBundle() throws Exception {
    Matcher block = Pattern.compile("```yaml\n(spring\\.ssl\\.bundle.*?)```", Pattern.DOTALL)
        .matcher(Files.readString(Path.of("docs/operate.md")));
    assertThat(block.find()).isTrue();
    return block.group(1);
  }

  /** A self-signed certificate for localhost, in the two PEM files that docs/operate.md names. */
  private static KeyStore certificate(Path folder) throws Exception {
    Path store = folder.resolve("tls.p12");
    Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
        "-genkeypair", "-alias", "tls", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "san=dns:localhost",
        "-storetype", "PKCS12", "-storepass", new String(PASSWORD), "-keystore", store.toString()).start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD);
    pem(folder.resolve("tls.crt"), "CERTIFICATE", keys.getCertificate("tls").getEncoded());
    pem(folder.resolve("tls.key"), "PRIVATE KEY", keys.getKey("tls", PASSWORD).getEncoded());
    return keys;
  }

  private static void pem(Path file, String what, byte[] der) throws Exception {
    Files.writeString(file, "-----BEGIN " + what + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + what + "-----\n");
  }

  private static HttpClient trusting(KeyStore keys) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("tls", (X509Certificate) keys.getCertificate("tls"));
    TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).version(HttpClient.Version.HTTP_1_1).build();
  }
}

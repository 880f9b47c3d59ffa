package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.GatewayProcess;
import app.orqen.it.support.OpenAi;
import app.orqen.it.support.Postgres;
import app.orqen.it.support.StandIn;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.macasaet.fernet.Key;
import com.macasaet.fernet.StringValidator;
import com.macasaet.fernet.Token;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The names that deployments rely on, each by its effect, in a process that knows nothing but its environment. */
class ITEnvironment {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KEY = Gateway.KEY;
  private static final String OPERATOR = "token-canary-of-the-operator";
  private static final Key NEWEST = Key.generateKey();

  static StandIn provider;
  static ServerSocket full;
  static List<Socket> waiting = new ArrayList<>();
  static EmbeddedPostgres postgres;
  static GatewayProcess gateway;

  @BeforeAll
  static void start() throws Exception {
    provider = new StandIn();
    full = fullServer();
    postgres = Postgres.start();
    try (Connection connection = postgres.getPostgresDatabase().getConnection(); Statement sql = connection.createStatement()) {
      sql.execute("create role gate login password 'db-canary-password'");
      sql.execute("create database gate owner gate");
    }
    Path folder = GatewayProcess.folder();
    Map<String, String> environment = new HashMap<>();
    environment.put("SPRING_DATASOURCE_URL", "jdbc:postgresql://localhost:" + postgres.getPort() + "/gate");
    environment.put("SPRING_DATASOURCE_USERNAME", "gate");
    environment.put("SPRING_DATASOURCE_PASSWORD", "db-canary-password");
    environment.put("ORQEN_ROUTES_DIR", routesElsewhere(folder).toString());
    environment.put("ORQEN_VAULT_KEYS", NEWEST.serialise() + "," + Key.generateKey().serialise());
    environment.put("ORQEN_ADMIN_TOKEN", OPERATOR);
    environment.put("ORQEN_BOOTSTRAP_KEY", KEY);
    environment.put("ORQEN_SUPPORT_CONTACT", "help@example.test");
    environment.put("ORQEN_TIMEOUT_CONNECT", "2s");
    environment.put("ORQEN_TIMEOUT_FIRST_BYTE", "4s");
    environment.put("ORQEN_TIMEOUT_GAP", "3s");
    environment.put("ORQEN_TIMEOUT_TOTAL", "7s");
    environment.put("ORQEN_FAILED_ATTEMPTS_PER_MINUTE", "2");
    environment.put("ORQEN_API_BASE_ALLOWED_HOSTS", "localhost");
    environment.put("ORQEN_PROVIDERS_OPENAI_BASE_URL", provider.url() + "/v1");
    environment.put("ORQEN_PROVIDERS_GROQ_BASE_URL", "http://127.0.0.1:" + full.getLocalPort());
    environment.put("ORQEN_LOG_FORMAT", "ecs");
    gateway = GatewayProcess.start(folder, environment);
  }

  /** Accepts nobody: its queue holds one connection that nobody takes, so that the next ones get no answer. */
  private static ServerSocket fullServer() throws Exception {
    ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
    for (int i = 0; i < 3; i++) {
      Socket socket = new Socket();
      waiting.add(socket);
      try {
        socket.connect(server.getLocalSocketAddress(), 300);
      } catch (java.net.SocketTimeoutException e) {
        break;
      }
    }
    return server;
  }

  /** The project's routes in another folder, with a provider more. */
  private static Path routesElsewhere(Path folder) throws Exception {
    Path routes = folder.resolve("elsewhere");
    Files.move(folder.resolve("routes"), routes);
    Files.writeString(routes.resolve("provider-acme.camel.yaml"),
        Files.readString(routes.resolve("provider-groq.camel.yaml")).replace("groq", "acme"));
    return routes;
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    postgres.close();
    provider.close();
    for (Socket socket : waiting) {
      socket.close();
    }
    full.close();
  }

  private static HttpResponse<String> chat(String model, String more) {
    return gateway.send("POST", "/v1/chat/completions", KEY, "{\"model\":\"" + model + "\",\"api_key\":\"sk-own-canary-1\","
        + "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]" + more + "}");
  }

  private static void answersAtOnce() {
    provider.script((request, wire) -> wire.json(200, OpenAi.COMPLETION));
  }

  @Test
  void portsAndBootstrapKey() {
    assertThat(gateway.get("/v1/account/me", KEY).statusCode()).isEqualTo(200);
    assertThat(gateway.management("/actuator/health/liveness").statusCode()).isEqualTo(200);
    assertThat(gateway.get("/actuator/prometheus", KEY).statusCode()).as("metrics at the port of all").isEqualTo(404);
    assertThat(gateway.log()).as("a given key is not printed").doesNotContain("shown once").doesNotContain(KEY);
  }

  @Test
  void databaseAndVaultKeys() throws Exception {
    assertThat(gateway.send("PUT", "/v1/account/providers", KEY,
        "{\"provider\":\"mistral\",\"api_key\":\"stored-canary-5\"}").statusCode()).isEqualTo(200);
    String url = "jdbc:postgresql://localhost:" + postgres.getPort() + "/gate?user=gate&password=db-canary-password";
    try (Connection connection = java.sql.DriverManager.getConnection(url);
        ResultSet row = connection.createStatement().executeQuery("select token from provider_credential")) {
      assertThat(row.next()).isTrue();
      assertThat(storedKey(row.getString(1), NEWEST)).isEqualTo("stored-canary-5");
    }
  }

  /** Returns the content of one of the vault's tokens, read by the Fernet library. */
  static String storedKey(String token, Key key) throws Exception {
    String plain = Token.fromString(token).validateAndDecrypt(key, new StringValidator() {
      @Override
      public TemporalAmount getTimeToLive() {
        return Duration.ofHours(1);
      }
    });
    return JSON.readTree(plain).at("/fields/api_key").asText();
  }

  @Test
  void routesAndBaseUrls() {
    answersAtOnce();
    assertThat(chat("openai/x", "").statusCode()).isEqualTo(200);
    assertThat(provider.last().line()).startsWith("POST /v1/chat/completions ");
    assertThat(gateway.get("/v1/account/providers?all=true", KEY).body()).contains("\"provider\":\"acme\"");
  }

  @Test
  void hostsOfAnApiBase() {
    answersAtOnce();
    String port = provider.url().substring(provider.url().lastIndexOf(':'));
    assertThat(chat("openai/x", ",\"api_base\":\"http://localhost" + port + "/own\"").statusCode()).isEqualTo(200);
    assertThat(provider.last().line()).startsWith("POST /own/chat/completions ");
    assertThat(chat("openai/x", ",\"api_base\":\"http://127.0.0.1" + port + "/own\"").body())
        .contains("api_base_not_allowed");
    assertThat(chat("openai/x", ",\"api_base\":\"https://a.openai.azure.com\"").body())
        .as("the default list is replaced").contains("api_base_not_allowed");
  }

  @Test
  void operatorsTokenAndSupportContact() throws Exception {
    HttpResponse<String> made = gateway.send("POST", "/v1/admin/accounts", OPERATOR, "{\"name\":\"acme\"}");
    assertThat(made.statusCode()).isEqualTo(201);
    JsonNode account = JSON.readTree(made.body());
    gateway.send("PATCH", "/v1/admin/accounts/" + account.get("id").asText(), OPERATOR, "{\"active\":false}");
    HttpResponse<String> inactive = gateway.get("/v1/account/me", account.get("key").asText());
    assertThat(inactive.statusCode()).isEqualTo(403);
    assertThat(inactive.body()).contains("help@example.test");
  }

  /** All at once: each is long enough for a busy machine to have answered by then. */
  @Test
  void timeouts() throws Exception {
    provider.script((request, wire) -> {
      if (!request.text().contains("silent")) {
        wire.events();
        wire.chunk(OpenAi.chunk("Hel"));
      }
      for (int i = 0; request.text().contains("dripping") && i < 100; i++) {
        Eventually.afterMillis(200);
        wire.chunk(OpenAi.chunk("Hel"));
      }
      wire.awaitClose();
    });
    List<Callable<String>> calls = List.of(() -> chat("groq/x", "").body(), () -> chat("openai/silent", "").body(),
        () -> chat("openai/stalling", ",\"stream\":true").body(), () -> chat("openai/dripping", ",\"stream\":true").body());
    ExecutorService callers = Executors.newFixedThreadPool(calls.size());
    List<Future<String>> told = callers.invokeAll(calls);
    callers.shutdown();
    assertThat(told.get(0).get()).contains("provider_timeout").contains("did not accept a connection");
    assertThat(told.get(1).get()).contains("did not begin to answer within 4 s");
    assertThat(told.get(2).get()).contains("sent nothing for 3 s");
    assertThat(told.get(3).get()).contains("did not finish within 7 s");
  }

  @Test
  void failedAttempts() throws Exception {
    assertThat(Eventually.ask(() -> gateway.get("/v1/account/me", "sk-orq-" + "0".repeat(64)).statusCode(),
        status -> status != 401)).isEqualTo(429);
    assertThat(gateway.get("/v1/account/me", KEY).statusCode()).as("a valid key passes").isEqualTo(200);
  }

  @Test
  void logsAreJson() throws Exception {
    provider.script((request, wire) -> wire.cut());
    String id = chat("openai/x", "").headers().firstValue("x-request-id").orElseThrow();
    // The line is written when the answer is out.
    assertThat(Eventually.ask(() -> String.join("\n", gateway.logLines()), log -> log.contains(id)))
        .as("the line of the request").contains(id);
    for (String line : gateway.logLines()) {
      JsonNode event = JSON.readTree(line);
      assertThat(event.has("@timestamp") && event.has("message")).as(line).isTrue();
    }
    assertThat(gateway.log()).doesNotContain("canary").doesNotContain(KEY);
  }
}

package app.orqen.it.support;

import app.orqen.OrqenApplication;
import app.orqen.key.ApiKey;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** The gateway as an operator starts it, in this process, on ports of its own and an empty data folder. */
public final class Gateway implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The first account's key, as an automated set-up gives it. */
  public static final String KEY = ApiKey.PREFIX + "0123456789abcdef".repeat(4);
  public static final String ADMIN_TOKEN = "operator-canary-7f3a";

  private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static final Collection<Gateway> RUNNING = new ConcurrentLinkedQueue<>();

  private final ConfigurableApplicationContext context;

  private Gateway(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /**
   * Starts one.
   *
   * @param settings {@code name=value}, as on a command line
   */
  public static Gateway start(String... settings) {
    return start(List.of(), settings);
  }

  /** Starts one with further classes of beans, as an operator's own jar has them. */
  public static Gateway start(List<Class<?>> beans, String... settings) {
    try {
      List<String> args = new ArrayList<>(List.of("--server.port=0", "--management.server.port=0",
          "--orqen.bootstrap-key=" + KEY, "--orqen.admin-token=" + ADMIN_TOKEN));
      if (!isSet(settings, "orqen.data-dir=")) { // Spring would join the two.
        args.add("--orqen.data-dir=" + Files.createTempDirectory("orqen-it"));
      }
      if (!isSet(settings, "orqen.https.")) {
        args.add("--orqen.https.port=off");
      }
      for (String setting : settings) {
        args.add("--" + setting);
      }
      List<Class<?>> sources = new ArrayList<>(beans);
      sources.add(OrqenApplication.class);
      Gateway gateway = new Gateway(
          new SpringApplicationBuilder(sources.toArray(Class<?>[]::new)).run(args.toArray(String[]::new)));
      RUNNING.add(gateway);
      gateway.raiseLimit();
      return gateway;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isSet(String[] settings, String beginning) {
    return Arrays.stream(settings).anyMatch(setting -> setting.startsWith(beginning));
  }

  /** Sixty requests a minute are few for a test. */
  private void raiseLimit() {
    String id = get("/v1/account/keys").body().replaceAll("(?s).*?\"id\":\"([^\"]+)\".*", "$1");
    HttpResponse<String> raised = send(request("/v1/account/keys/" + id).header("Content-Type", "application/json")
        .method("PATCH", HttpRequest.BodyPublishers.ofString("{\"rate_limit_rpm\":1000000}")));
    if (raised.statusCode() != 200) {
      throw new AssertionError(raised.body());
    }
  }

  /** The gateways that are not closed yet. */
  static Collection<Gateway> running() {
    return RUNNING;
  }

  /** What Prometheus reads. */
  public String metrics() {
    return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
        + context.getEnvironment().getProperty("local.management.port") + "/actuator/prometheus"))).body();
  }

  public int port() {
    return ((ServletWebServerApplicationContext) context).getWebServer().getPort();
  }

  public String url() {
    return "http://127.0.0.1:" + port();
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  public ConfigurableApplicationContext context() {
    return context;
  }

  /** A request with the first account's key. */
  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url() + path)).header("Authorization", "Bearer " + KEY);
  }

  /** Posts JSON with the first account's key. */
  public HttpResponse<String> post(String path, String json) {
    return send(request(path).header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  /** Puts JSON with the first account's key. */
  public HttpResponse<String> put(String path, String json) {
    return send(request(path).header("Content-Type", "application/json")
        .PUT(HttpRequest.BodyPublishers.ofString(json)));
  }

  public HttpResponse<String> get(String path) {
    return send(request(path).GET());
  }

  /**
   * Calls with any key.
   *
   * @param body JSON, or null
   */
  public HttpResponse<String> send(String method, String path, String key, String body) {
    HttpRequest.Builder request = request(path).setHeader("Authorization", "Bearer " + key);
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    return send(request.method(method, body == null
        ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body)));
  }

  /** Returns the account's row of an answered request, when it is written. */
  public JsonNode row(HttpResponse<?> answer) throws Exception {
    return row(answer.headers().firstValue("x-request-id").orElseThrow());
  }

  /** Returns the account's row of a request by its id, when it is written. */
  public JsonNode row(String requestId) throws Exception {
    return JSON.readTree(Eventually.ask(() -> get("/v1/account/requests/" + requestId), row -> row.statusCode() == 200).body());
  }

  public static HttpResponse<String> send(HttpRequest.Builder request) {
    return send(request, HttpResponse.BodyHandlers.ofString());
  }

  public static HttpResponse<String> send(HttpRequest.Builder request, HttpResponse.BodyHandler<String> handler) {
    try {
      HttpResponse<String> answer = HTTP.send(request.build(), handler);
      LeakWatch.answered(answer);
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    LeakWatch.letOut("metrics", metrics());
    RUNNING.remove(this);
    context.close();
  }
}

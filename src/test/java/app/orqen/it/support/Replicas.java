package app.orqen.it.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Predicate;

/** Several gateway processes on one PostgreSQL and one Redis, and a stand-in for their provider. */
public final class Replicas implements AutoCloseable {

  public static final String CHAT = "{\"model\":\"echo/x\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration GIVE_UP = Duration.ofSeconds(60);
  private static final String VAULT_KEY = "b3JxZW4taW50ZWdyYXRpb24tdGVzdC1rZXktMzItYnk=";

  public final Redis redis = new Redis();
  public final StandIn provider = new StandIn();
  public final List<GatewayProcess> all = new ArrayList<>();
  private final Path data = Files.createTempDirectory("orqen-replicas");
  private final int port = Ports.free();
  private EmbeddedPostgres postgres = Postgres.start(data, port);

  /** Starts them at the same moment, on an empty database. What each one's environment has beside the usual. */
  public Replicas(List<Map<String, String>> environments) throws Exception {
    startMore(environments);
  }

  public void startMore(List<Map<String, String>> environments) {
    all.addAll(environments.stream().map(extra -> CompletableFuture.supplyAsync(() -> start(extra))).toList()
        .stream().map(CompletableFuture::join).toList());
  }

  private GatewayProcess start(Map<String, String> extra) {
    Map<String, String> environment = new HashMap<>(Map.of("ORQEN_BOOTSTRAP_KEY", Gateway.KEY,
        "ORQEN_ADMIN_TOKEN", Gateway.ADMIN_TOKEN, "ORQEN_VAULT_KEYS", VAULT_KEY, "ORQEN_REDIS_URL", redis.url(),
        "ORQEN_REPLICAS", "3", "SPRING_DATASOURCE_URL", "jdbc:postgresql://127.0.0.1:" + port + "/postgres",
        "SPRING_DATASOURCE_USERNAME", "postgres", "SPRING_DATASOURCE_PASSWORD", "postgres",
        "ORQEN_PROVIDERS_OPENAI_BASE_URL", provider.url() + "/v1"));
    environment.putAll(extra);
    try {
      return GatewayProcess.start(GatewayProcess.folder(), environment);
    } catch (Exception e) {
      throw new CompletionException(e);
    }
  }

  public int postgresPort() {
    return port;
  }

  public EmbeddedPostgres postgres() {
    return postgres;
  }

  public void stopPostgres() throws Exception {
    postgres.close();
  }

  public void startPostgres() throws Exception {
    postgres = Postgres.start(data, port);
  }

  public GatewayProcess get(int index) {
    return all.get(index);
  }

  public static JsonNode json(HttpResponse<String> answer) throws Exception {
    if (answer.statusCode() >= 300) {
      throw new AssertionError(answer.statusCode() + " " + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  /** A key that the first account makes at one of them, and its id. */
  public record MadeKey(String id, String key) {}

  public MadeKey makeKey(int rateLimit) throws Exception {
    JsonNode made = json(get(0).send("POST", "/v1/account/keys", Gateway.KEY,
        "{\"name\":\"k\",\"rate_limit_rpm\":" + rateLimit + "}"));
    return new MadeKey(made.get("id").asText(), made.get("key").asText());
  }

  public static HttpResponse<String> chat(GatewayProcess gateway, String key) {
    return gateway.send("POST", "/v1/chat/completions", key, CHAT);
  }

  /**
   * Asks all of them again and again until each answers so.
   *
   * @return how long after this call the last question was asked that one of them answered otherwise
   */
  public Duration until(Function<GatewayProcess, HttpResponse<String>> question, Predicate<HttpResponse<String>> answer)
      throws Exception {
    long start = System.nanoTime();
    ExecutorService askers = Executors.newFixedThreadPool(all.size());
    try {
      Duration longest = Duration.ZERO;
      for (Future<Duration> one : askers.invokeAll(all.stream().<Callable<Duration>>map(gateway -> () -> {
        long otherwise = start;
        long asked = start;
        while (!answer.test(question.apply(gateway))) {
          otherwise = asked;
          if (asked - start > GIVE_UP.toNanos()) {
            throw new AssertionError("not within " + GIVE_UP);
          }
          Eventually.afterMillis(10); // Asking without a pause keeps the gateways from hearing of anything.
          asked = System.nanoTime();
        }
        return Duration.ofNanos(otherwise - start);
      }).toList())) {
        longest = one.get().compareTo(longest) > 0 ? one.get() : longest;
      }
      return longest;
    } finally {
      askers.shutdown();
    }
  }

  @Override
  public void close() throws IOException {
    all.stream().map(gateway -> CompletableFuture.runAsync(gateway::close)).toList().forEach(CompletableFuture::join);
    provider.close();
    redis.close();
    postgres.close();
  }
}

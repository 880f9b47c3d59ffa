package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.GatewayProcess;
import app.orqen.it.support.OpenAi;
import app.orqen.it.support.Replicas;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Two gateways are replaced one after the other while 200 streams are open: none is cut, and new requests are served. */
class ITRollingRestart {

  private static final int STREAMS = 200;
  /** The exit code of a Java process that ended in order after SIGTERM: 128 and the signal's number. */
  private static final int TERMINATED = 143;
  /** So short that it would show if Camel's own limit and not the drain's decided. */
  private static final Map<String, String> DRAIN = Map.of("ORQEN_SHUTDOWN_DRAIN", "20m", "ORQEN_TIMEOUT_GAP", "20m",
      "CAMEL_MAIN_SHUTDOWNTIMEOUT", "1", "ORQEN_REDIS_TIMEOUT", "5s");

  private final CountDownLatch open = new CountDownLatch(STREAMS);
  private final CountDownLatch replaced = new CountDownLatch(1);

  @Test
  void noStreamIsCut() throws Exception {
    try (Replicas replicas = new Replicas(List.of(DRAIN, DRAIN))) {
      replicas.provider.script((request, wire) -> {
        wire.events();
        wire.chunk(OpenAi.chunk("Hel"));
        open.countDown();
        replaced.await();
        wire.chunk(OpenAi.chunk("lo") + OpenAi.finish() + OpenAi.DONE);
        wire.end();
      });
      Replicas.MadeKey made = replicas.makeKey(1_000_000);
      Replicas.json(replicas.get(0).send("PUT", "/v1/account/providers", Gateway.KEY,
          "{\"provider\":\"openai\",\"api_key\":\"sk-rolling-0001\"}"));
      List<CompletableFuture<HttpResponse<String>>> streams = openStreams(replicas.all, made.key());
      assertThat(open.await(3, TimeUnit.MINUTES)).as("all open; ended already: "
          + streams.stream().filter(CompletableFuture::isDone).map(ITRollingRestart::told).distinct().toList()).isTrue();

      aNewerReleaseHasMigrated(replicas);
      List<GatewayProcess> olds = List.copyOf(replicas.all);
      replicas.startMore(List.of(DRAIN, DRAIN));
      for (GatewayProcess old : olds) {
        old.terminate();
        assertServed(replicas.all, made.key());
        Eventually.holds(() -> old.management("/actuator/health/readiness").statusCode() == 503);
        assertServed(replicas.all, made.key());
        assertThat(streams).as("streams go on").noneMatch(CompletableFuture::isDone);
      }
      replaced.countDown();
      for (CompletableFuture<HttpResponse<String>> stream : streams) {
        HttpResponse<String> answer = stream.get(3, TimeUnit.MINUTES);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("Hel", "\"lo\"", "\"stop\"").endsWith(OpenAi.DONE).doesNotContain("error");
      }
      assertThat(replicas.get(0).awaitExit(Duration.ofMinutes(2))).isEqualTo(TERMINATED);
      assertThat(replicas.get(1).awaitExit(Duration.ofMinutes(2))).isEqualTo(TERMINATED);
      assertThat(replicas.get(0).log()).doesNotContain("Exception");
    }
  }

  /** What is started next is older than the database: a pod that is moved in the middle of a rollout. */
  private static void aNewerReleaseHasMigrated(Replicas replicas) throws SQLException {
    try (Connection connection = replicas.postgres().getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("insert into flyway_schema_history select max(installed_rank) + 1, '999', 'later', 'SQL', "
          + "'V999__later.sql', 1, 'postgres', now(), 1, true from flyway_schema_history");
      statement.execute("alter table api_key add column later text");
    }
  }

  private static List<CompletableFuture<HttpResponse<String>>> openStreams(List<GatewayProcess> gateways, String key) {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    List<CompletableFuture<HttpResponse<String>>> streams = new ArrayList<>();
    for (int i = 0; i < STREAMS; i++) {
      streams.add(client.sendAsync(gateways.get(i % gateways.size()).request("/v1/chat/completions", key)
          .header("Content-Type", "application/json")
          .POST(HttpRequest.BodyPublishers.ofString(ITStreams.STREAM.replace("gpt-4o", "openai/gpt-4o")))
          .build(), HttpResponse.BodyHandlers.ofString()));
    }
    return streams;
  }

  private static String told(CompletableFuture<HttpResponse<String>> stream) {
    return stream.handle((answer, failure) -> failure == null ? answer.statusCode() + " " + answer.body() : failure.toString())
        .join();
  }

  /** As a load balancer does it: the next one, when one takes no connection or says that it stops. */
  private static void assertServed(List<GatewayProcess> gateways, String key) {
    for (int i = 0; i < 20; i++) {
      boolean served = false;
      for (int j = 0; j < gateways.size() && !served; j++) {
        try {
          int status = Replicas.chat(gateways.get((i + j) % gateways.size()), key).statusCode();
          assertThat(status).isIn(200, 503);
          served = status == 200;
        } catch (UncheckedIOException e) {
          // takes no more connections
        }
      }
      assertThat(served).as("somebody serves").isTrue();
    }
  }
}

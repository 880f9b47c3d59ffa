package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.Load;
import app.orqen.it.support.Ports;
import app.orqen.it.support.Postgres;
import app.orqen.key.ApiKey;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The key store goes away and comes back: hot keys go on, others get 503, nobody is told 401, nobody is somebody else. */
class ITOutage {

  private static final String CHAT = "{\"model\":\"echo/x\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

  @Test
  void hotKeysGoOnAndOthersWait() throws Exception {
    Path data = Files.createTempDirectory("orqen-pg");
    int port = Ports.free();
    EmbeddedPostgres postgres = Postgres.start(data, port);
    try (Gateway gateway = Gateway.start("spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"),
        "spring.datasource.username=postgres", "spring.datasource.password=postgres",
        "spring.datasource.hikari.connection-timeout=1000", "orqen.memory.refresh-after=100ms")) {
      assertThat(gateway.post("/v1/chat/completions", CHAT).statusCode()).isEqualTo(200);
      Load load = new Load(gateway);
      load.awaitMore();
      postgres.close();
      load.awaitMore();

      HttpResponse<String> cold = with(gateway, ApiKey.PREFIX + "ab".repeat(32));
      assertThat(cold.statusCode()).isEqualTo(503);
      assertThat(cold.body()).contains("auth_unavailable");
      assertThat(cold.headers().firstValue("retry-after")).contains("30");
      assertThat(gateway.get("/v1/account/keys").statusCode()).as("an endpoint that needs it").isEqualTo(503);

      EmbeddedPostgres again = Postgres.start(data, port);
      try {
        HttpResponse<String> unknown =
            Eventually.ask(() -> with(gateway, ApiKey.PREFIX + "ab".repeat(32)), answer -> answer.statusCode() != 503);
        assertThat(unknown.statusCode()).as("it recovers by itself").isEqualTo(401);
        load.awaitMore();
        assertThat(load.stop()).as("what the hot key was answered, all the time").containsOnly(200);
      } finally {
        again.close();
      }
    }
  }

  /** Calls with the hot key, without a pause, from a few clients. */
  private static final class Load {

    private static final int CLIENTS = 4;
    private static final int MANY = 50;

    private final AtomicInteger calls = new AtomicInteger();
    private final Set<Integer> statuses = ConcurrentHashMap.newKeySet();
    private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    private volatile boolean stopped;

    Load(Gateway gateway) {
      for (int i = 0; i < CLIENTS; i++) {
        clients.execute(() -> {
          while (!stopped) {
            statuses.add(gateway.post("/v1/chat/completions", CHAT).statusCode());
            calls.incrementAndGet();
          }
        });
      }
    }

    /** Waits until many more calls have begun and ended. */
    void awaitMore() throws Exception {
      int seen = calls.get();
      Eventually.holds(Duration.ofMinutes(3), () -> calls.get() >= seen + CLIENTS + MANY);
    }

    Set<Integer> stop() throws InterruptedException {
      stopped = true;
      clients.shutdown();
      assertThat(clients.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
      return statuses;
    }
  }

  private static HttpResponse<String> with(Gateway gateway, String key) {
    return Gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + "/v1/account/me"))
        .header("Authorization", "Bearer " + key).GET());
  }
}

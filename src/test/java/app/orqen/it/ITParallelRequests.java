package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.OpenAi;
import app.orqen.it.support.Redis;
import app.orqen.it.support.StandIn;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No key has more requests running than it may, and no place is ever lost. */
class ITParallelRequests {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CHAT = "{\"model\":\"openai/gpt-4o\",\"api_key\":\"sk-own-canary-777777\",\"stream\":%s,"
      + "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";
  private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  static StandIn provider;
  static Redis redis;
  static Gateway local;
  static Gateway shared;

  @BeforeAll
  static void start() {
    provider = new StandIn();
    redis = new Redis();
    String base = "orqen.providers.openai.base-url=" + provider.url() + "/v1";
    local = Gateway.start(base);
    shared = Gateway.start(base, "orqen.redis-url=" + redis.url(), "orqen.redis-timeout=5s");
  }

  @AfterAll
  static void stop() throws Exception {
    local.close();
    shared.close();
    redis.close();
    provider.close();
  }

  private static Gateway gateway(String which) {
    return which.equals("local") ? local : shared;
  }

  private static String key(Gateway gateway, int most) throws Exception {
    JsonNode made = JSON.readTree(gateway.post("/v1/account/keys",
        "{\"name\":\"k\",\"rate_limit_rpm\":100000,\"max_parallel_requests\":" + most + "}").body());
    return made.get("key").asText();
  }

  private static HttpRequest.Builder request(Gateway gateway, String key, boolean stream) {
    return HttpRequest.newBuilder(URI.create(gateway.url() + "/v1/chat/completions")).header("Authorization", "Bearer " + key)
        .header("Content-Type", "application/json").POST(BodyPublishers.ofString(CHAT.formatted(stream)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "shared"})
  void neverMoreThanTheKeyMay(String which) throws Exception {
    Gateway gateway = gateway(which);
    String key = key(gateway, 3);
    CountDownLatch refused = new CountDownLatch(17);
    CountDownLatch arrived = new CountDownLatch(3);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    provider.script((request, wire) -> {
      most.accumulateAndGet(running.incrementAndGet(), Math::max);
      arrived.countDown();
      arrived.await();
      refused.await();
      running.decrementAndGet();
      wire.json(200, OpenAi.COMPLETION);
    });

    List<CompletableFuture<Integer>> answers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      answers.add(HTTP.sendAsync(request(gateway, key, false).build(), HttpResponse.BodyHandlers.ofString()).thenApply(answer -> {
        if (answer.statusCode() == 429) {
          assertThat(answer.body()).contains("too_many_parallel_requests");
          assertThat(answer.headers().firstValue("retry-after")).contains("1");
          refused.countDown();
        }
        return answer.statusCode();
      }));
    }
    List<Integer> statuses = answers.stream().map(CompletableFuture::join).toList();

    assertThat(statuses).filteredOn(status -> status == 200).hasSize(3);
    assertThat(statuses).filteredOn(status -> status == 429).hasSize(17);
    assertThat(most).hasValue(3);
    provider.script((request, wire) -> wire.json(200, OpenAi.COMPLETION));
    Eventually.holds(() -> Gateway.send(request(gateway, key, false)).statusCode() == 200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "shared"})
  void aPlaceIsFreeHoweverItsRequestEnds(String which) throws Exception {
    Gateway gateway = gateway(which);
    String key = key(gateway, 1);
    // An error of the provider, a broken answer, a request that can't be read, and a stream that is cut.
    provider.script((request, wire) -> wire.json(500, "{}"));
    assertThat(status(request(gateway, key, false))).isEqualTo(500);
    provider.script((request, wire) -> wire.cut());
    assertThat(status(request(gateway, key, false))).isEqualTo(502);
    assertThat(status(request(gateway, key, false).POST(BodyPublishers.ofString("{")))).isEqualTo(400);
    provider.script((request, wire) -> {
      wire.events();
      wire.chunk(OpenAi.chunk("Hel"));
      wire.cut();
    });
    assertThat(status(request(gateway, key, true))).isEqualTo(200);
    // A client that leaves in the middle of a stream.
    provider.script((request, wire) -> {
      wire.events();
      wire.chunk(OpenAi.chunk("Hel"));
      wire.awaitClose();
    });
    try (InputStream answer = HttpClient.newHttpClient()
        .send(request(gateway, key, true).build(), HttpResponse.BodyHandlers.ofInputStream()).body()) {
      assertThat(answer.read()).isPositive();
      assertThat(Gateway.send(request(gateway, key, false)).statusCode()).as("while it runs").isEqualTo(429);
    }
    provider.script((request, wire) -> wire.json(200, OpenAi.COMPLETION));

    Eventually.holds(() -> status(request(gateway, key, false)) == 200);
  }

  /** If its place were free once the provider has answered, a client could have any number of answers held for it. */
  @Test
  void anAnswerThatNobodyReadsKeepsItsPlace() throws Exception {
    String key = key(local, 1);
    String long12 = "x".repeat(12 << 20);
    provider.script((request, wire) -> wire.json(200, OpenAi.COMPLETION.replaceFirst("\"content\":\"[^\"]*\"", "\"content\":\"" + long12 + "\"")));
    String body = CHAT.formatted(false);
    try (Socket client = new Socket()) {
      client.setReceiveBufferSize(8192);
      client.connect(new InetSocketAddress("127.0.0.1", URI.create(local.url()).getPort()));
      client.getOutputStream().write(("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + key
          + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(client.getInputStream().readNBytes(12), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
      assertThat(status(request(local, key, false))).as("while it waits to be read").isEqualTo(429);
      provider.script((request, wire) -> wire.json(200, OpenAi.COMPLETION));
      client.getInputStream().readNBytes(12 << 20);
      assertThat(status(request(local, key, false))).as("once it is read").isEqualTo(200);
    }
  }

  private static int status(HttpRequest.Builder request) {
    return Gateway.send(request).statusCode();
  }

  @Test
  void withoutRedisAReplicaCountsByItself() throws Exception {
    String key = key(shared, 1);
    provider.script((request, wire) -> wire.json(200, OpenAi.COMPLETION));
    assertThat(status(request(shared, key, false))).isEqualTo(200);
    redis.stop();
    try {
      assertThat(status(request(shared, key, false))).isEqualTo(200);
      CountDownLatch asked = new CountDownLatch(1);
      CountDownLatch go = new CountDownLatch(1);
      provider.script((request, wire) -> {
        asked.countDown();
        go.await();
        wire.json(200, OpenAi.COMPLETION);
      });
      CompletableFuture<HttpResponse<String>> running =
          HTTP.sendAsync(request(shared, key, false).build(), HttpResponse.BodyHandlers.ofString());
      asked.await();
      assertThat(Gateway.send(request(shared, key, false)).statusCode()).isEqualTo(429);
      go.countDown();
      assertThat(running.join().statusCode()).isEqualTo(200);
    } finally {
      redis.start();
    }
    provider.script((request, wire) -> wire.json(200, OpenAi.COMPLETION));
    Eventually.holds(() -> Gateway.send(request(shared, key, false)).statusCode() == 200);
  }
}

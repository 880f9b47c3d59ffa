package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.GatewayProcess;
import app.orqen.it.support.OpenAi;
import app.orqen.it.support.RawHttp;
import app.orqen.it.support.StandIn;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** SIGTERM with open streams: those that end in time end well, the others are told, and no new request is served. */
class ITShutdown {

  private static final String STREAM = ITStreams.STREAM.replace("gpt-4o", "openai/gpt-4o");
  /** The exit code of a Java process that ended in order after SIGTERM: 128 and the signal's number. */
  private static final int TERMINATED = 143;

  @Test
  void openStreamsAreDrained() throws Exception {
    Path folder = GatewayProcess.folder();
    CountDownLatch open = new CountDownLatch(3);
    CountDownLatch terminated = new CountDownLatch(1);
    try (StandIn provider = new StandIn();
        GatewayProcess gateway = GatewayProcess.start(folder, Map.of("ORQEN_BOOTSTRAP_KEY", Gateway.KEY,
            "ORQEN_SHUTDOWN_DRAIN", "6s", "ORQEN_PROVIDERS_OPENAI_BASE_URL", provider.url() + "/v1"))) {
      provider.script((request, wire) -> {
        if (request.text().contains("plain")) {
          open.countDown();
          wire.awaitClose();
        }
        wire.events();
        wire.chunk(OpenAi.chunk("Hel"));
        open.countDown();
        terminated.await();
        if (request.text().contains("endless")) {
          wire.awaitClose();
        }
        wire.chunk(OpenAi.finish() + OpenAi.DONE);
        wire.end();
      });
      CompletableFuture<HttpResponse<String>> inTime = send(gateway, STREAM);
      CompletableFuture<HttpResponse<String>> endless = send(gateway, STREAM.replace("\"x\"", "\"endless\""));
      CompletableFuture<HttpResponse<String>> plain = send(gateway, ITStreams.PLAIN.replace("\"x\"", "\"plain\""));
      assertThat(open.await(60, TimeUnit.SECONDS)).isTrue();

      gateway.terminate();
      Eventually.holds(() -> !GatewayProcess.accepts(gateway.port));
      assertThatThrownBy(() -> new Socket("127.0.0.1", gateway.port).close()).isInstanceOf(ConnectException.class);
      assertThat(inTime.isDone() || endless.isDone() || plain.isDone()).as("open ones go on").isFalse();
      terminated.countDown();

      assertThat(inTime.get(60, TimeUnit.SECONDS).body()).contains("\"stop\"").endsWith(OpenAi.DONE);
      assertThat(endless.get(60, TimeUnit.SECONDS).body()).contains("Hel").contains("data: {\"error\":{")
          .contains("is stopping").doesNotContain("[DONE]").doesNotContain("\"stop\"");
      assertThat(plain.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(503);
      assertThat(plain.get().headers().firstValue("retry-after")).isPresent();
      assertThat(gateway.awaitExit(Duration.ofSeconds(60))).isEqualTo(TERMINATED);
      assertThat(gateway.log()).doesNotContain("Exception");
    }
  }

  /**
   * A connection that was open before, idle or in the middle of a request, is told to go elsewhere; after an answer it ends.
   */
  @Test
  void keptConnectionsAreToldToGo() throws Exception {
    CountDownLatch open = new CountDownLatch(2);
    CountDownLatch terminated = new CountDownLatch(1);
    CountDownLatch told = new CountDownLatch(1);
    try (StandIn provider = new StandIn();
        GatewayProcess gateway = GatewayProcess.start(GatewayProcess.folder(), Map.of("ORQEN_BOOTSTRAP_KEY", Gateway.KEY,
            "ORQEN_SHUTDOWN_DRAIN", "60s", "ORQEN_PROVIDERS_OPENAI_BASE_URL", provider.url() + "/v1"));
        RawHttp idle = new RawHttp(gateway.port); RawHttp amid = new RawHttp(gateway.port);
        RawHttp busy = new RawHttp(gateway.port)) {
      provider.script((request, wire) -> {
        wire.events();
        wire.chunk(OpenAi.chunk("Hel"));
        open.countDown();
        (request.text().contains("short") ? terminated : told).await();
        wire.chunk(OpenAi.finish() + OpenAi.DONE);
        wire.end();
      });
      CompletableFuture<HttpResponse<String>> stream = send(gateway, STREAM);
      String request = "GET /v1/models HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + Gateway.KEY + "\r\n\r\n";
      assertThat(idle.send(request).answer().status()).isEqualTo(200);
      amid.send(request.substring(0, 30));
      String quick = STREAM.replace("\"x\"", "\"short\"");
      busy.send(request.replace("GET /v1/models", "POST /v1/chat/completions").replace("\r\n\r\n",
          "\r\nContent-Type: application/json\r\nContent-Length: " + quick.length() + "\r\n\r\n" + quick));
      assertThat(open.await(60, TimeUnit.SECONDS)).isTrue();

      gateway.terminate();
      Eventually.holds(() -> !GatewayProcess.accepts(gateway.port));
      for (RawHttp connection : new RawHttp[] {idle, amid}) {
        RawHttp.Answer answer = connection.send(connection == idle ? request : request.substring(30)).answer();
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("retry-after")).isEqualTo("5");
        assertThat(answer.header("connection")).isEqualTo("close");
        assertThat(answer.header("x-request-id")).startsWith("req_");
        assertThat(answer.body()).contains("gateway_overloaded");
        connection.awaitClose();
      }
      terminated.countDown();
      assertThat(busy.answer().body()).as("all of it, when the connection is closed").contains("[DONE]");
      assertThat(stream.isDone()).as("the open one goes on").isFalse();
      told.countDown();
      assertThat(stream.get(60, TimeUnit.SECONDS).body()).endsWith(OpenAi.DONE);
      assertThat(gateway.awaitExit(Duration.ofSeconds(60))).isEqualTo(TERMINATED);
      assertThat(gateway.log()).doesNotContain("Exception");
    }
  }

  private static CompletableFuture<HttpResponse<String>> send(GatewayProcess gateway, String body) {
    HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port + "/v1/chat/completions"))
        .header("Authorization", "Bearer " + Gateway.KEY).header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body)).build();
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()
        .sendAsync(request, HttpResponse.BodyHandlers.ofString());
  }
}

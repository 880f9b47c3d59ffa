package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Gateway;
import app.orqen.it.support.GatewayProcess;
import app.orqen.it.support.OpenAi;
import app.orqen.it.support.RawHttp;
import app.orqen.it.support.StandIn;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a stream holds while its model thinks, in a process with a small heap. */
class ITQuietStreams {

  private static final int STREAMS = 300;
  /** A stream and its connection: 26 to 31 KB, by src/bench/streams.sh. */
  private static final int MOST_BYTES = 40 * 1024;
  private static final String PROMPT = "x".repeat(32 * 1024);

  private static StandIn provider;
  private static GatewayProcess gateway;
  private static volatile CountDownLatch goOn;

  @BeforeAll
  static void start() throws Exception {
    provider = new StandIn();
    provider.script((request, wire) -> {
      wire.events();
      wire.chunk(OpenAi.chunk("Hel"));
      goOn.await();
      wire.chunk(OpenAi.finish() + OpenAi.DONE);
      wire.end();
    });
    gateway = GatewayProcess.start(GatewayProcess.folder(), Map.of("ORQEN_BOOTSTRAP_KEY", Gateway.KEY,
        "ORQEN_PROVIDERS_OPENAI_BASE_URL", provider.url() + "/v1"));
    String id = new ObjectMapper().readTree(gateway.get("/v1/account/keys", Gateway.KEY).body())
        .at("/data/0/id").asText();
    assertThat(gateway.send("PATCH", "/v1/account/keys/" + id, Gateway.KEY, "{\"rate_limit_rpm\":100000}").statusCode())
        .isEqualTo(200);
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    provider.close();
  }

  @Test
  void holdLittleOfTheHeap() throws Exception {
    end(begin(STREAMS)); // what is made once, and kept
    long before = gateway.liveHeap();
    List<RawHttp> quiet = begin(STREAMS);
    long held = (gateway.liveHeap() - before) / STREAMS;
    end(quiet);
    assertThat(held).as("bytes of heap a stream").isLessThan(MOST_BYTES);
  }

  /** The buffers of a connection are small while it streams; the next request finds them whole. */
  @Test
  void theNextRequestMayComeBeforeTheStreamIsOver() throws Exception {
    goOn = new CountDownLatch(1);
    try (RawHttp connection = new RawHttp(gateway.port)) {
      connection.send(request()).readTo("Hel");
      String next = "GET /v1/account/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + Gateway.KEY
          + "\r\nX-Long: " + "y".repeat(4000) + "\r\n\r\n";
      connection.send(next);
      goOn.countDown();
      assertThat(connection.readTo("data: [DONE]\n\n\r\n0\r\n\r\n")).contains("\"finish_reason\":\"stop\"");
      assertThat(connection.answer().status()).isEqualTo(200);
      connection.send(next);
      assertThat(connection.answer().body()).contains("\"id\"");
    }
  }

  /** Opens streams one after the other, each up to its first event. */
  private static List<RawHttp> begin(int count) throws Exception {
    goOn = new CountDownLatch(1);
    List<RawHttp> streams = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      RawHttp stream = new RawHttp(gateway.port);
      stream.send(request()).readTo("Hel");
      streams.add(stream);
    }
    return streams;
  }

  private static void end(List<RawHttp> streams) throws Exception {
    goOn.countDown();
    for (RawHttp stream : streams) {
      stream.readTo("[DONE]");
      stream.close();
    }
  }

  private static String request() {
    String body = "{\"model\":\"openai/gpt-4o\",\"api_key\":\"sk-quiet-canary\",\"stream\":true,\"messages\":"
        + "[{\"role\":\"user\",\"content\":\"" + PROMPT + "\"}]}";
    return "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + Gateway.KEY
        + "\r\nContent-Type: application/json\r\nContent-Length: " + body.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n" + body;
  }
}

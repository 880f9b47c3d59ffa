package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.GatewayProcess;
import app.orqen.it.support.OpenAi;
import app.orqen.it.support.RawHttp;
import app.orqen.it.support.RawHttp.Answer;
import app.orqen.it.support.SmallGateway;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A gateway with a heap of 256 MiB under clients that would fill it: it goes on serving, and the process never runs out. */
class ITSmallHeap {

  private static final int BODY_BYTES = 32 * 1024 * 1024;
  private static final int ANSWER_BYTES = 30 * 1000 * 1000;

  private static SmallGateway small;

  @BeforeAll
  static void start() throws Exception {
    small = new SmallGateway();
  }

  @AfterAll
  static void stop() throws IOException {
    small.close();
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    small.assertNothingIsLeft();
  }

  /** One body of a million small messages for a provider that speaks another protocol. */
  @Test
  void aTranslationThatNeverFitsIsRefusedAtOnceAndOthersAreServed() throws Exception {
    String pair = "{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":\"b\"},";
    String body = "{\"model\":\"openai/gpt-4o\",\"max_tokens\":9,\"messages\":[" + pair.repeat(440_000)
        + "{\"role\":\"user\",\"content\":\"c\"}]}";
    assertThat(body.length()).isGreaterThan(28_000_000);
    small.provider.script((request, wire) -> wire.json(200, OpenAi.COMPLETION));
    AtomicBoolean answered = new AtomicBoolean();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<Answer> large = thread.submit(() -> {
        try (RawHttp raw = new RawHttp(small.process.port)) {
          return raw.send(head(body.length()).replace("/v1/chat/completions", "/v1/messages")).send(body).answer();
        } finally {
          answered.set(true);
        }
      });
      do {
        small.assertServesOthers();
      } while (!answered.get());
      assertThat(large.get().status()).isEqualTo(413);
      assertThat(small.provider.requests()).isEmpty();
    } finally {
      thread.shutdownNow();
    }
  }

  @Test
  void bodiesThatAreOnlyAnnouncedHoldNothing() throws Exception {
    List<SocketChannel> bodies = new ArrayList<>();
    try {
      for (int i = 0; i < 16; i++) {
        bodies.add(small.connect(head(BODY_BYTES) + "{"));
      }
      Eventually.holds(() -> small.metric("orqen_inflight") >= 16);
      assertThat(small.metric("orqen_memory_held_bytes")).isLessThan(16 * 64 * 1024);
      small.assertServesOthers();
      Eventually.holds(() -> small.metric("orqen_inflight") == 0);
    } finally {
      SmallGateway.closeAll(bodies);
    }
  }

  @Test
  void bodiesPastTheBudgetAreRefused() throws Exception {
    String begun = "{\"model\":\"nobody/x\",\"messages\":[{\"role\":\"user\",\"content\":\"";
    String body = begun + "x".repeat(BODY_BYTES - begun.length() - 4) + "\"}]}";
    List<Answer> answers = atOnce(12, () -> {
      try (RawHttp raw = new RawHttp(small.process.port)) {
        return raw.send(head(body.length())).send(body).answer();
      } catch (IOException | AssertionError e) {
        return null; // refused before it was sent whole, on a connection that is then closed
      }
    });
    assertThat(answers).filteredOn(answer -> answer != null && answer.status() == 404).isNotEmpty();
    assertThat(answers).filteredOn(answer -> answer != null && answer.status() != 404).isNotEmpty().allSatisfy(answer -> {
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.body()).contains("\"code\":\"gateway_overloaded\"");
      assertThat(answer.header("retry-after")).isEqualTo("1");
    });
    assertThat(small.metric("orqen_memory_refused_total")).isPositive();
  }

  @Test
  void largeAnswersAreWholeOrRefused() throws Exception {
    byte[] answer = OpenAi.COMPLETION.replace("\"content\":\"", "\"content\":\"" + "x".repeat(ANSWER_BYTES))
        .getBytes(StandardCharsets.UTF_8);
    assertThat(answer.length).isGreaterThan(ANSWER_BYTES);
    small.provider.script((request, wire) -> wire.answer(200, "application/json", answer));
    String body = "{\"model\":\"openai/gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    List<Answer> answers = atOnce(16, () -> {
      try (RawHttp raw = new RawHttp(small.process.port)) {
        return raw.send(head(body.length()) + body).answer();
      }
    });
    assertThat(answers).filteredOn(one -> one.status() == 200).isNotEmpty().allSatisfy(one -> {
      assertThat(one.header("content-length")).isEqualTo(Integer.toString(answer.length));
      assertThat(one.body()).hasSize(answer.length);
    });
    assertThat(answers).filteredOn(one -> one.status() != 200).isNotEmpty().allSatisfy(one -> {
      assertThat(one.status()).isEqualTo(503);
      assertThat(one.body()).contains("\"code\":\"gateway_overloaded\"");
    });
  }

  /** By settings that let it hold more than there is. */
  @Test
  void aProcessThatIsOutOfMemoryEnds() throws Exception {
    try (GatewayProcess doomed = GatewayProcess.start(GatewayProcess.folder(), Map.of("ORQEN_BOOTSTRAP_KEY", Gateway.KEY,
        "ORQEN_ADMISSION_MEMORY", "64GB", "ORQEN_MAX_REQUEST_BYTES", "1GB"), "-Xmx128m");
        SocketChannel client = SocketChannel.open(new InetSocketAddress("127.0.0.1", doomed.port))) {
      client.write(ByteBuffer.wrap(head(1 << 29).getBytes(StandardCharsets.US_ASCII)));
      try {
        for (int i = 0; i < 512; i++) {
          client.write(ByteBuffer.allocate(1 << 20));
        }
      } catch (IOException e) {
        // It has ended.
      }
      assertThat(doomed.awaitExit(Duration.ofMinutes(1))).isEqualTo(3);
      assertThat(doomed.log()).containsOnlyOnce("The gateway is out of memory, and its process ends.");
    }
  }

  private static String head(int length) {
    return "POST /v1/chat/completions HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer " + Gateway.KEY
        + "\r\nContent-Type: application/json\r\nContent-Length: " + length + "\r\n\r\n";
  }

  private static <T> List<T> atOnce(int count, Callable<T> call) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> result : threads.invokeAll(Collections.nCopies(count, call))) {
        results.add(result.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }
}

package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.GatewayProcess;
import app.orqen.it.support.OpenAi;
import app.orqen.it.support.Ports;
import app.orqen.it.support.RawHttp;
import app.orqen.it.support.RawHttp.Answer;
import app.orqen.it.support.StandIn;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A gateway with a heap of 256 MiB under clients that would fill it: it goes on serving, and the process never runs out. */
class ITSmallHeap {

  private static final int HEADS = 4200;
  /** What a connection that waits may cost, in bytes of heap. */
  private static final long CONNECTION_BYTES = 16 * 1024;
  private static final int BODY_BYTES = 32 * 1024 * 1024;
  private static final int ANSWER_BYTES = 30 * 1000 * 1000;
  private static final String HELLO = "{\"model\":\"echo/x\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

  private static StandIn provider;
  private static GatewayProcess gateway;
  private static String other;
  private static final int HTTPS_PORT = Ports.free();

  @BeforeAll
  static void start() throws Exception {
    provider = new StandIn();
    gateway = GatewayProcess.start(GatewayProcess.folder(), Map.of("ORQEN_BOOTSTRAP_KEY", Gateway.KEY,
        "ORQEN_PROVIDERS_OPENAI_BASE_URL", provider.url(), "ORQEN_TIMEOUT_HEAD", "30s", "ORQEN_TIMEOUT_BODY", "5s",
        "ORQEN_ADMISSION_WAIT", "50ms", "ORQEN_HTTPS_PORT", Integer.toString(HTTPS_PORT)), "-Xmx256m");
    String id = new ObjectMapper().readTree(gateway.get("/v1/account/keys", Gateway.KEY).body()).at("/data/0/id").textValue();
    gateway.send("PATCH", "/v1/account/keys/" + id, Gateway.KEY, "{\"rate_limit_rpm\":100000}");
    gateway.send("PUT", "/v1/account/providers", Gateway.KEY, "{\"provider\":\"openai\",\"api_key\":\"sk-canary-0123456789\"}");
    other = new ObjectMapper().readTree(gateway.send("POST", "/v1/account/keys", Gateway.KEY,
        "{\"name\":\"other\",\"rate_limit_rpm\":100000}").body()).at("/key").textValue();
    assertServesOthers();
  }

  @AfterAll
  static void stop() throws IOException {
    gateway.close();
    provider.close();
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    assertThat(gateway.isAlive()).isTrue();
    Eventually.holds(() -> metric("orqen_memory_held_bytes") == 0);
    assertServesOthers();
    assertThat(gateway.log()).doesNotContain("OutOfMemoryError");
  }

  private static void assertServesOthers() {
    HttpResponse<String> answer = gateway.send("POST", "/v1/chat/completions", other, HELLO);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(gateway.management("/actuator/health/liveness").statusCode()).isEqualTo(200);
    assertThat(gateway.management("/actuator/health/readiness").statusCode()).isEqualTo(200);
  }

  @Test
  void unfinishedHeadsCostLittleAndEnd() throws Exception {
    String begun = "GET /v1/models HTTP/1.1\r\nHost: gateway\r\nX-Padding: " + "a".repeat(150);
    long before = gateway.liveHeap();
    List<SocketChannel> heads = new ArrayList<>();
    try {
      for (int i = 0; i < HEADS; i++) {
        heads.add(connect(begun));
      }
      Eventually.holds(() -> metric("orqen_connections") >= HEADS);
      assertServesOthers();
      assertThat((gateway.liveHeap() - before) / HEADS).isLessThan(CONNECTION_BYTES);
      // A byte now and then does not prolong the time of a head.
      Eventually.holds(() -> {
        drip(heads);
        return metric("orqen_connections_closed_total{reason=\"head_time\"}") >= HEADS;
      });
    } finally {
      close(heads);
    }
  }

  @Test
  void connectionsThatWaitForTheNextRequestCostLittle() throws Exception {
    long before = gateway.liveHeap();
    List<SocketChannel> idle = new ArrayList<>();
    try {
      for (int i = 0; i < 1000; i++) {
        SocketChannel channel = connect("GET /v1/models HTTP/1.1\r\nHost: gateway\r\n\r\n");
        ByteBuffer answer = ByteBuffer.allocate(2048);
        while (!new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII).endsWith("}")) {
          assertThat(channel.read(answer)).isPositive();
        }
        idle.add(channel);
      }
      assertThat((gateway.liveHeap() - before) / idle.size()).isLessThan(CONNECTION_BYTES);
    } finally {
      close(idle);
    }
  }

  @Test
  void connectionsOverTlsThatWaitForTheNextRequestCostLittle() throws Exception {
    SSLContext trusting = SSLContext.getInstance("TLS");
    trusting.init(null, new TrustManager[] {new Trusting()}, null);
    List<SSLSocket> idle = new ArrayList<>();
    try {
      addIdle(trusting, idle, 100); // what is made once
      long before = gateway.liveHeap();
      addIdle(trusting, idle, 300);
      long held = (gateway.liveHeap() - before) / 300;
      assertThat(held).as("bytes of heap a connection").isLessThan(CONNECTION_BYTES);
      for (SSLSocket connection : idle) {
        askOverTls(connection); // each still works
      }
    } finally {
      for (SSLSocket connection : idle) {
        connection.close();
      }
    }
  }

  private static void addIdle(SSLContext trusting, List<SSLSocket> idle, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      SSLSocket connection = (SSLSocket) trusting.getSocketFactory().createSocket("127.0.0.1", HTTPS_PORT);
      askOverTls(connection);
      idle.add(connection);
    }
  }

  private static void askOverTls(SSLSocket connection) throws IOException {
    connection.getOutputStream().write(("GET /v1/account/me HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer " + other
        + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    byte[] answer = new byte[4096];
    int length = 0;
    while (length == 0 || answer[length - 1] != '}') {
      int n = connection.getInputStream().read(answer, length, answer.length - length);
      assertThat(n).isPositive();
      length += n;
    }
    assertThat(new String(answer, 0, length, StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 200");
  }

  /** The certificate is one that the gateway made for itself. */
  private static final class Trusting extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  /** One body of a million small messages for a provider that speaks another protocol. */
  @Test
  void aTranslationThatNeverFitsIsRefusedAtOnceAndOthersAreServed() throws Exception {
    String pair = "{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":\"b\"},";
    String body = "{\"model\":\"openai/gpt-4o\",\"max_tokens\":9,\"messages\":[" + pair.repeat(440_000)
        + "{\"role\":\"user\",\"content\":\"c\"}]}";
    assertThat(body.length()).isGreaterThan(28_000_000);
    provider.script((request, wire) -> wire.json(200, OpenAi.COMPLETION));
    AtomicBoolean answered = new AtomicBoolean();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<Answer> large = thread.submit(() -> {
        try (RawHttp raw = new RawHttp(gateway.port)) {
          return raw.send(head(body.length()).replace("/v1/chat/completions", "/v1/messages")).send(body).answer();
        } finally {
          answered.set(true);
        }
      });
      do {
        assertServesOthers();
      } while (!answered.get());
      assertThat(large.get().status()).isEqualTo(413);
      assertThat(provider.requests()).isEmpty();
    } finally {
      thread.shutdownNow();
    }
  }

  /** The beginning of the next head comes with the request before it, and holds one of Tomcat's processors. */
  @Test
  void unfinishedHeadsBehindARequestAreFew() throws Exception {
    List<SocketChannel> heads = new ArrayList<>();
    try {
      for (int i = 0; i < 1000; i++) {
        heads.add(connect("GET /v1/models HTTP/1.1\r\nHost: gateway\r\n\r\nGET /v1/mod"));
      }
      Eventually.holds(() -> metric("orqen_connections_closed_total{reason=\"head_memory\"}") > 800);
      assertServesOthers();
    } finally {
      close(heads);
    }
  }

  @Test
  void theManagementPortHasBoundsOfItsOwn() throws Exception {
    List<SocketChannel> heads = new ArrayList<>();
    try {
      long before = gateway.liveHeap();
      for (int i = 0; i < 2000; i++) {
        heads.add(SocketChannel.open(new InetSocketAddress("127.0.0.1", gateway.managementPort)));
        heads.get(i).write(ByteBuffer.wrap("GET /actuator/h".getBytes(StandardCharsets.US_ASCII)));
      }
      assertServesOthers();
      assertThat(gateway.liveHeap() - before).isLessThan(1000 * CONNECTION_BYTES);
    } finally {
      close(heads);
    }
  }

  @Test
  void bodiesThatAreOnlyAnnouncedHoldNothing() throws Exception {
    List<SocketChannel> bodies = new ArrayList<>();
    try {
      for (int i = 0; i < 16; i++) {
        bodies.add(connect(head(BODY_BYTES) + "{"));
      }
      Eventually.holds(() -> metric("orqen_inflight") >= 16);
      assertThat(metric("orqen_memory_held_bytes")).isLessThan(16 * 64 * 1024);
      assertServesOthers();
      Eventually.holds(() -> metric("orqen_inflight") == 0);
    } finally {
      close(bodies);
    }
  }

  @Test
  void bodiesPastTheBudgetAreRefused() throws Exception {
    String begun = "{\"model\":\"nobody/x\",\"messages\":[{\"role\":\"user\",\"content\":\"";
    String body = begun + "x".repeat(BODY_BYTES - begun.length() - 4) + "\"}]}";
    List<Answer> answers = atOnce(12, () -> {
      try (RawHttp raw = new RawHttp(gateway.port)) {
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
    assertThat(metric("orqen_memory_refused_total")).isPositive();
  }

  @Test
  void largeAnswersAreWholeOrRefused() throws Exception {
    byte[] answer = OpenAi.COMPLETION.replace("\"content\":\"", "\"content\":\"" + "x".repeat(ANSWER_BYTES))
        .getBytes(StandardCharsets.UTF_8);
    assertThat(answer.length).isGreaterThan(ANSWER_BYTES);
    provider.script((request, wire) -> wire.answer(200, "application/json", answer));
    String body = "{\"model\":\"openai/gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    List<Answer> answers = atOnce(16, () -> {
      try (RawHttp raw = new RawHttp(gateway.port)) {
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

  private static SocketChannel connect(String text) throws IOException {
    SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", gateway.port));
    channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    return channel;
  }

  private static void drip(List<SocketChannel> heads) {
    for (SocketChannel head : heads) {
      try {
        head.write(ByteBuffer.wrap(new byte[] {'a'}));
      } catch (IOException e) {
        // This one is closed.
      }
    }
  }

  private static void close(List<SocketChannel> channels) throws IOException {
    for (SocketChannel channel : channels) {
      channel.close();
    }
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

  /** The sum of a metric's values, or of those with labels. */
  private static double metric(String name) {
    Matcher value = Pattern.compile("(?m)^" + Pattern.quote(name) + (name.endsWith("}") ? "" : "(?:\\{.*\\})?") + " (.+)$")
        .matcher(gateway.management("/actuator/prometheus").body());
    double sum = 0;
    while (value.find()) {
      sum += Double.parseDouble(value.group(1));
    }
    return sum;
  }
}

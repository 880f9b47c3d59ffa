package app.orqen.it.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A gateway as a process with a heap of 256 MiB, and the stand-in of its provider. */
public final class SmallGateway implements AutoCloseable {

  /** What a connection that waits may cost, in bytes of heap. */
  public static final long CONNECTION_BYTES = 16 * 1024;
  private static final String HELLO = "{\"model\":\"echo/x\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

  public final StandIn provider = new StandIn();
  public final int httpsPort = Ports.free();
  public final GatewayProcess process;
  /** The key that requests of others have. */
  public final String other;

  public SmallGateway() throws Exception {
    process = GatewayProcess.start(GatewayProcess.folder(), Map.of("ORQEN_BOOTSTRAP_KEY", Gateway.KEY,
        "ORQEN_PROVIDERS_OPENAI_BASE_URL", provider.url(), "ORQEN_TIMEOUT_HEAD", "30s", "ORQEN_TIMEOUT_BODY", "5s",
        "ORQEN_ADMISSION_WAIT", "50ms", "ORQEN_HTTPS_PORT", Integer.toString(httpsPort)), "-Xmx256m");
    String id = new ObjectMapper().readTree(process.get("/v1/account/keys", Gateway.KEY).body()).at("/data/0/id").textValue();
    process.send("PATCH", "/v1/account/keys/" + id, Gateway.KEY, "{\"rate_limit_rpm\":100000}");
    process.send("PUT", "/v1/account/providers", Gateway.KEY, "{\"provider\":\"openai\",\"api_key\":\"sk-canary-0123456789\"}");
    other = new ObjectMapper().readTree(process.send("POST", "/v1/account/keys", Gateway.KEY,
        "{\"name\":\"other\",\"rate_limit_rpm\":100000}").body()).at("/key").textValue();
    assertServesOthers();
  }

  @Override
  public void close() throws IOException {
    process.close();
    provider.close();
  }

  /** Checks that requests of others are served, and that the probes are answered. */
  public void assertServesOthers() {
    HttpResponse<String> answer = process.send("POST", "/v1/chat/completions", other, HELLO);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(process.management("/actuator/health/liveness").statusCode()).isEqualTo(200);
    assertThat(process.management("/actuator/health/readiness").statusCode()).isEqualTo(200);
  }

  /** Checks that the process lives, holds nothing of earlier requests and was never out of memory. */
  public void assertNothingIsLeft() throws Exception {
    assertThat(process.isAlive()).isTrue();
    Eventually.holds(() -> metric("orqen_memory_held_bytes") == 0);
    assertServesOthers();
    assertThat(process.log()).doesNotContain("OutOfMemoryError");
  }

  /** Returns the sum of a metric's values, or of those with labels. */
  public double metric(String name) {
    Matcher value = Pattern.compile("(?m)^" + Pattern.quote(name) + (name.endsWith("}") ? "" : "(?:\\{.*\\})?") + " (.+)$")
        .matcher(process.management("/actuator/prometheus").body());
    double sum = 0;
    while (value.find()) {
      sum += Double.parseDouble(value.group(1));
    }
    return sum;
  }

  /** Connects and sends the text. */
  public SocketChannel connect(String text) throws IOException {
    SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", process.port));
    channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    return channel;
  }

  public static void closeAll(List<SocketChannel> channels) throws IOException {
    for (SocketChannel channel : channels) {
      channel.close();
    }
  }
}

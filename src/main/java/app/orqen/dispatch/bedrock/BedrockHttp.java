package app.orqen.dispatch.bedrock;

import app.orqen.admission.Reservation;
import app.orqen.admission.ReservedBytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.support.GZIPHelper;
import org.apache.hc.client5.http.classic.HttpClient;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.core5.http.ClassicHttpResponse;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * The HTTP client that the AWS SDK is given: the one that Camel's HTTP endpoints have, so that a call through the SDK is
 * watched, cut off, traced and judged by the circuit breaker like any other.
 */
final class BedrockHttp implements SdkHttpClient {

  private static final String PROVIDER = "https://bedrock.invalid";
  /** Keeps a base URL that came with a credential off private networks. */
  private static final String OF_CALLER = PROVIDER + "?clientConnectionManager=#apiBaseConnections";
  /** What the HTTP client writes itself. */
  private static final Set<String> WRITTEN = Set.of("host", "content-length", "user-agent");
  /** What the SDK is not told: an encoding that is undone, and a date, by which one answer would set the clock of all calls. */
  private static final Set<String> KEPT_BACK = Set.of("content-encoding", "date");

  /** What the SDK makes of an answer holds this many times the answer's bytes. */
  private static final int SDK_FACTOR = 3;

  private final CamelContext camel;
  private final int maxAnswerBytes;

  BedrockHttp(CamelContext camel, int maxAnswerBytes) {
    this.camel = camel;
    this.maxAnswerBytes = maxAnswerBytes;
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    ConverseCall call = ConverseCall.take();
    if (call == null) {
      throw new IllegalStateException("the step converseRequest must come before the component");
    }
    HttpPost post = post(call, request.httpRequest());
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        call.answered(exchange(call, post));
        return response(call.answer());
      }

      @Override
      public void abort() {
        post.cancel();
      }
    };
  }

  private static HttpPost post(ConverseCall call, SdkHttpRequest signed) {
    HttpPost post = new HttpPost(signed.getUri());
    call.headers().forEach(post::setHeader);
    signed.forEachHeader((name, values) -> {
      if (!WRITTEN.contains(name.toLowerCase(Locale.ROOT))) {
        post.setHeader(name, values.get(0));
      }
    });
    post.setEntity(call.body());
    return post;
  }

  /** Reads the answer to its end. Of an answer that is too long it reads as much as shows that. */
  private ConverseCall.Answer exchange(ConverseCall call, HttpPost post) throws IOException {
    HttpClient http = camel.getEndpoint(call.destination().ofCaller() ? OF_CALLER : PROVIDER, HttpEndpoint.class)
        .getHttpClient();
    try (ClassicHttpResponse response = http.executeOpen(null, post, null)) {
      byte[] body = new byte[0];
      if (response.getEntity() != null) {
        InputStream in = response.getEntity().getContent();
        body = read(call, GZIPHelper.uncompressGzip(response.getEntity().getContentEncoding(), in),
            response.getEntity().getContentLength());
      }
      return new ConverseCall.Answer(response.getCode(), response.getHeaders(), body);
    }
  }

  /** Takes room for the answer as it comes, and for the text and the objects that the SDK makes of it. */
  private byte[] read(ConverseCall call, InputStream in, long announced) throws IOException {
    Reservation memory = call.body().call().inbound().memory();
    ReservedBytes body = ReservedBytes.ofAnnounced(memory, announced, maxAnswerBytes, memory.budget().patience());
    while (!body.isTooLong() && body.readFrom(in)) {
      // as long as there is more
    }
    memory.grow(SDK_FACTOR * ReservedBytes.reservedFor(body.size()));
    return body.toArray();
  }

  private static HttpExecuteResponse response(ConverseCall.Answer answer) {
    SdkHttpResponse.Builder head = SdkHttpResponse.builder().statusCode(answer.status());
    Arrays.stream(answer.headers()).filter(header -> !KEPT_BACK.contains(header.getName().toLowerCase(Locale.ROOT)))
        .forEach(header -> head.appendHeader(header.getName(), header.getValue()));
    return HttpExecuteResponse.builder().response(head.build())
        .responseBody(AbortableInputStream.create(new ByteArrayInputStream(answer.body()))).build();
  }

  @Override
  public String clientName() {
    return "orqen";
  }

  /** Does nothing, since the connections are Camel's. */
  @Override
  public void close() {
    // nothing is open
  }
}

package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Gateway;
import app.orqen.it.support.GatewayProcess;
import app.orqen.it.support.Ports;
import app.orqen.it.support.RawHttp;
import app.orqen.it.support.SigV4;
import app.orqen.it.support.StandIn;
import app.orqen.it.support.Wires;
import app.orqen.translate.Wire;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Plain Converse goes through Camel's component and the AWS SDK, and nothing is lost on the way. */
class ITBedrockComponent {

  private static final String MODEL = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
  static final String PATH = "/model/bedrock%2Fus.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse";
  private static final String ASK = "{ \"messages\" : [{\"role\":\"user\",\"content\":[{\"text\":\"Hé\"}]}],\n"
      + "  \"futureField\" : {\"a\": [1, 2.50, null]} }";

  /** What the component left on the exchange that it was sent. */
  private record Sent(String endpoint, Object body, Map<String, Object> headers) {}

  static StandIn provider;
  static Gateway gateway;
  static final Queue<Sent> SENT = new ConcurrentLinkedQueue<>();

  @BeforeAll
  static void start() {
    provider = new StandIn();
    gateway = Gateway.start("orqen.providers.bedrock.base-url=" + provider.url(), "orqen.timeout.gap=2s",
        "orqen.timeout.first-byte=2s", "orqen.breaker.minimum-calls=5", "orqen.breaker.window=5",
        "orqen.max-answer-bytes=100KB");
    store(Gateway.KEY, "stored-canary-1234", "eu-west-1");
    EventNotifierSupport sentTo = new EventNotifierSupport() {
      @Override
      public void notify(CamelEvent event) {
        if (event instanceof CamelEvent.ExchangeSentEvent sent && sent.getEndpoint().getEndpointUri().startsWith("aws-bedrock")) {
          SENT.add(new Sent(sent.getEndpoint().getEndpointUri(), sent.getExchange().getMessage().getBody(),
              new HashMap<>(sent.getExchange().getMessage().getHeaders())));
        }
      }
    };
    sentTo.start();
    gateway.bean(CamelContext.class).getManagementStrategy().addEventNotifier(sentTo);
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    provider.close();
  }

  private static void store(String key, String secret, String region) {
    HttpResponse<String> stored = Gateway.send(as(key, "/v1/account/providers").PUT(HttpRequest.BodyPublishers.ofString(
        "{\"provider\":\"bedrock\",\"aws_access_key_id\":\"AKIDCANARY\",\"aws_secret_access_key\":\"" + secret
            + "\",\"aws_session_token\":\"session-canary\",\"aws_region_name\":\"" + region + "\"}")));
    assertThat(stored.statusCode()).as(stored.body()).isEqualTo(200);
  }

  private static HttpRequest.Builder as(String key, String path) {
    return HttpRequest.newBuilder(URI.create(gateway.url() + path)).header("Authorization", "Bearer " + key)
        .header("Content-Type", "application/json");
  }

  private static HttpResponse<String> converse(String json) {
    return gateway.post(PATH, json);
  }

  @Test
  void theComponentIsInTheWay() throws Exception {
    SENT.clear();
    provider.script((request, socket) -> socket.json(200, Wires.answer(Wire.CONVERSE), "x-amzn-RequestId: aws-7"));
    HttpResponse<String> answer = gateway.post("/v1/chat/completions",
        "{\"model\":\"bedrock/" + MODEL + "\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
    assertThat(answer.body()).contains("\"choices\"").contains("Oslo");
    assertThat(answer.headers().firstValue("x-orqen-provider-request-id")).contains("aws-7");
    Sent sent = SENT.remove();
    assertThat(sent.endpoint()).contains("operation=converse").contains("pojoRequest=true");
    assertThat(sent.body()).isEqualTo("Hé");
    assertThat(sent.headers()).containsEntry("CamelAwsBedrockConverseStopReason", "tool_use");
    assertThat(sent.headers().get("CamelAwsBedrockConverseUsage").toString()).contains("TotalTokens=7");
    SigV4.verify(provider.last(), "stored-canary-1234", "eu-west-1");
    assertThat(provider.last().header("user-agent")).isEqualTo("orqen");
  }

  @Test
  void bytesPassUntouchedBothWays() throws Exception {
    String own = Wires.answer(Wire.CONVERSE).replace("{\"output\"", "{ \"futureAnswer\" : [ 1.50 ] , \"output\"");
    provider.script((request, socket) -> socket.json(200, own));
    assertThat(converse(ASK).body()).isEqualTo(own).contains("\"metrics\"");
    assertThat(provider.last().text()).isEqualTo(ASK);
    SigV4.verify(provider.last(), "stored-canary-1234", "eu-west-1");
  }

  /** A stream would come in one piece. */
  @Test
  void streamsGoPastTheComponent() {
    SENT.clear();
    provider.script((request, socket) ->
        socket.answer(200, Wires.streamType(Wire.CONVERSE), Wires.stream(Wire.CONVERSE, true)));
    assertThat(gateway.post(PATH + "-stream", ASK).statusCode()).isEqualTo(200);
    assertThat(SENT).isEmpty();
  }

  @Test
  void errorsAndOddAnswersAreToldAsTheyCame() {
    String refusal = "{\"message\":\"slow down\",\"futureField\":1}";
    provider.script((request, socket) -> socket.json(429, refusal, "x-amzn-ErrorType: ThrottlingException:http://x",
        "Retry-After: 7"));
    HttpResponse<String> answer = converse(ASK);
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.body()).isEqualTo(refusal);
    assertThat(answer.headers().firstValue("retry-after")).contains("7");
    assertThat(answer.headers().firstValue("x-amzn-ErrorType")).contains("ThrottlingException:http://x");
    assertThat(provider.requests()).as("the SDK does not repeat it").hasSize(1);
    provider.script((request, socket) -> socket.answer(200, "text/html", "<html>".getBytes()));
    assertThat(converse(ASK).body()).contains("something that isn't JSON");
    provider.script((request, socket) -> socket.json(200, "{\"output\":"));
    assertThat(converse(ASK).statusCode()).isEqualTo(502);
    provider.script((request, socket) -> socket.json(200, "{\"a\":\"" + "x".repeat(120_000) + "\"}"));
    assertThat(converse(ASK).body()).contains("more than 102400 bytes");
  }

  @Test
  void aClientThatLeavesEndsTheCallWithinASecond() throws Exception {
    String ask = ASK.replace("é", "e");
    for (boolean begun : new boolean[] {false, true}) {
      CountDownLatch asked = new CountDownLatch(1);
      CountDownLatch ended = new CountDownLatch(1);
      provider.script((request, socket) -> {
        if (begun) {
          socket.raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"output\":");
        }
        asked.countDown();
        socket.awaitClose();
        ended.countDown();
      });
      try (RawHttp client = new RawHttp(gateway)) {
        client.send("POST " + PATH + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + Gateway.KEY
            + "\r\nContent-Type: application/json\r\nContent-Length: " + ask.length() + "\r\n\r\n" + ask);
        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(ended.await(1, TimeUnit.SECONDS)).as("head sent: " + begun).isTrue();
    }
  }

  @Test
  void silenceHasItsLimits() {
    provider.script((request, socket) -> socket.awaitClose());
    long since = System.nanoTime();
    HttpResponse<String> none = converse(ASK);
    assertThat(none.statusCode()).isEqualTo(504);
    assertThat(none.body()).contains("did not begin to answer within 2 s");
    provider.script((request, socket) -> {
      socket.raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"output\":");
      socket.awaitClose();
    });
    HttpResponse<String> half = converse(ASK);
    assertThat(half.statusCode()).isEqualTo(504);
    assertThat(half.body()).contains("sent nothing for 2 s");
    assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - since)).isLessThan(8);
    provider.script((request, socket) -> {
      socket.raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"output\":");
      socket.cut();
    });
    assertThat(converse(ASK).body()).contains("ended its answer too early");
  }

  /** Its failures are the component's, and open only the breaker of its credential. */
  @Test
  void theBreakerLearnsFromIt() {
    provider.script((request, socket) -> socket.json(500, "{\"message\":\"broken\"}"));
    String[] secrets = {"breaker-canary-1", "breaker-canary-2"};
    for (int i = 0; i < 5; i++) {
      assertThat(converse(keys(secrets[0], "us-east-1")).statusCode()).isEqualTo(500);
    }
    HttpResponse<String> refused = converse(keys(secrets[0], "us-east-1"));
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.body()).contains("temporarily unavailable");
    assertThat(provider.requests()).hasSize(5);
    assertThat(converse(keys(secrets[1], "us-east-1")).statusCode()).isEqualTo(500);
  }

  static String keys(String secret, String region) {
    return ASK.replaceFirst("\\{", "{\"aws_access_key_id\":\"AKIDCANARY\",\"aws_secret_access_key\":\"" + secret
        + "\",\"aws_session_token\":\"session-canary\",\"aws_region_name\":\"" + region + "\",");
  }

  /** Stored keys, keys of the request and a bearer token, all at once on the one client. */
  @Test
  void credentialsOfConcurrentCallsNeverMix() throws Exception {
    String other = new ObjectMapper().readTree(Gateway.send(as(Gateway.ADMIN_TOKEN, "/v1/admin/accounts")
        .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"other\"}"))).body()).get("key").asText();
    Wires.liftLimit(gateway);
    store(other, "other-canary-5678", "ap-south-1");
    Queue<Throwable> mixed = new ConcurrentLinkedQueue<>();
    provider.script((request, socket) -> {
      try {
        switch (request.text().replaceAll("(?s).*caller-(\\d).*", "$1")) {
          case "0" -> SigV4.verify(request, "stored-canary-1234", "eu-west-1");
          case "1" -> SigV4.verify(request, "other-canary-5678", "ap-south-1");
          case "2" -> SigV4.verify(request, "request-canary-9", "us-west-2");
          default -> assertThat(request.header("authorization")).isEqualTo("Bearer bearer-canary-3");
        }
      } catch (Throwable e) {
        mixed.add(e);
      }
      socket.json(200, Wires.answer(Wire.CONVERSE).replace("Hé", request.text().replaceAll("(?s).*(caller-\\d).*", "$1")));
    });
    ExecutorService users = Executors.newFixedThreadPool(16);
    List<Future<?>> calls = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      int caller = i % 4;
      calls.add(users.submit(() -> {
        String ask = switch (caller) {
          case 2 -> keys("request-canary-9", "us-west-2");
          case 3 -> ASK.replaceFirst("\\{",
              "{\"aws_bearer_token_bedrock\":\"bearer-canary-3\",\"aws_region_name\":\"us-east-1\",");
          default -> ASK;
        };
        HttpResponse<String> answer = Gateway.send(as(caller == 1 ? other : Gateway.KEY, PATH)
            .POST(HttpRequest.BodyPublishers.ofString(ask.replace("Hé", "caller-" + caller))));
        assertThat(answer.body()).contains("caller-" + caller);
      }));
    }
    for (Future<?> call : calls) {
      call.get();
    }
    users.shutdown();
    assertThat(mixed).isEmpty();
  }

  /**
   * In a route that lets a credential bring its base URL: the SDK's calls too take the connections that look where they lead.
   */
  @Test
  void aBaseUrlOfTheCallersHasConnectionsOfItsOwn() throws Exception {
    Path routes = Files.createTempDirectory("orqen-routes");
    GatewayProcess.copyRoutes(routes);
    Path file = routes.resolve("provider-bedrock.camel.yaml");
    Files.writeString(file, Files.readString(file).replace("_bedrock,api_key\"", "_bedrock,api_key,api_base\""));
    provider.script((request, socket) -> socket.json(200, Wires.answer(Wire.CONVERSE)));
    try (Gateway own = Gateway.start("orqen.routes-dir=" + routes, "orqen.api-base-allowed-hosts=127.0.0.1")) {
      var connections = own.context().getBean("apiBaseConnections", PoolingHttpClientConnectionManager.class);
      assertThat(connections.getTotalStats().getAvailable()).isZero();
      String base = "{\"api_base\":\"" + provider.url() + "/own/\",";
      HttpResponse<String> answer = own.post(PATH, keys("base-canary-1", "us-east-1").replaceFirst("\\{", base));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(provider.last().line()).startsWith("POST /own/model/us.anthropic.");
      SigV4.verify(provider.last(), "base-canary-1", "us-east-1");
      assertThat(connections.getTotalStats().getAvailable()).isEqualTo(1);
      String nowhere = "{\"api_base\":\"http://127.0.0.1:" + Ports.free() + "\",";
      HttpResponse<String> none = own.post(PATH, keys("base-canary-1", "us-east-1").replaceFirst("\\{", nowhere));
      assertThat(none.statusCode()).isEqualTo(502);
      assertThat(none.body()).contains("can't be reached");
    }
  }
}

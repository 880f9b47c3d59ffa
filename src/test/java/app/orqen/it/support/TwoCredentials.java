package app.orqen.it.support;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.translate.Wire;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A gateway whose account has two credentials of a provider, and the provider's stand-in, which tells them apart. The "bad" one comes
 * first for all but one conversation in a hundred.
 */
public final class TwoCredentials implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The secrets of the credentials, by their names. */
  public static final Map<String, String> SECRETS =
      new TreeMap<>(Map.of("bad", "stored-canary-bad-1111", "good", "stored-canary-good-2222"));

  /** What can go wrong with a credential. */
  public enum Failure {
    REFUSED("refused"),
    LIMITED("limited"),
    SERVER_ERROR(null),
    CUT(null),
    NONSENSE(null);

    /** The state that it leads to; null when it says nothing about the credential. */
    public final String state;

    Failure(String state) {
      this.state = state;
    }
  }

  /** Requests of which surely one begins with the bad credential, which takes a hundred of a hundred and one. */
  public static final int PLENTY = 50;
  private static final AtomicInteger CONVERSATIONS = new AtomicInteger();

  public final StandIn provider = new StandIn();
  public final Gateway gateway = Gateway.start("orqen.providers.openai.base-url=" + provider.url() + "/v1",
      "orqen.providers.anthropic.base-url=" + provider.url(), "orqen.providers.gemini.base-url=" + provider.url(),
      "orqen.providers.bedrock.base-url=" + provider.url(), "orqen.api-base-allowed-hosts=127.0.0.1",
      "orqen.breaker.minimum-calls=1000", "orqen.breaker.window=1000");

  @Override
  public void close() throws IOException {
    gateway.close();
    provider.close();
  }

  /** Removes all credentials of the account. */
  public void removeAll() {
    JdbcClient jdbc = gateway.bean(JdbcClient.class);
    for (JsonNode row : rows()) {
      Gateway.send(gateway.request("/v1/account/providers/" + row.path("provider").asText() + "?name=" + row.path("name").asText())
          .DELETE());
    }
    assertThat(jdbc.sql("select count(*) from provider_credential_named").query(Long.class).single()).isZero();
  }

  /** Returns an answer's body. */
  public static JsonNode json(HttpResponse<String> answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new AssertionError(answer.body(), e);
    }
  }

  /** Returns the credentials as the account lists them. */
  public JsonNode rows() {
    return json(gateway.get("/v1/account/providers?limit=100")).path("data");
  }

  /** Returns one of them by its name. */
  public JsonNode row(String name) {
    for (JsonNode row : rows()) {
      if (row.path("name").asText().equals(name)) {
        return row;
      }
    }
    throw new AssertionError("no credential " + name);
  }

  private static String id(Wire wire) {
    return Wires.model(wire).replaceAll("/.*", "");
  }

  /** Stores one of them. */
  public void store(Wire wire, String name, int weight) {
    String secret = SECRETS.get(name);
    String fields = wire == Wire.CONVERSE
        ? "\"aws_access_key_id\":\"AKIDCANARY\",\"aws_secret_access_key\":\"" + secret + "\",\"aws_session_token\":\"session-" + secret
            + "\",\"aws_region_name\":\"" + (name.equals("bad") ? "us-east-1" : "eu-west-1") + "\""
        : "\"api_key\":\"" + secret + "\"";
    HttpResponse<String> stored = gateway.put("/v1/account/providers",
        "{\"provider\":\"" + id(wire) + "\",\"name\":\"" + name + "\",\"weight\":" + weight + "," + fields + "}");
    assertThat(stored.statusCode()).as(stored.body()).isEqualTo(200);
  }

  /** Stores both. The bad one comes first for all but one conversation in a hundred, and never after it was left out. */
  public void storeBoth(Wire wire) {
    store(wire, "bad", 100);
    store(wire, "good", 1);
  }

  /** Returns the name of the credential that a call carries. */
  public static String who(StandIn.Request request) {
    String headers = request.headers().toString();
    return SECRETS.keySet().stream().filter(name -> headers.contains(SECRETS.get(name))).findFirst().orElse("nobody");
  }

  /** Returns the names of the credentials that calls carried, in their order. */
  public List<String> whoAll() {
    return provider.requests().stream().map(TwoCredentials::who).toList();
  }

  /** Answers as the wire's provider does, streamed where it is asked so. */
  public static void answer(Wire wire, StandIn.Request request, StandIn.Wire to) throws Exception {
    boolean stream = request.text().contains("\"stream\":true") || request.line().contains("tream");
    if (stream) {
      to.answer(200, Wires.streamType(wire), Wires.stream(wire, true));
    } else {
      to.json(200, Wires.answer(wire));
    }
  }

  /** Lets calls with the bad one fail, and answers the others. */
  public void script(Wire wire, Failure failure) {
    provider.script((request, to) -> {
      if (!who(request).equals("bad")) {
        answer(wire, request, to);
        return;
      }
      switch (failure) {
        case REFUSED -> to.json(401, Wires.error(wire, "authentication_error", "UNAUTHENTICATED", "no " + SECRETS.get("bad")),
            "x-amzn-ErrorType: UnrecognizedClientException");
        case LIMITED -> to.json(429, Wires.error(wire, "rate_limit_error", "RESOURCE_EXHAUSTED", "slow down"), "Retry-After: 600",
            "x-amzn-ErrorType: ThrottlingException");
        case SERVER_ERROR -> to.json(500, Wires.error(wire, "api_error", "INTERNAL", "down"),
            "x-amzn-ErrorType: InternalServerException");
        case CUT -> to.cut();
        case NONSENSE -> to.answer(200, "text/html", Wires.utf8("<html>"));
      }
    });
  }

  /** Returns a text that begins a conversation of its own, since a conversation stays with its credential. */
  public static String hi() {
    return "hi " + CONVERSATIONS.incrementAndGet();
  }

  /** Calls a model by a surface: chat, messages, converse or responses. */
  public HttpResponse<String> call(String surface, Wire wire, boolean stream) {
    String model = Wires.model(wire);
    String head = "{\"model\":\"" + model + "\"," + (stream ? "\"stream\":true," : "");
    String messages = "\"messages\":[{\"role\":\"user\",\"content\":\"" + hi() + "\"}]}";
    return switch (surface) {
      case "chat" -> gateway.post("/v1/chat/completions", head + messages);
      case "messages" -> gateway.post("/v1/messages", head + "\"max_tokens\":100," + messages);
      case "responses" -> gateway.post("/v1/responses", head + "\"input\":\"" + hi() + "\"}");
      default -> gateway.post("/model/" + model.replace("/", "%2F").replace(":", "%3A") + "/converse" + (stream ? "-stream" : ""),
          "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"" + hi() + "\"}]}]}");
    };
  }

  /** Calls OpenAI by chat completions. */
  public HttpResponse<String> chat() {
    return call("chat", Wire.OPENAI, false);
  }

  /**
   * Calls until a call with the bad one has failed. Of a hundred and one conversations one begins with the good credential, and then
   * the bad one isn't asked.
   */
  public void askUntilTheBadOneFailed(String surface, Wire wire, boolean stream) {
    for (int i = 0; i < PLENTY; i++) {
      provider.requests().clear();
      HttpResponse<String> answer = call(surface, wire, stream);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).contains("Hé").doesNotContain("canary");
      assertThat(answer.headers().firstValue("retry-after")).as("what the call that failed said").isEmpty();
      assertThat(whoAll()).endsWith("good");
      if (whoAll().contains("bad")) {
        assertAttempts(answer);
        return;
      }
    }
    throw new AssertionError("the bad credential was never tried");
  }

  /** The request's row names both credentials, never their values. */
  private void assertAttempts(HttpResponse<String> answer) {
    String id = answer.headers().firstValue("x-request-id").orElseThrow();
    try {
      JsonNode attempts = json(Eventually.ask(() -> gateway.get("/v1/account/requests/" + id), row -> row.statusCode() == 200)).path("attempts");
      assertThat(attempts).as(attempts.toString()).hasSize(2);
      assertThat(attempts.get(0).path("credential").asText()).isEqualTo("bad");
      assertThat(attempts.get(0).path("status").asInt()).isNotEqualTo(200);
      assertThat(attempts.get(1).path("credential").asText()).isEqualTo("good");
      assertThat(attempts.get(1).path("status").asInt()).isEqualTo(200);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}

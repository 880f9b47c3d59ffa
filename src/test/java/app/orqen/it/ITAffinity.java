package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Gateway;
import app.orqen.it.support.OpenAi;
import app.orqen.it.support.StandIn;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A conversation stays with the target and the credential that have its prompt in their cache, until that place fails. */
class ITAffinity {

  static StandIn first;
  static StandIn second;
  static Gateway gateway;

  @BeforeAll
  static void start() {
    first = new StandIn();
    second = new StandIn();
    gateway = Gateway.start("orqen.providers.openai.base-url=" + first.url() + "/v1",
        "orqen.providers.groq.base-url=" + second.url() + "/v1", "orqen.models.aliases.pair=openai/gpt-4o, groq/llama",
        "orqen.breaker.minimum-calls=1000", "orqen.breaker.window=1000");
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    first.close();
    second.close();
  }

  @BeforeEach
  void allAnswer() {
    for (String name : List.of("a", "b", "c")) {
      put("openai", name);
    }
    put("groq", "a");
    first.script(OpenAi::greet);
    second.script(OpenAi::greet);
  }

  private static void put(String provider, String name) {
    HttpResponse<String> stored = gateway.put("/v1/account/providers", "{\"provider\":\"" + provider + "\",\"name\":\"" + name
        + "\",\"api_key\":\"sk-canary-of-" + name + "\"}");
    assertThat(stored.statusCode()).as(stored.body()).isEqualTo(200);
  }

  private static List<String> who() {
    return first.requests().stream().map(request -> request.header("authorization").replaceAll(".*-", "")).toList();
  }

  private static HttpResponse<String> ask(String path, String model, String session, String more) {
    HttpRequest.Builder request = gateway.request(path).header("Content-Type", "application/json");
    if (session != null) {
      request.header("X-Orqen-Session-Id", session);
    }
    HttpResponse<String> answer = Gateway.send(request.POST(HttpRequest.BodyPublishers.ofString(
        "{\"model\":\"" + model + "\",\"max_tokens\":10" + more + "}")));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer;
  }

  private static String messages(String text) {
    return ",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]";
  }

  private static String id() {
    return UUID.randomUUID().toString();
  }

  @ParameterizedTest
  @CsvSource({"/v1/chat/completions,false", "/v1/chat/completions,true", "/v1/messages,false", "/v1/messages,true"})
  void aSessionStaysWithItsCredential(String path, boolean stream) {
    String session = id();
    for (int i = 0; i < 20; i++) {
      ask(path, "openai/gpt-4o", session, messages("turn " + i) + (stream ? ",\"stream\":true" : ""));
    }
    assertThat(who()).hasSize(20);
    assertThat(who().stream().distinct()).hasSize(1);
  }

  @Test
  void soDoesAPromptCacheKeyAndAnOpening() {
    String key = id();
    for (int i = 0; i < 20; i++) {
      ask("/v1/chat/completions", "openai/gpt-4o", null, ",\"prompt_cache_key\":\"" + key + "\"" + messages("turn " + i));
    }
    assertThat(who().stream().distinct()).hasSize(1);
    first.requests().clear();
    String opening = id();
    String turns = "{\"role\":\"user\",\"content\":\"" + opening + "\"}";
    for (int i = 0; i < 20; i++) {
      ask("/v1/chat/completions", "openai/gpt-4o", null, ",\"messages\":[" + turns + "]");
      turns += ",{\"role\":\"assistant\",\"content\":\"yes\"},{\"role\":\"user\",\"content\":\"turn " + i + "\"}";
    }
    assertThat(who().stream().distinct()).hasSize(1);
  }

  /** Of 60 conversations one of three equal credentials gets none with a probability below 1 in 10 to the 10th. */
  @Test
  void newConversationsAreSharedOut() {
    IntStream.range(0, 60).forEach(i -> ask("/v1/chat/completions", "openai/gpt-4o", id(), messages("x")));
    assertThat(who()).contains("a", "b", "c");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void itLeavesACredentialThatFailsAndStaysWithTheNext(boolean stream) {
    String session = id();
    String more = messages("x") + (stream ? ",\"stream\":true" : "");
    ask("/v1/chat/completions", "openai/gpt-4o", session, more);
    String before = who().get(0);
    first.script((request, to) -> {
      if (request.header("authorization").endsWith(before)) {
        to.json(500, "{\"error\":{\"message\":\"down\",\"type\":\"api_error\"}}");
      } else {
        OpenAi.greet(request, to);
      }
    });
    ask("/v1/chat/completions", "openai/gpt-4o", session, more);
    assertThat(who()).hasSize(2).startsWith(before);
    String after = who().get(1);
    first.script(OpenAi::greet); // it is back
    for (int i = 0; i < 10; i++) {
      ask("/v1/chat/completions", "openai/gpt-4o", session, more);
    }
    assertThat(who()).containsOnly(after);
  }

  @Test
  void itStaysWithTheTargetThatAnswered() {
    String session = id();
    first.script((request, to) -> to.json(503, "{\"error\":{\"message\":\"down\",\"type\":\"api_error\"}}"));
    ask("/v1/chat/completions", "pair", session, messages("x"));
    assertThat(first.requests()).isNotEmpty();
    assertThat(second.requests()).hasSize(1);
    allAnswer();
    for (int i = 0; i < 5; i++) {
      ask("/v1/chat/completions", "pair", session, messages("x"));
    }
    assertThat(first.requests()).as("it is back, but the conversation stays").isEmpty();
    assertThat(second.requests()).hasSize(5);
    ask("/v1/chat/completions", "pair", id(), messages("x"));
    assertThat(first.requests()).as("a new conversation begins with the first target").hasSize(1);
    second.script((request, to) -> to.json(503, "{\"error\":{\"message\":\"down\",\"type\":\"api_error\"}}"));
    ask("/v1/chat/completions", "pair", session, messages("x"));
    assertThat(first.requests()).as("it goes back when its own place fails").hasSize(2);
  }
}

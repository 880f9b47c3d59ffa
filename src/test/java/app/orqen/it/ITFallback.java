package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.OpenAi;
import app.orqen.it.support.Ports;
import app.orqen.it.support.StandIn;
import app.orqen.vault.CredentialStore;
import app.orqen.vault.StoredCredential;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A name that leads to several targets goes on to the next one when a target fails before its first content. */
class ITFallback {

  private static final String SECRET = "stored-canary-5678";
  /** Tells the conversations apart, since each stays with the target that answered it. */
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  static StandIn first;
  static StandIn second;
  static Gateway gateway;

  @BeforeAll
  static void start() throws Exception {
    first = new StandIn();
    second = new StandIn();
    gateway = Gateway.start("orqen.providers.openai.base-url=" + first.url() + "/v1",
        "orqen.providers.groq.base-url=" + second.url() + "/v1",
        "orqen.providers.xai.base-url=http://127.0.0.1:" + Ports.free() + "/v1",
        "orqen.models.aliases.pair=openai/gpt-4o, groq/llama", "orqen.models.aliases.dead=xai/grok-4, openai/gpt-4o",
        "orqen.providers.together_ai.base-url=" + second.url() + "/v1", "orqen.models.aliases.texts=openai/gpt-4o, together_ai/llama",
        "orqen.models.aliases.keyless=mistral/large, openai/gpt-4o",
        "orqen.models.aliases.forbidden=openai/gpt-4o, deepseek/deepseek-chat, groq/llama",
        "orqen.timeout.keep-alive=200ms", "orqen.breaker.minimum-calls=1000", "orqen.breaker.window=1000");
    CredentialStore store = gateway.bean(CredentialStore.class);
    String account = gateway.bean(JdbcClient.class).sql("select id from account").query(String.class).single();
    for (String id : new String[] {"openai", "groq", "xai", "together_ai"}) {
      store.put(account, id, StoredCredential.DEFAULT, 1, Map.of("api_key", SECRET + id), "…5678");
    }
    // The operator has taken this host off the list since.
    store.put(account, "deepseek", StoredCredential.DEFAULT, 1, Map.of("api_key", SECRET + "deepseek", "api_base", "http://forbidden.example"), "…5678");
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    first.close();
    second.close();
  }

  @BeforeEach
  void bothAnswer() {
    for (StandIn provider : new StandIn[] {first, second}) {
      provider.script(OpenAi::greet);
    }
  }

  private static HttpResponse<String> ask(String model, boolean stream) {
    freshCredential();
    return gateway.post("/v1/chat/completions", "{\"model\":\"" + model + "\"," + (stream ? "\"stream\":true," : "")
        + "\"messages\":[{\"role\":\"user\",\"content\":\"x" + NUMBERS.incrementAndGet() + "\"}]}");
  }

  /** Stores the first provider's credential again, since a limited or refused one is left out for a while. */
  private static void freshCredential() {
    gateway.put("/v1/account/providers", "{\"provider\":\"openai\",\"api_key\":\"" + SECRET + "openai\"}");
  }

  @Test
  void theFirstAnswers() {
    assertThat(ask("pair", false).body()).contains("Hello there");
    assertThat(ask("pair", true).body()).contains("Hello").contains("[DONE]");
    assertThat(first.requests()).hasSize(2);
    assertThat(second.requests()).isEmpty();
  }

  @Test
  void anErrorOfTheProviderGoesOnToTheNext() {
    for (int status : new int[] {500, 503, 529, 429, 401}) {
      for (boolean stream : new boolean[] {false, true}) {
        bothAnswer();
        first.script((request, wire) -> wire.json(status, "{\"error\":{\"message\":\"no\",\"type\":\"api_error\"}}"));
        HttpResponse<String> answer = ask("pair", stream);
        assertThat(answer.statusCode()).as(status + " " + stream).isEqualTo(200);
        assertThat(answer.body()).contains("Hello").doesNotContain("error");
        assertThat(first.requests()).hasSize(1);
        assertThat(second.last().text()).contains("\"model\":\"llama\"").doesNotContain("gpt-4o");
        assertThat(second.last().header("authorization")).isEqualTo("Bearer " + SECRET + "groq");
      }
    }
  }

  @Test
  void aTargetThatRefusesConnectionsIsPassedOver() {
    assertThat(ask("dead", false).body()).contains("Hello there");
    assertThat(ask("dead", true).body()).contains("Hello").contains("[DONE]");
  }

  @Test
  void aTargetWithoutACredentialIsPassedOver() {
    assertThat(ask("keyless", false).body()).contains("Hello there");
    assertThat(first.last().header("authorization")).isEqualTo("Bearer " + SECRET + "openai");
  }

  @Test
  void aTargetWhoseAddressIsNotAllowedIsPassedOver() {
    first.script((request, wire) -> wire.json(503, "{\"error\":{\"message\":\"no\",\"type\":\"api_error\"}}"));
    for (boolean stream : new boolean[] {false, true}) {
      HttpResponse<String> answer = ask("forbidden", stream);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).contains("Hello");
      assertThat(second.last().header("authorization")).isEqualTo("Bearer " + SECRET + "groq");
    }
    assertThat(second.requests()).hasSize(2);
  }

  @Test
  void anErrorOfTheClientIsItsOwn() {
    first.script((request, wire) -> wire.json(400, "{\"error\":{\"message\":\"bad\",\"type\":\"invalid_request_error\"}}"));
    HttpResponse<String> answer = ask("pair", false);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("bad");
    assertThat(second.requests()).isEmpty();
  }

  @Test
  void anAnswerThatIsNoStreamGoesOnToTheNextWhichStreams() {
    for (String body : new String[] {"{\"error\":{\"message\":\"slow down\",\"type\":\"rate_limit_error\",\"code\":\"429\"}}",
        "<html>busy</html>"}) {
      bothAnswer();
      first.script((request, wire) -> wire.answer(200, body.startsWith("{") ? "application/json" : "text/html",
          body.getBytes(StandardCharsets.UTF_8)));
      freshCredential();
      HttpResponse<String> answer = gateway.post("/v1/completions", "{\"model\":\"texts\",\"stream\":true,\"prompt\":\"x\"}");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).as(body).contains("Hello").contains("[DONE]");
      assertThat(first.requests()).hasSize(1);
    }
  }

  @Test
  void aResponseThatTheClientNeverSawDoesNotFail() {
    first.script((request, wire) -> {
      wire.events();
      wire.chunk("event: response.created\ndata: {\"type\":\"response.created\",\"sequence_number\":0,\"response\":"
          + "{\"id\":\"resp_unseen\",\"object\":\"response\",\"created_at\":1,\"status\":\"in_progress\",\"output\":[]}}\n\n");
      Eventually.afterMillis(1000); // longer than a client may be without a sign of life
      wire.cut();
    });
    second.script((request, wire) -> wire.json(503, "{\"error\":{\"message\":\"down\",\"type\":\"api_error\"}}"));
    freshCredential();
    HttpResponse<String> answer = gateway.post("/v1/responses", "{\"model\":\"pair\",\"stream\":true,\"input\":\"x\"}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(second.requests()).isNotEmpty();
    assertThat(answer.body()).contains("All targets of 'pair' failed").doesNotContain("resp_unseen");
  }
}

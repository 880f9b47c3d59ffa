package app.orqen.it;

import static app.orqen.it.support.TwoCredentials.PLENTY;
import static app.orqen.it.support.TwoCredentials.SECRETS;
import static app.orqen.it.support.TwoCredentials.hi;
import static app.orqen.it.support.TwoCredentials.json;
import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.TwoCredentials;
import app.orqen.it.support.TwoCredentials.Failure;
import app.orqen.it.support.Wires;
import app.orqen.translate.Wire;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Calls show whether a credential works. Later requests leave out one that does not, and the account sees its state. */
class ITCredentialStates {

  private static TwoCredentials two;

  @BeforeAll
  static void start() {
    two = new TwoCredentials();
  }

  @AfterAll
  static void stop() throws Exception {
    two.close();
  }

  @BeforeEach
  void nothingStored() {
    two.removeAll();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void storedAgainItIsUsedAgain(boolean stream) {
    two.storeBoth(Wire.OPENAI);
    two.script(Wire.OPENAI, Failure.REFUSED);
    two.askUntilTheBadOneFailed("chat", Wire.OPENAI, stream);
    two.store(Wire.OPENAI, "bad", 100);
    assertThat(two.row("bad").path("state").asText()).isEqualTo("untested");
    assertThat(two.row("bad").path("state_at").isNull()).isTrue();
    two.provider.script((request, to) -> TwoCredentials.answer(Wire.OPENAI, request, to));
    for (int i = 0; i < PLENTY && !two.whoAll().contains("bad"); i++) {
      assertThat(two.call("chat", Wire.OPENAI, stream).statusCode()).isEqualTo(200);
    }
    assertThat(two.row("bad").path("state").asText()).isEqualTo("works");
    assertThat(two.row("bad").path("state_at").asText()).matches("20.*Z");
  }

  @Test
  void whenAllAreLeftOutTheSoonestIsTried() {
    two.storeBoth(Wire.OPENAI);
    two.provider.script((request, to) -> {
      if (TwoCredentials.who(request).equals("bad")) {
        to.json(401, Wires.error(Wire.OPENAI, "x", "", "no"));
      } else {
        to.json(429, Wires.error(Wire.OPENAI, "rate_limit_error", "", "slow down"), "Retry-After: 40");
      }
    });
    for (int i = 0; i < PLENTY && (two.row("bad").path("state_at").isNull() || two.row("good").path("state_at").isNull()); i++) {
      assertThat(two.chat().statusCode()).isIn(424, 429);
    }
    assertThat(two.row("bad").path("state").asText()).isEqualTo("refused");
    assertThat(two.row("good").path("state").asText()).isEqualTo("limited");
    two.provider.requests().clear();
    assertThat(two.chat().statusCode()).isEqualTo(429);
    assertThat(two.whoAll()).containsExactly("good");
  }

  /** A permission to call models and one to count their tokens are two, on Bedrock above all. */
  @Test
  void aCredentialThatMayNotCountIsNotRefused() {
    two.storeBoth(Wire.ANTHROPIC);
    two.provider.script((request, to) -> to.json(403, Wires.error(Wire.ANTHROPIC, "permission_error", "", "no counts")));
    HttpResponse<String> counted = two.gateway.post("/v1/messages/count_tokens",
        "{\"model\":\"" + Wires.model(Wire.ANTHROPIC) + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + hi() + "\"}]}");
    assertThat(counted.statusCode()).isIn(200, 424);
    assertThat(two.provider.requests()).isNotEmpty();
    assertThat(two.row("bad").path("state").asText()).isEqualTo("untested");
    assertThat(two.row("good").path("state").asText()).isEqualTo("untested");
  }

  @Test
  void aCredentialThatCanNotBeDecryptedIsPassedOver() {
    two.storeBoth(Wire.OPENAI);
    two.gateway.bean(JdbcClient.class).sql("update provider_credential_named set token = 'gAAAAAnonsense' where name = 'bad'").update();
    two.store(Wire.OPENAI, "good", 1); // the change makes the gateway read both again
    two.provider.script((request, to) -> TwoCredentials.answer(Wire.OPENAI, request, to));
    for (int i = 0; i < 5; i++) {
      assertThat(two.chat().statusCode()).isEqualTo(200);
    }
    assertThat(two.whoAll()).containsOnly("good");
    assertThat(two.row("bad").path("state").asText()).isEqualTo("broken");
    assertThat(two.row("bad").path("status").asText()).isEqualTo("undecryptable");
  }

  @Test
  void aBreakerThatIsOpenLeavesItsCredentialOut() {
    try (Gateway quick = Gateway.start("orqen.providers.openai.base-url=" + two.provider.url() + "/v1", "orqen.breaker.minimum-calls=2",
        "orqen.breaker.window=2", "orqen.breaker.open=10m")) {
      for (String name : SECRETS.keySet()) {
        quick.put("/v1/account/providers", "{\"provider\":\"openai\",\"name\":\"" + name + "\",\"weight\":"
            + (name.equals("bad") ? 100 : 1) + ",\"api_key\":\"" + SECRETS.get(name) + "\"}");
      }
      two.script(Wire.OPENAI, Failure.SERVER_ERROR);
      String state = "";
      for (int i = 0; i < PLENTY && !state.contains("\"broken\""); i++) {
        assertThat(quick.post("/v1/chat/completions", "{\"model\":\"openai/gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"" + hi() + "\"}]}")
            .statusCode()).isEqualTo(200);
        state = quick.get("/v1/account/providers").body();
      }
      assertThat(state).contains("\"broken\"").contains("\"works\"");
      assertThat(two.whoAll().stream().filter("bad"::equals)).hasSize(2);
    }
  }

  /** What a replica writes is what another one, and the next start, reads. */
  @Test
  void theDatabaseKnowsTheState() throws Exception {
    two.store(Wire.OPENAI, "bad", 1);
    two.script(Wire.OPENAI, Failure.REFUSED);
    two.chat();
    JdbcClient jdbc = two.gateway.bean(JdbcClient.class);
    Eventually.holds(() -> "refused".equals(jdbc.sql("select coalesce(state, '') from provider_credential_named where name = 'bad'")
        .query(String.class).single()));
    jdbc.sql("update provider_credential_named set state = 'works', state_at = dateadd(minute, 1, now()) where name = 'bad'").update();
    assertThat(two.row("bad").path("state").asText()).as("what another replica saw later").isEqualTo("works");
    two.store(Wire.OPENAI, "bad", 1);
    assertThat(two.row("bad").path("state").asText()).isEqualTo("untested");
  }

  @Test
  void namesAndWeightsAreChecked() {
    for (String[] wrong : new String[][] {{"\"name\":\"\"", "name"}, {"\"name\":\"A\"", "name"}, {"\"name\":\"a_b\"", "name"},
        {"\"name\":\"" + "a".repeat(41) + "\"", "name"}, {"\"name\":1", "name"}, {"\"weight\":0", "weight"}, {"\"weight\":101", "weight"},
        {"\"weight\":\"1\"", "weight"}, {"\"weight\":1.5", "weight"}}) {
      HttpResponse<String> answer = two.gateway.put("/v1/account/providers", "{\"provider\":\"openai\",\"api_key\":\"sk-canary-1\"," + wrong[0] + "}");
      assertThat(answer.statusCode()).as(wrong[0]).isEqualTo(400);
      assertThat(json(answer).at("/error/param").asText()).isEqualTo(wrong[1]);
    }
    for (int i = 0; i < 50; i++) {
      assertThat(two.gateway.put("/v1/account/providers", "{\"provider\":\"openai\",\"name\":\"n" + i + "\",\"api_key\":\"sk-canary-1\"}")
          .statusCode()).isEqualTo(200);
    }
    HttpResponse<String> one = two.gateway.put("/v1/account/providers", "{\"provider\":\"openai\",\"name\":\"more\",\"api_key\":\"sk-canary-1\"}");
    assertThat(one.statusCode()).isEqualTo(400);
    assertThat(one.body()).contains("50");
    assertThat(two.gateway.put("/v1/account/providers", "{\"provider\":\"openai\",\"name\":\"n7\",\"api_key\":\"sk-canary-2\"}").statusCode())
        .as("replacing one needs no room").isEqualTo(200);
    assertThat(two.rows()).hasSize(50);
    JsonNode page = json(two.gateway.get("/v1/account/providers?limit=20"));
    assertThat(json(two.gateway.get("/v1/account/providers?limit=20&after=" + page.path("next_cursor").asText())).path("data").get(0)
        .path("name").asText()).isEqualTo("n27");
    assertThat(Gateway.send(two.gateway.request("/v1/account/providers/openai").DELETE()).statusCode()).as("no 'default'").isEqualTo(404);
    assertThat(json(Gateway.send(two.gateway.request("/v1/account/providers/openai?name=n7").DELETE())).path("name").asText()).isEqualTo("n7");
    assertThat(Gateway.send(two.gateway.request("/v1/account/providers/openai?name=n7").DELETE()).statusCode()).isEqualTo(404);
  }
}

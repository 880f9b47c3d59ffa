package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.credential.CredentialField;
import app.orqen.it.support.Conversations;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.OpenAi;
import app.orqen.it.support.RouteMistakes;
import app.orqen.it.support.StandIn;
import app.orqen.provider.auth.AuthScheme;
import app.orqen.vault.Credential;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.camel.Message;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.Bean;

/** Targets of a policy that can't be called, for want of a price, by a fault of their scheme or while their breaker is open: the others are, and the row says why. */
class ITUncallableTargets {

  private static final String SECRET = "stored-canary-7781";
  private static final String FAULTY = """
      - templatedRoute:
          routeTemplateRef: openai-compatible
          routeId: provider-faulty
          parameters:
            - {name: name, value: faulty}
            - {name: title, value: Faulty}
            - {name: baseUrl, value: "http://127.0.0.1:1/v1"}
            - {name: auth, value: faulty}
      """;

  @TempDir
  static Path folder;
  static StandIn first;
  static StandIn second;
  static Gateway gateway;

  /** An operator's own scheme, with a fault that quotes what it was given. */
  static class Beans {

    @Bean
    AuthScheme faulty() {
      return new AuthScheme() {
        @Override
        public String name() {
          return "faulty";
        }

        @Override
        public Set<CredentialField> proofs() {
          return Set.of(CredentialField.API_KEY);
        }

        @Override
        public void apply(Credential credential, Message call) {
          throw new IllegalArgumentException("not good: " + credential.reveal(CredentialField.API_KEY));
        }
      };
    }
  }

  @BeforeAll
  static void start() throws Exception {
    RouteMistakes.copyRoutes(folder);
    Files.writeString(folder.resolve("provider-faulty.camel.yaml"), FAULTY);
    Path prices = Files.writeString(folder.resolve("prices.csv"), "provider,model,input,output\nfaulty,gpt-4o,1,1\n");
    first = new StandIn();
    second = new StandIn();
    gateway = Gateway.start(List.of(Beans.class), "orqen.routes-dir=" + folder, "orqen.prices.require=true", "orqen.prices.file=" + prices,
        "orqen.providers.openai.base-url=" + first.url() + "/v1", "orqen.providers.groq.base-url=" + second.url() + "/v1",
        "orqen.models.aliases.front=groq/of-no-price, openai/gpt-4o",
        "orqen.models.aliases.middle=openai/gpt-4o, groq/of-no-price, groq/openai/gpt-oss-120b",
        "orqen.models.aliases.none=groq/of-no-price, openai/of-no-price-either",
        "orqen.models.aliases.unstored=groq/of-no-price, anthropic/claude-sonnet-4-5",
        "orqen.models.aliases.faulty-middle=openai/gpt-4o, faulty/gpt-4o, groq/openai/gpt-oss-120b",
        "orqen.models.aliases.faulty-front=faulty/gpt-4o, groq/openai/gpt-oss-120b",
        "orqen.models.aliases.faulty-last=openai/gpt-4o, faulty/gpt-4o",
        "orqen.breaker.minimum-calls=1000", "orqen.breaker.window=1000");
    for (String id : new String[] {"openai", "groq", "faulty"}) {
      assertThat(gateway.put("/v1/account/providers", "{\"provider\":\"" + id + "\",\"api_key\":\"" + SECRET + "\"}").statusCode())
          .isEqualTo(200);
    }
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    first.close();
    second.close();
  }

  @BeforeEach
  void theSecondAnswers() {
    first.script((request, wire) -> wire.json(503, "{\"error\":{\"message\":\"down\",\"type\":\"api_error\"}}"));
    second.script(OpenAi::greet);
  }

  private static HttpResponse<String> ask(String model, String more) {
    Conversations.forget(gateway);
    return gateway.post("/v1/chat/completions", "{\"model\":\"" + model + "\"" + more + ",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
  }

  private static List<String> codes(HttpResponse<String> answer) throws Exception {
    return gateway.row(answer).path("attempts").findValuesAsText("error_code");
  }

  @Test
  void aTargetWithoutAPriceIsLeftOutAndTheRowSaysSo() throws Exception {
    for (String stream : new String[] {"", ",\"stream\":true"}) {
      theSecondAnswers();
      first.script(OpenAi::greet);
      HttpResponse<String> front = ask("front", stream);
      assertThat(front.statusCode()).as(front.body()).isEqualTo(200);
      assertThat(front.headers().firstValue("x-orqen-model")).contains("openai/gpt-4o");
      assertThat(front.headers().firstValue("x-orqen-attempts")).contains("1");
      assertThat(second.requests()).isEmpty();
      JsonNode attempts = gateway.row(front).path("attempts");
      assertThat(attempts).hasSize(2);
      assertThat(attempts.at("/0/model").asText()).isEqualTo("of-no-price");
      assertThat(attempts.at("/0/status").asInt()).isEqualTo(402);
      assertThat(attempts.at("/0/error_code").asText()).isEqualTo("model_unpriced");
      theSecondAnswers();
      HttpResponse<String> middle = ask("middle", stream);
      assertThat(middle.statusCode()).as(middle.body()).isEqualTo(200);
      assertThat(middle.headers().firstValue("x-orqen-attempts")).contains("2");
      assertThat(second.requests()).hasSize(1);
      assertThat(codes(middle)).hasSize(3).element(1).isEqualTo("model_unpriced");
      HttpResponse<String> listed = gateway.post("/v1/chat/completions", "{\"models\":[\"groq/of-no-price\",\"groq/openai/gpt-oss-120b\"]"
          + stream + ",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
      assertThat(listed.statusCode()).as(listed.body()).isEqualTo(200);
    }
  }

  /** A circuit breaker that is open lets no call out, and only calls are counted. */
  @Test
  void aTargetWhoseBreakerIsOpenIsInTheRowAndNotCounted() throws Exception {
    try (Gateway quick = Gateway.start("orqen.providers.openai.base-url=" + first.url() + "/v1",
        "orqen.providers.groq.base-url=" + second.url() + "/v1", "orqen.models.aliases.pair=openai/gpt-4o, groq/openai/gpt-oss-120b",
        "orqen.breaker.minimum-calls=2", "orqen.breaker.window=2", "orqen.breaker.open=10m")) {
      for (String id : new String[] {"openai", "groq"}) {
        assertThat(quick.put("/v1/account/providers", "{\"provider\":\"" + id + "\",\"api_key\":\"" + SECRET + "\"}").statusCode())
            .isEqualTo(200);
      }
      for (int i = 0; i < 2; i++) {
        assertThat(pair(quick, "").headers().firstValue("x-orqen-attempts")).contains("2");
      }
      assertThat(first.requests()).hasSize(2);
      for (String stream : new String[] {"", ",\"stream\":true"}) {
        HttpResponse<String> answer = pair(quick, stream);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-orqen-model")).contains("groq/openai/gpt-oss-120b");
        assertThat(answer.headers().firstValue("x-orqen-attempts")).contains("1");
        JsonNode attempts = quick.row(answer).path("attempts");
        assertThat(attempts).hasSize(2);
        assertThat(attempts.at("/0/provider").asText()).isEqualTo("openai");
        assertThat(attempts.at("/0/credential").asText()).isEqualTo("default");
        assertThat(attempts.at("/0/status").asInt()).isEqualTo(503);
        assertThat(attempts.at("/0/error_code").asText()).isEqualTo("provider_unavailable");
        assertThat(attempts.at("/0/duration_ms").asDouble()).isZero();
        assertThat(attempts.at("/1/status").asInt()).isEqualTo(200);
      }
      assertThat(first.requests()).hasSize(2);
    }
  }

  /** Asks in a conversation of its own, since each stays with the target that answered it. */
  private static HttpResponse<String> pair(Gateway gateway, String stream) {
    return gateway.post("/v1/chat/completions", "{\"model\":\"pair\"" + stream + ",\"messages\":[{\"role\":\"user\",\"content\":\""
        + UUID.randomUUID() + "\"}]}");
  }

  @Test
  void onlyWhereNoTargetHasAPriceIsItTheError() {
    for (String stream : new String[] {"", ",\"stream\":true"}) {
      HttpResponse<String> none = ask("none", stream);
      assertThat(none.statusCode()).isEqualTo(402);
      assertThat(none.body()).contains("model_unpriced", "'of-no-price'");
      assertThat(ask("unstored", stream).body()).contains("provider_credentials_missing");
      assertThat(ask("groq/of-no-price", stream).statusCode()).isEqualTo(402);
    }
    assertThat(second.requests()).isEmpty();
  }

  /** A target that is never called must not make a budget too small. */
  @Test
  void aBudgetIsReservedForTargetsWithAPriceOnly() throws Exception {
    String id = gateway.get("/v1/account/keys").body().replaceAll("(?s).*?\"id\":\"([^\"]+)\".*", "$1");
    change(id, "{\"max_budget_usd\":1}");
    try {
      first.script(OpenAi::greet);
      assertThat(ask("front", "").statusCode()).isEqualTo(200);
      theSecondAnswers();
      assertThat(ask("middle", "").statusCode()).isEqualTo(200);
    } finally {
      change(id, "{\"max_budget_usd\":null}");
    }
  }

  private static void change(String id, String fields) {
    HttpResponse<String> changed = Gateway.send(gateway.request("/v1/account/keys/" + id).header("Content-Type", "application/json")
        .method("PATCH", HttpRequest.BodyPublishers.ofString(fields)));
    assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
  }

  @Test
  void aSchemeThatFailsIsAFailureOfItsTargetOnly() throws Exception {
    for (String stream : new String[] {"", ",\"stream\":true"}) {
      for (String model : new String[] {"faulty-middle", "faulty-front"}) {
        HttpResponse<String> answer = ask(model, stream);
        assertThat(answer.statusCode()).as(model + answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-orqen-model")).contains("groq/openai/gpt-oss-120b");
        assertThat(codes(answer)).contains("internal_error");
      }
      HttpResponse<String> last = ask("faulty-last", stream);
      assertThat(last.statusCode()).isEqualTo(503);
      assertThat(last.body()).contains("down").doesNotContain(SECRET);
      assertThat(codes(last)).hasSize(2).element(1).isEqualTo("internal_error");
      HttpResponse<String> only = ask("faulty/gpt-4o", stream);
      assertThat(only.statusCode()).isEqualTo(500);
      assertThat(only.body()).contains("credential for Faulty").doesNotContain(SECRET);
    }
  }
}

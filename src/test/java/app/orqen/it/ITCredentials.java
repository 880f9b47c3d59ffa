package app.orqen.it;

import static app.orqen.it.support.TwoCredentials.hi;
import static app.orqen.it.support.TwoCredentials.json;
import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.StandIn;
import app.orqen.it.support.TwoCredentials;
import app.orqen.it.support.TwoCredentials.Failure;
import app.orqen.it.support.Wires;
import app.orqen.translate.Wire;
import app.orqen.vault.CredentialStore;
import app.orqen.vault.StoredCredential;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An account has several credentials of a provider. A request goes on to the next one when a call fails. */
class ITCredentials {

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

  private static final List<String> SURFACES = List.of("chat", "messages", "converse", "responses");

  static List<Object[]> calls() {
    List<Object[]> calls = new ArrayList<>();
    for (String surface : SURFACES) {
      for (Wire wire : Wire.values()) {
        if (!surface.equals("responses") || wire != Wire.OPENAI) { // There the stand-in would have to speak Responses.
          calls.add(new Object[] {surface, wire, false});
          calls.add(new Object[] {surface, wire, true});
        }
      }
    }
    return calls;
  }

  private static void put(String id, String name, String url) {
    HttpResponse<String> stored = two.gateway.put("/v1/account/providers", "{\"provider\":\"" + id + "\",\"name\":\"" + name
        + "\",\"api_base\":\"" + url + "\",\"api_version\":\"2024-10-21\",\"api_key\":\"canary-" + name + "-1234\"}");
    assertThat(stored.statusCode()).as(stored.body()).isEqualTo(200);
  }

  @ParameterizedTest
  @MethodSource("calls")
  void aRequestGoesOnToTheNextCredential(String surface, Wire wire, boolean stream) {
    for (Failure failure : Failure.values()) {
      two.storeBoth(wire);
      two.script(wire, failure);
      two.askUntilTheBadOneFailed(surface, wire, stream);
      assertThat(two.whoAll()).as(failure.toString()).doesNotHaveDuplicates();
      assertThat(two.row("good").path("state").asText()).isEqualTo("works");
      if (failure.state == null) {
        continue;
      }
      assertThat(two.row("bad").path("state").asText()).as(failure.toString()).isEqualTo(failure.state);
      two.provider.requests().clear();
      for (int i = 0; i < 5; i++) {
        assertThat(two.call(surface, wire, stream).statusCode()).isEqualTo(200);
      }
      assertThat(two.whoAll()).as("the bad one is left out").containsOnly("good");
    }
  }

  @ParameterizedTest
  @CsvSource({"400,invalid_request_error", "404,not_found_error", "422,invalid_request_error"})
  void anErrorOfTheClientIsNotTriedAgain(int status, String type) {
    two.storeBoth(Wire.OPENAI);
    two.provider.script((request, to) -> to.json(status, "{\"error\":{\"message\":\"its own words\",\"type\":\"" + type
        + "\",\"param\":null,\"code\":null,\"more\":1}}"));
    for (boolean stream : new boolean[] {false, true}) {
      two.provider.requests().clear();
      HttpResponse<String> answer = two.call("chat", Wire.OPENAI, stream);
      assertThat(answer.statusCode()).isEqualTo(status);
      assertThat(answer.body()).as("the provider's own bytes").contains("its own words").contains("\"more\":1");
      assertThat(two.provider.requests()).hasSize(1);
    }
    assertThat(two.call("messages", Wire.OPENAI, false).statusCode()).isEqualTo(status);
    assertThat(two.provider.requests()).as("a translated error").hasSize(2);
    assertThat(two.row("bad").path("state").asText()).isEqualTo("untested");
  }

  @ParameterizedTest
  @MethodSource("calls")
  void nothingIsTriedAfterTheFirstContent(String surface, Wire wire, boolean stream) {
    if (!stream) {
      return;
    }
    two.storeBoth(wire);
    two.provider.script((request, to) -> to.answer(200, Wires.streamType(wire), Wires.stream(wire, false)));
    HttpResponse<String> answer = two.call(surface, wire, true);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("Hé");
    assertThat(two.provider.requests()).hasSize(1);
  }

  @Test
  void theRefusalNamesTheCredentialAndNotItsValue() {
    two.store(Wire.OPENAI, "bad", 1);
    two.script(Wire.OPENAI, Failure.REFUSED);
    HttpResponse<String> answer = two.chat();
    assertThat(answer.statusCode()).isEqualTo(424);
    assertThat(answer.body()).contains("('bad')").contains("***").doesNotContain("canary");
    assertThat(two.chat().statusCode()).as("an only credential is always tried").isEqualTo(424);
    assertThat(two.provider.requests()).hasSize(2);
  }

  /** Two deployments of Azure at two addresses. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void azureGoesOnToItsOtherAddress(boolean stream) throws Exception {
    try (StandIn other = new StandIn()) {
      put("azure", "first", two.provider.url());
      put("azure", "second", other.url());
      two.provider.script((request, to) -> to.json(503, "{\"error\":{\"message\":\"down\",\"type\":\"x\"}}"));
      other.script((request, to) -> TwoCredentials.answer(Wire.OPENAI, request, to));
      for (int i = 0; i < 20; i++) {
        HttpResponse<String> answer = two.gateway.post("/v1/chat/completions", "{\"model\":\"azure/dep\"," + (stream ? "\"stream\":true," : "")
            + "\"messages\":[{\"role\":\"user\",\"content\":\"" + hi() + "\"}]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      }
      assertThat(other.requests()).hasSize(20);
      assertThat(two.provider.requests()).as("by even weights").isNotEmpty();
      assertThat(other.requests()).allMatch(request -> request.headers().toString().contains("canary-second")
          && !request.headers().toString().contains("canary-first"));
    }
  }

  /** The operator may have taken an address off the list since it was stored. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCredentialWhoseAddressIsNotAllowedIsPassedOver(boolean stream) {
    put("azure", "first", two.provider.url());
    String account = two.gateway.bean(JdbcClient.class).sql("select id from account").query(String.class).single();
    two.gateway.bean(CredentialStore.class).put(account, "azure", StoredCredential.DEFAULT, 1, Map.of("api_key", "canary-forbidden-1234", "api_base", "http://forbidden.example",
        "api_version", "2024-10-21"), "…1234");
    two.provider.script((request, to) -> TwoCredentials.answer(Wire.OPENAI, request, to));
    for (int i = 0; i < 20; i++) {
      HttpResponse<String> answer = two.gateway.post("/v1/chat/completions", "{\"model\":\"azure/dep\"," + (stream ? "\"stream\":true," : "")
          + "\"messages\":[{\"role\":\"user\",\"content\":\"" + hi() + "\"}]}");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
    assertThat(two.provider.requests()).hasSize(20);
    assertThat(two.rows()).as("only the first one was tried").anyMatch(row -> row.path("state").asText().equals("works"))
        .anyMatch(row -> row.path("state").asText().equals("untested"));
  }

  /** A request that goes on holds one place and one reservation, and gives both back. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void placesAndBudgetsAreNeitherLostNorDoubled(boolean stream) throws Exception {
    two.storeBoth(Wire.OPENAI);
    two.script(Wire.OPENAI, Failure.SERVER_ERROR);
    JsonNode made = json(two.gateway.post("/v1/account/keys",
        "{\"name\":\"one\",\"max_parallel_requests\":1,\"max_budget_usd\":1,\"rate_limit_rpm\":100000}"));
    String id = made.path("id").asText();
    for (int i = 0; i < 10; i++) {
      HttpResponse<String> answer = Gateway.send(two.gateway.request("/v1/chat/completions")
          .setHeader("Authorization", "Bearer " + made.path("key").asText()).header("Content-Type", "application/json")
          .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"openai/gpt-4o\"," + (stream ? "\"stream\":true," : "")
              + "\"messages\":[{\"role\":\"user\",\"content\":\"" + hi() + "\"}]}")));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).contains("Hé");
    }
    List<JsonNode> seen = new ArrayList<>();
    Eventually.ask(() -> json(two.gateway.get("/v1/account/requests?key_id=" + id)).path("data"), data -> data.size() == 10)
        .forEach(seen::add);
    assertThat(seen).hasSize(10).allMatch(row -> row.path("status").asInt() == 200 && row.path("input_tokens").asInt() == 3);
    BigDecimal spent = seen.stream().map(row -> row.path("cost_usd").decimalValue())
        .reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(spent).isPositive();
    JsonNode key = Eventually.ask(() -> json(two.gateway.get("/v1/account/keys/" + id)),
        now -> now.path("spent_usd").decimalValue().compareTo(spent) == 0);
    assertThat(key.path("spent_usd").decimalValue()).isEqualByComparingTo(spent);
    assertThat(key.path("budget_left_usd").decimalValue()).isEqualByComparingTo(BigDecimal.ONE.subtract(spent));
  }
}

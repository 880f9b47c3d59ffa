package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.Surface;
import app.orqen.it.support.ToolCalls;
import app.orqen.translate.Wire;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What answers and usage say of pruning; shadow mode; and that pruning never fails a request. */
class ITToolReceipts {

  static ToolCalls calls;

  @BeforeAll
  static void start() {
    calls = ToolCalls.start();
  }

  @AfterAll
  static void stop() throws Exception {
    calls.stop();
  }

  /** The row of an answer; it is written a moment later. */
  private static JsonNode row(HttpResponse<String> answer) throws Exception {
    String path = "/v1/account/requests/" + answer.headers().firstValue("x-request-id").orElseThrow();
    HttpResponse<String> found = Eventually.ask(() -> calls.gateway().get(path), row -> row.statusCode() != 404);
    return ToolCalls.tree(found.body());
  }

  private static List<String> names(JsonNode list) {
    return ToolCalls.JSON.convertValue(list, ToolCalls.JSON.getTypeFactory().constructCollectionType(List.class, String.class));
  }

  @Test
  void theRowOfARequestTellsWhatPruningDid() throws Exception {
    calls.answers(Wire.OPENAI);
    JsonNode row = row(calls.ask(Surface.OPENAI, Wire.OPENAI, false, "How is the weather?", ""));
    List<String> forwarded = calls.forwarded(Wire.OPENAI);
    assertThat(row.path("tools_in").asInt()).isEqualTo(20);
    assertThat(row.path("tools_out").asInt()).isEqualTo(forwarded.size());
    assertThat(row.path("tokens_saved").asInt()).isBetween(200, 2_000);
    assertThat(row.path("tools_called").asInt()).isEqualTo(1);
    assertThat(row.path("tools_missed").asInt()).isZero();
    assertThat(names(row.path("tools_kept"))).isEqualTo(forwarded);
    assertThat(names(row.path("tools_dropped"))).hasSize(20 - forwarded.size()).doesNotContainAnyElementsOf(forwarded);
  }

  /** A model that asks until it has all tools saves nothing, and one that gets some of them saves what the others cost. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatIsSavedIsWhatTheLastRoundLeftOut(boolean stream) throws Exception {
    calls.key("{\"k_target_override\":2}");
    try {
      AtomicInteger round = new AtomicInteger();
      calls.provider().script((request, socket) ->
          ITToolRecovery.say(socket, Wire.OPENAI, stream, "t" + round.incrementAndGet(), "find_tools", "{\"query\":\"nothing\"}"));
      JsonNode all = row(calls.ask(Surface.OPENAI, Wire.OPENAI, stream, "Weather for ever, streamed " + stream, ""));
      assertThat(calls.offered(Wire.OPENAI)).hasSize(20);
      assertThat(all.path("tools_dropped").size()).isEqualTo(18);
      assertThat(all.path("tokens_saved").asInt()).isZero();
      assertThat(all.path("saved_usd").asDouble()).isZero();

      calls.provider().script((request, socket) -> {
        boolean has = calls.offered(Wire.OPENAI).contains("vineyard");
        ITToolRecovery.say(socket, Wire.OPENAI, stream, "t1", has ? "vineyard" : "find_tools", has ? "{}" : "{\"names\":[\"vineyard\"]}");
      });
      JsonNode one = row(calls.ask(Surface.OPENAI, Wire.OPENAI, stream, "A photo once, streamed " + stream, ""));
      assertThat(one.path("tools_recovered").toString()).contains("vineyard");
      assertThat(one.path("tokens_saved").asInt()).isPositive();
    } finally {
      calls.key("{\"k_target_override\":null}");
    }
  }

  @Test
  void aCallOfAToolThatWasLeftOutIsCounted() throws Exception {
    calls.streams(Wire.ANTHROPIC);
    calls.key("{\"k_target_override\":1}");
    try {
      HttpResponse<String> answer =
          calls.ask(Surface.ANTHROPIC, Wire.ANTHROPIC, true, "Translate this letter, a translation", "");
      assertThat(answer.body()).contains("weather");
      assertThat(calls.forwarded(Wire.ANTHROPIC)).containsExactly("translation");
      JsonNode row = row(answer);
      assertThat(row.path("tools_called").asInt()).isEqualTo(1);
      assertThat(row.path("tools_missed").asInt()).isEqualTo(1);
    } finally {
      calls.key("{\"k_target_override\":null}");
    }
  }

  @Test
  void shadowModeForwardsAllAndSaysWhatPruningWouldHaveMissed() throws Exception {
    calls.key("{\"prune_shadow\":true,\"k_target_override\":1}");
    try {
      String key = calls.gateway().get("/v1/account/keys/" + calls.keyId()).body();
      assertThat(ToolCalls.tree(key).path("prune_shadow").asBoolean()).isTrue();
      calls.answers(Wire.CONVERSE);
      HttpResponse<String> answer =
          calls.ask(Surface.CONVERSE, Wire.CONVERSE, false, "A translation of this letter", "");
      assertThat(calls.forwarded(Wire.CONVERSE)).isEqualTo(ToolCalls.TWENTY);
      assertThat(calls.provider().last().text()).doesNotContain("x-orqen");
      assertThat(ToolCalls.receipt(answer)).startsWith("20 20 0.00 ").doesNotContain("none");
      JsonNode row = row(answer);
      assertThat(row.path("prune_shadow").asBoolean()).isTrue();
      assertThat(row.path("tokens_saved").asInt()).isZero();
      assertThat(row.path("tools_missed").asInt()).isEqualTo(1);
      assertThat(names(row.path("tools_kept"))).containsExactly("translation");
      assertThat(names(row.path("tools_dropped"))).hasSize(19).contains("weather");
      JsonNode alert = ToolCalls.tree(calls.gateway().get("/v1/account/tools/recall-alerts").body()).path("data").get(0);
      assertThat(alert.path("tool").asText()).isEqualTo("weather");
      assertThat(alert.path("source").asText()).isEqualTo("shadow");
      assertThat(alert.path("request_id").asText()).isEqualTo(row.path("id").asText());
      row(calls.ask(Surface.CONVERSE, Wire.CONVERSE, false, "How is the weather?", ""));
      JsonNode summary = ToolCalls.tree(calls.gateway().get("/v1/account/usage/summary").body());
      assertThat(summary.path("shadow_recall").asDouble()).isEqualTo(0.5);
      assertThat(summary.path("shadow_calls").asInt()).isEqualTo(2);
    } finally {
      calls.key("{\"prune_shadow\":false,\"k_target_override\":null}");
    }
  }

  @Test
  void aKeyIsMadeWithShadowModeOrWithout() {
    String on = calls.gateway().post("/v1/account/keys", "{\"name\":\"a\",\"prune_shadow\":true}").body();
    assertThat(ToolCalls.tree(on).path("prune_shadow").asBoolean()).isTrue();
    String off = calls.gateway().post("/v1/account/keys", "{\"name\":\"b\"}").body();
    assertThat(ToolCalls.tree(off).path("prune_shadow").isBoolean()).isTrue();
    assertThat(ToolCalls.tree(off).path("prune_shadow").asBoolean()).isFalse();
    assertThat(calls.gateway().post("/v1/account/keys", "{\"name\":\"c\",\"prune_shadow\":1}").statusCode()).isEqualTo(400);
  }

  @Test
  void everyAnswerOfAModelEndpointHasReceipts() {
    for (String path : List.of("/v1/chat/completions", "/v1/messages", "/v1/messages/count_tokens", "/model/x/converse",
        "/v1/embeddings")) {
      HttpRequest.Builder stranger = HttpRequest.newBuilder(URI.create(calls.gateway().url() + path))
          .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString("{}"));
      assertThat(ToolCalls.receipt(Gateway.send(stranger))).as(path).isEqualTo("0 0 0.00 none");
      HttpResponse<String> nonsense = calls.gateway().post(path, "{}");
      assertThat(nonsense.statusCode()).as(path).isEqualTo(400);
      assertThat(ToolCalls.receipt(nonsense)).as(path).isEqualTo("0 0 0.00 none");
    }
    calls.provider().script((request, socket) -> socket.json(500, "{\"error\":{\"message\":\"no\"}}"));
    HttpResponse<String> failed = calls.ask(Surface.OPENAI, Wire.OPENAI, false, "How is the weather?", "");
    assertThat(failed.statusCode()).isEqualTo(500);
    assertThat(ToolCalls.receipt(failed)).startsWith("20 ").doesNotContain("none");
  }

  @Test
  void overItsTimeBudgetPruningLetsEverythingPass() throws Exception {
    ToolCalls hurried = ToolCalls.start("orqen.tools.time-budget=1ns");
    try {
      for (Surface surface : Surface.values()) {
        Wire wire = surface.wire();
        hurried.answers(wire);
        HttpResponse<String> answer = hurried.ask(surface, wire, false, "How is the weather?", "");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(hurried.forwarded(wire)).isEqualTo(ToolCalls.TWENTY);
        assertThat(hurried.provider().last().text()).doesNotContain("x-orqen");
        assertThat(ToolCalls.receipt(answer)).isEqualTo("20 20 0.00 none");
      }
      assertThat(hurried.gateway().metrics()).contains("orqen_tools_failures_total{reason=\"time_budget\"} " + Surface.values().length + ".0");
    } finally {
      hurried.stop();
    }
  }
}

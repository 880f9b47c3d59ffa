package app.orqen.it;

import static app.orqen.it.support.ResponsesStore.USAGE;
import static app.orqen.it.support.ResponsesStore.code;
import static app.orqen.it.support.ResponsesStore.event;
import static app.orqen.it.support.ResponsesStore.newId;
import static app.orqen.it.support.ResponsesStore.response;
import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Gateway;
import app.orqen.it.support.ResponsesStore;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Responses in the background, which are counted when they are done, and the budgets of keys that ask for them. */
class ITBackgroundResponses {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static ResponsesStore kept;

  @BeforeAll
  static void start() {
    kept = new ResponsesStore();
  }

  @AfterAll
  static void stop() throws Exception {
    kept.close();
  }

  private static String background(String id, String status, String usage) {
    return response(id, status, usage).replace("\"object\"", "\"background\":true,\"object\"");
  }

  @Test
  void aResponseInTheBackgroundIsCountedOnceWhenItIsDone() throws Exception {
    String id = newId();
    kept.provider.script((request, socket) -> socket.json(200, background(id, "queued", "\"usage\":null")));
    assertThat(kept.gateway.row(kept.create(",\"background\":true")).get("output_tokens").asInt()).isZero();
    assertThat(kept.gateway.row(kept.get("/v1/responses/" + id)).get("output_tokens").asInt()).isZero();
    kept.provider.script((request, socket) -> socket.json(200, background(id, "completed", USAGE)));
    assertThat(kept.gateway.row(kept.get("/v1/responses/" + id)).get("output_tokens").asInt()).isEqualTo(4);
    assertThat(kept.gateway.row(kept.get("/v1/responses/" + id)).get("output_tokens").asInt()).isZero();
  }

  @Test
  void aStreamInTheBackgroundGoesOnWhereItBrokeOff() throws Exception {
    String id = newId();
    String begun = event("response.created", background(id, "queued", "\"usage\":null"), 0);
    String end = event("response.completed", background(id, "completed", USAGE), 1);
    kept.provider.script((request, socket) -> {
      socket.raw("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n" + begun);
      socket.close();
    });
    HttpResponse<String> cut = kept.create(",\"background\":true,\"stream\":true");
    assertThat(cut.body()).startsWith(begun).contains("event: error\n").doesNotContain("response.failed");
    assertThat(kept.gateway.row(cut).get("output_tokens").asInt()).isZero();
    kept.provider.script((request, socket) -> {
      socket.events();
      socket.chunk(end);
      socket.end();
    });
    HttpResponse<String> rest = kept.get("/v1/responses/" + id + "?stream=true&starting_after=0");
    assertThat(kept.provider.last().line()).startsWith("GET /v1/responses/" + id + "?stream=true&starting_after=0 ");
    assertThat(rest.body()).isEqualTo(end);
    assertThat(kept.gateway.row(rest).get("output_tokens").asInt()).isEqualTo(4);
    assertThat(kept.gateway.row(rest).get("stream").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"max_budget_usd, 400", "daily_token_budget, 400", "weekly_token_budget, 400", "max_session_usd, 400",
      "max_session_requests, 200", "tpm_limit, 200"})
  void aBudgetForbidsTheBackground(String rule, int status) throws Exception {
    String key = JSON.readTree(kept.call(Gateway.KEY, "POST", "/v1/account/keys", "{\"name\":\"k\",\"" + rule + "\":1000000}").body()).get("key").asText();
    String id = newId();
    kept.provider.script((request, socket) -> socket.json(200, background(id, "queued", "\"usage\":null")));
    HttpResponse<String> answer = session(key, "POST", "/v1/responses", "{\"model\":\"openai/gpt-5.5\",\"input\":\"x\",\"background\":true}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    if (status == 400) {
      assertThat(code(answer)).isEqualTo("unsupported_parameter");
      assertThat(JSON.readTree(answer.body()).at("/error/param").asText()).isEqualTo("background");
      assertThat(kept.provider.requests()).isEmpty();
    }
  }

  /** What is stored costs nothing, so that a budget that is used up doesn't keep anybody from it. */
  @Test
  void aBudgetThatIsUsedUpLeavesWhatIsStored() throws Exception {
    String key = JSON.readTree(kept.call(Gateway.KEY, "POST", "/v1/account/keys",
        "{\"name\":\"k\",\"daily_token_budget\":60,\"max_budget_usd\":1,\"max_session_requests\":1}").body()).get("key").asText();
    String id = newId();
    String sent = "{\"model\":\"openai/gpt-5.5\",\"input\":\"x\",\"max_output_tokens\":16}";
    kept.provider.script((request, socket) -> socket.json(200, response(id, "completed", USAGE.replace(":4,", ":400,").replace(":7}", ":403}"))));
    assertThat(session(key, "POST", "/v1/responses", sent).statusCode()).isEqualTo(200);
    assertThat(session(key, "POST", "/v1/responses", sent).statusCode()).isEqualTo(402);
    for (int i = 0; i < 3; i++) {
      assertThat(session(key, "GET", "/v1/responses/" + id, null).statusCode()).isEqualTo(200);
    }
    assertThat(session(key, "POST", "/v1/responses/" + id + "/cancel", "{}").statusCode()).isEqualTo(200);
    assertThat(session(key, "DELETE", "/v1/responses/" + id, null).statusCode()).isEqualTo(200);
  }

  private static HttpResponse<String> session(String key, String method, String path, String body) {
    return Gateway.send(HttpRequest.newBuilder(URI.create(kept.gateway.url() + path)).header("Authorization", "Bearer " + key)
        .header("Content-Type", "application/json").header("x-session-id", "s-" + key.substring(key.length() - 8))
        .method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body)));
  }
}

package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What scripts read of an account: pages, filters, sessions and analytics, as docs/api.md has them. */
class ITUsageApi {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CALLS = 5;
  private static final int COUNTS = 3;
  /** With one call of each other kind of session id, and one that is refused. */
  private static final int ROWS = CALLS + 3 + COUNTS;

  static long remainingBeforeCounts;
  static long remainingAfterCounts;

  static Gateway gateway;

  @BeforeAll
  static void start() throws Exception {
    gateway = Gateway.start();
    for (int i = 0; i < CALLS; i++) {
      assertThat(call("m" + i, "X-Orqen-Session-Id", i < 2 ? "first" : "second")).isEqualTo(200);
    }
    assertThat(call("../nobody", "X-Claude-Code-Session-Id", "claude's own")).isEqualTo(200);
    assertThat(post("{\"model\":\"nonesuch/x\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}", "x-session-id", "open"))
        .isEqualTo(404);
    assertThat(post("{\"model\":\"echo/x\",\"prompt_cache_key\":\"by-cache\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}",
        "accept", "application/json")).isEqualTo(200);
    remainingBeforeCounts = remaining(gateway.get("/v1/models"));
    for (int i = 0; i < COUNTS; i++) {
      HttpResponse<String> count = gateway.post("/v1/messages/count_tokens",
          "{\"model\":\"echo/x\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
      assertThat(count.statusCode()).as(count.body()).isEqualTo(200);
    }
    remainingAfterCounts = remaining(gateway.get("/v1/models"));
    Eventually.holds(() -> data("/v1/account/requests?limit=100").size() == ROWS);
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
  }

  private static int call(String model, String header, String value) {
    return post("{\"model\":\"echo/" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}", header, value);
  }

  private static int post(String body, String header, String value) {
    return Gateway.send(gateway.request("/v1/chat/completions").header("Content-Type", "application/json").header(header, value)
        .POST(HttpRequest.BodyPublishers.ofString(body))).statusCode();
  }

  private static JsonNode json(String path) {
    HttpResponse<String> answer = gateway.get(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    try {
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode data(String path) {
    return json(path).get("data");
  }

  private static List<String> ids(JsonNode rows) {
    List<String> ids = new ArrayList<>();
    rows.forEach(row -> ids.add(row.get("id").asText()));
    return ids;
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/account/requests", "/v1/requests", "/v1/account/sessions", "/v1/account/audit", "/v1/account/keys"})
  void offsetsPageThroughAList(String path) {
    List<String> all = ids(data(path + "?limit=100"));
    List<String> paged = new ArrayList<>();
    for (int offset = 0; offset < all.size(); offset += 2) {
      paged.addAll(ids(data(path + "?limit=2&offset=" + offset)));
    }

    assertThat(paged).isEqualTo(all).isNotEmpty();
    assertThat(data(path + "?offset=1000")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
      "/v1/account/requests?ofset=1, 'unknown_field, ofset'",
      "/v1/account/usage/summary?limit=5, 'unknown_field, limit'",
      "/v1/account/me?x=1, 'unknown_field, x'",
      "/v1/account/requests?offset=-1, 'invalid_value, offset'",
      "/v1/account/requests?status=4x, 'invalid_value, status'",
      "/v1/account/requests?from=yesterday, 'invalid_value, from'",
      "/v1/account/usage/analytics/daily?days=0, 'invalid_value, days'",
  })
  void whatACallDoesNotTakeIsRefused(String path, String error) throws IOException {
    HttpResponse<String> answer = gateway.get(path);

    assertThat(answer.statusCode()).isEqualTo(400);
    JsonNode body = JSON.readTree(answer.body()).get("error");
    assertThat(body.get("code").asText() + ", " + body.get("param").asText()).isEqualTo(error);
  }

  @Test
  void anOffsetBesideACursorIsRefused() {
    String cursor = json("/v1/account/requests?limit=1").get("next_cursor").asText();

    assertThat(gateway.get("/v1/account/requests?after=" + cursor + "&offset=1").statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({
      "model=m0, 1", "status=4xx, 1", "status=404, 1", "status=2xx, 10", "error_code=model_not_found, 1", "session_id=first, 2",
      "session_id=claude's%20own, 1", "session_id=open, 1", "session_id=by-cache, 1",
      "from=2020-01-01&to=2020-01-02, 0", "from=2020-01-01, 11", "from=2020-01-01T00:00:00Z&to=2999-01-01, 11"})
  void requestsAreFiltered(String filter, int expected) {
    assertThat(data("/v1/account/requests?limit=100&" + filter)).hasSize(expected);
  }

  @Test
  void aSessionHasItsRequests() {
    assertThat(ids(data("/v1/account/sessions"))).contains("first", "second", "claude's own", "open", "by-cache");
    assertThat(data("/v1/account/sessions/second/requests")).hasSize(3).allSatisfy(row ->
        assertThat(row.get("provider").asText()).isEqualTo("echo"));
    assertThat(gateway.get("/v1/account/sessions/nonesuch/requests").statusCode()).isEqualTo(404);
  }

  @Test
  void analyticsTellSuccessSavingsAndLatency() {
    JsonNode day = data("/v1/account/usage/analytics/daily?days=2").get(0);
    assertThat(day.get("requests").asInt()).isEqualTo(ROWS);
    assertThat(day.get("success_rate").asDouble()).isEqualTo(10 / 11.0);
    assertThat(day.get("p95_duration_ms").asDouble()).isPositive();
    assertThat(data("/v1/usage/analytics/savings")).anySatisfy(row -> assertThat(row.get("model").asText()).isEqualTo("m0"));
    JsonNode latency = json("/v1/account/usage/analytics/latency");
    assertThat(latency.get("p99_duration_ms").asDouble()).isGreaterThanOrEqualTo(latency.get("p50_duration_ms").asDouble());
  }

  @Test
  void aliasesAnswerTheSame() {
    assertThat(json("/v1/usage/summary")).isEqualTo(json("/v1/account/usage/summary"));
    String id = ids(data("/v1/requests?limit=1")).get(0);
    assertThat(json("/v1/requests/" + id)).isEqualTo(json("/v1/account/requests/" + id));
  }

  @Test
  void countsOfTokensDoNotUseUpTheKeysRequests() {
    assertThat(data("/v1/account/requests?limit=100").findValuesAsText("surface")).contains("anthropic");
    assertThat(remainingAfterCounts).isGreaterThanOrEqualTo(remainingBeforeCounts);
  }

  private static long remaining(HttpResponse<String> answer) {
    return answer.headers().firstValueAsLong("x-ratelimit-remaining-requests").orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/nothing", "/v1/account/keys/nonesuch"})
  void agentsAreToldNotToRetry(String path) {
    assertThat(gateway.get(path).headers().firstValue("x-should-retry")).contains("false");
  }
}

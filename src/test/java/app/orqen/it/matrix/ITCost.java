package app.orqen.it.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.RawHttp;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What requests cost, on every surface and towards every provider's form, plain and streamed, whole and cut. */
class ITCost {

  private static final ObjectMapper JSON = new ObjectMapper();
  /** US dollars a million tokens of input and of output, as the built-in table has them. */
  private static final Map<String, List<String>> PRICES = Map.of(
      "openai/gpt-4o", List.of("2.5", "10"), "anthropic/claude-sonnet-4-5", List.of("3", "15"),
      "bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0", List.of("3.3", "16.5"), "gemini/gemini-2.5-pro", List.of("1.25", "10"),
      "openai/gpt-5.5-pro", List.of("30", "180"), "groq/openai/gpt-oss-120b", List.of("0.15", "0.6"));
  private static final AtomicInteger SESSIONS = new AtomicInteger();

  static Bench bench;

  @BeforeAll
  static void start() {
    bench = Bench.start();
  }

  @AfterAll
  static void stop() throws Exception {
    bench.close();
  }

  static List<Cell> cells() {
    return bench.cells();
  }

  static List<Cell> streamedCells() {
    return cells().stream().filter(Cell::stream).toList();
  }

  private static BigDecimal price(Cell cell, long input, long output) {
    List<String> prices = PRICES.get(cell.wire().model());
    return new BigDecimal(prices.get(0)).multiply(BigDecimal.valueOf(input))
        .add(new BigDecimal(prices.get(1)).multiply(BigDecimal.valueOf(output))).movePointLeft(6);
  }

  private static JsonNode rows(String filter) throws Exception {
    return JSON.readTree(bench.gateway().get("/v1/account/requests?limit=100" + filter).body()).get("data");
  }

  /** The newest row that was not there before. */
  private static JsonNode row(String before) throws Exception {
    return Eventually.ask(() -> rows("").path(0), row -> !row.path("id").asText().equals(before));
  }

  private static String newest() throws Exception {
    return rows("").path(0).path("id").asText();
  }

  @ParameterizedTest
  @MethodSource("cells")
  void aRowHasItsCost(Cell cell) throws Exception {
    String before = newest();
    bench.answers(cell, new Reply("x", List.of(), Reply.End.DONE, 123_456, 7_890));
    cell.ask(Ask.plain());

    JsonNode row = row(before);
    assertThat(row.get("input_tokens").asLong()).isEqualTo(123_456);
    assertThat(row.get("cost_usd").decimalValue()).isEqualByComparingTo(price(cell, 123_456, 7_890));
    assertThat(row.get("usage_estimated").asBoolean()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("streamedCells")
  void aStreamThatIsCutCostsWhatCame(Cell cell) throws Exception {
    String before = newest();
    Reply reply = Reply.text(Reply.End.DONE);
    bench.provider().script((request, socket) -> {
      Bench.begin(cell.wire(), true, reply, socket);
      socket.close();
    });
    cell.ask(Ask.plain());

    JsonNode row = row(before);
    assertThat(row.get("usage_estimated").asBoolean()).isTrue();
    long input = row.get("input_tokens").asLong();
    long output = row.get("output_tokens").asLong();
    assertThat(input).isPositive();
    assertThat(output).isGreaterThanOrEqualTo((reply.text().codePointCount(0, reply.text().length()) + 3) / 4);
    assertThat(row.get("cost_usd").decimalValue()).isEqualByComparingTo(price(cell, input, output));
  }

  private static HttpResponse<String> ask(String path, String body, String session) {
    return Gateway.send(bench.gateway().request(path).header("Content-Type", "application/json")
        .header("X-Orqen-Session-Id", session).POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static String chat(String model) {
    return "{\"model\":\"" + model + "\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";
  }

  private static void completes(String model) {
    bench.provider().script((request, socket) -> socket.json(200, "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\""
        + model + "\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hello there\"},\"finish_reason\":\"stop\"}],"
        + "\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":500,\"total_tokens\":1500,\"prompt_tokens_details\":{\"cached_tokens\":400}}}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/chat/completions", "/v1/messages"})
  void aPlainAnswerSaysItsCost(String path) {
    completes("gpt-4o");

    // 600 x 2.5 + 400 x 1.25 + 500 x 10 millionths
    assertThat(ask(path, chat("openai/gpt-4o"), "h").headers().firstValue("x-orqen-cost-usd")).contains("0.007");
  }

  @Test
  void whatHasNoPriceIsUnpriced() throws Exception {
    completes("a-secret-model");
    String session = "s" + SESSIONS.incrementAndGet();

    HttpResponse<String> answer = ask("/v1/chat/completions", chat("openai/a-secret-model"), session);

    assertThat(answer.headers().firstValue("x-orqen-cost-usd")).contains("unpriced");
    JsonNode row = Eventually.ask(() -> rows("&session_id=" + session), rows -> rows.size() == 1).get(0);
    assertThat(row.get("cost_usd").isNull()).isTrue();
    assertThat(summary().get("unpriced_requests").asLong()).isPositive();
  }

  @Test
  void anErrorHasNoCost() throws Exception {
    String session = "s" + SESSIONS.incrementAndGet();
    bench.provider().script((request, socket) -> socket.json(429, "{\"error\":{\"message\":\"slow\",\"type\":\"requests\"}}"));

    HttpResponse<String> answer = ask("/v1/chat/completions", chat("openai/gpt-4o"), session);

    assertThat(answer.headers().firstValue("x-orqen-cost-usd")).isEmpty();
    JsonNode row = Eventually.ask(() -> rows("&session_id=" + session), rows -> rows.size() == 1).get(0);
    assertThat(row.get("cost_usd").decimalValue()).isEqualByComparingTo("0");
  }

  @Test
  void anAnswerWithoutUsageIsEstimated() throws Exception {
    String session = "s" + SESSIONS.incrementAndGet();
    bench.provider().script((request, socket) -> socket.json(200, "{\"id\":\"c\",\"object\":\"chat.completion\",\"model\":\"gpt-4o\","
        + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hello there\"},\"finish_reason\":\"stop\"}]}"));
    String body = chat("openai/gpt-4o");

    ask("/v1/chat/completions", body, session);

    JsonNode row = Eventually.ask(() -> rows("&session_id=" + session), rows -> rows.size() == 1).get(0);
    assertThat(row.get("usage_estimated").asBoolean()).isTrue();
    assertThat(row.get("input_tokens").asLong()).isEqualTo((body.length() + 3) / 4);
    assertThat(row.get("output_tokens").asLong()).isEqualTo(3);
  }

  private static JsonNode summary() throws Exception {
    return JSON.readTree(bench.gateway().get("/v1/account/usage/summary").body());
  }

  @Test
  void sumsAreOfTheRows() throws Exception {
    completes("gpt-4o");
    String session = "s" + SESSIONS.incrementAndGet();
    for (int i = 0; i < 3; i++) {
      ask("/v1/chat/completions", chat("openai/gpt-4o"), session);
    }
    Eventually.holds(() -> rows("&session_id=" + session).size() == 3);

    JsonNode sessions = JSON.readTree(bench.gateway().get("/v1/account/sessions?limit=100").body()).get("data");
    assertThat(sessions).anySatisfy(one -> {
      assertThat(one.get("id").asText()).isEqualTo(session);
      assertThat(one.get("cost_usd").decimalValue()).isEqualByComparingTo("0.021");
    });
    BigDecimal cost = summary().get("cost_usd").decimalValue();
    assertThat(cost).isPositive();
    for (String by : List.of("daily", "by-key", "by-provider", "by-model")) {
      JsonNode groups = JSON.readTree(bench.gateway().get("/v1/account/usage/" + by + "?limit=100").body()).get("data");
      BigDecimal sum = BigDecimal.ZERO;
      for (JsonNode group : groups) {
        sum = sum.add(group.get("cost_usd").decimalValue());
      }
      assertThat(sum).as(by).isEqualByComparingTo(cost);
    }
    assertThat(summary().get("saved_usd").decimalValue()).as("400 cached tokens of each").isGreaterThanOrEqualTo(new BigDecimal("0.0015"));
  }

  @Test
  void aStreamTheClientLeavesIsPaidFor() throws Exception {
    String session = "s" + SESSIONS.incrementAndGet();
    bench.provider().script((request, socket) -> {
      socket.events();
      socket.chunk("data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello there\"}}]}\n\n");
      socket.awaitClose();
    });
    HttpRequest request = bench.gateway().request("/v1/chat/completions").header("Content-Type", "application/json")
        .header("X-Orqen-Session-Id", session)
        .POST(HttpRequest.BodyPublishers.ofString(chat("openai/gpt-4o").replace("\"max_tokens\"", "\"stream\":true,\"max_tokens\""))).build();
    HttpClient client = HttpClient.newHttpClient();
    try (InputStream answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream()).body()) {
      assertThat(answer.read()).isPositive();
    }

    JsonNode row = Eventually.ask(() -> rows("&session_id=" + session), rows -> rows.size() == 1).get(0);
    assertThat(row.get("output_tokens").asLong()).isEqualTo(3);
    assertThat(row.get("cost_usd").decimalValue()).isPositive();
    assertThat(row.get("usage_estimated").asBoolean()).isTrue();
  }

  /** The provider has made it, whether or not anybody could read it. */
  @ParameterizedTest
  @ValueSource(strings = {"/v1/chat/completions", "/v1/messages"})
  void aPlainAnswerThatBreaksOffIsPaidFor(String path) throws Exception {
    String session = "s" + SESSIONS.incrementAndGet();
    bench.provider().script((request, socket) -> {
      socket.raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
          + "{\"choices\":[{\"message\":{\"content\":\"Hello there\"");
      socket.close();
    });

    assertThat(ask(path, chat("openai/gpt-4o"), session).statusCode()).isEqualTo(502);

    assertEstimated(Eventually.ask(() -> rows("&session_id=" + session), rows -> rows.size() == 1).get(0), 3);
  }

  private static void assertEstimated(JsonNode row, long output) {
    assertThat(row.get("usage_estimated").asBoolean()).isTrue();
    assertThat(row.get("input_tokens").asLong()).isPositive();
    assertThat(row.get("output_tokens").asLong()).isEqualTo(output);
    assertThat(row.get("cost_usd").decimalValue()).isPositive();
  }

  @ParameterizedTest
  @CsvSource({"/v1/chat/completions, false", "/v1/chat/completions, true", "/v1/messages, false", "/v1/messages, true"})
  void aCallThatTheClientLeavesIsPaidFor(String path, boolean stream) throws Exception {
    String session = "s" + SESSIONS.incrementAndGet();
    CountDownLatch asked = new CountDownLatch(1);
    bench.provider().script((request, socket) -> {
      asked.countDown();
      socket.awaitClose();
    });
    String body = chat("openai/gpt-4o").replace("\"max_tokens\"", "\"stream\":" + stream + ",\"max_tokens\"");
    try (RawHttp client = new RawHttp(bench.gateway())) {
      client.send("POST " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + Gateway.KEY + "\r\nX-Orqen-Session-Id: " + session
          + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
      asked.await();
    }

    JsonNode row = Eventually.ask(() -> rows("&session_id=" + session), rows -> rows.size() == 1).get(0);
    assertThat(row.get("error_code").asText()).isEqualTo("client_closed_request");
    assertEstimated(row, 0);
  }

  @Test
  void countsOfTokensAreFree() throws Exception {
    String session = "s" + SESSIONS.incrementAndGet();
    HttpResponse<String> answer = ask("/v1/messages/count_tokens", chat("openai/gpt-4o"), session);

    assertThat(answer.headers().firstValue("x-orqen-cost-usd")).isEmpty();
    JsonNode row = Eventually.ask(() -> rows("&session_id=" + session), rows -> rows.size() == 1).get(0);
    assertThat(row.get("cost_usd").decimalValue()).isEqualByComparingTo("0");
  }
}

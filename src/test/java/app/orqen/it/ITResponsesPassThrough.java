package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Gateway;
import app.orqen.it.support.StandIn;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The Responses API towards providers that speak it: bytes as they came, watched for usage and an honest end. */
class ITResponsesPassThrough {

  private static final String SECRET = "provider-canary-5252";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ANSWER = "{ \"id\":\"resp_1\", \"object\":\"response\",\"created_at\":1,\"status\":\"completed\",\"error\":null,"
      + "\"incomplete_details\":null,\"model\":\"gpt-5.5-2026-04-23\",\"new_field\":[1e2],\"output\":[{\"type\":\"function_call\",\"id\":\"fc_1\","
      + "\"call_id\":\"call_1\",\"name\":\"weather\",\"arguments\":\"{}\"}],\"usage\":{\"input_tokens\":3,\"input_tokens_details\":"
      + "{\"cached_tokens\":1},\"output_tokens\":4,\"output_tokens_details\":{\"reasoning_tokens\":2},\"total_tokens\":7}}";
  private static final String BEGUN = event("response.created", "\"response\":{\"id\":\"resp_1\",\"status\":\"in_progress\"}", 0)
      + event("response.output_item.added", "\"output_index\":0,\"item\":{\"type\":\"function_call\",\"id\":\"fc_1\",\"call_id\":\"c\",\"name\":\"weather\"}", 1)
      + event("response.function_call_arguments.delta", "\"item_id\":\"fc_1\",\"output_index\":0,\"delta\":\"{}\",\"obfuscation\":\"xxx\"", 2)
      + event("response.of.tomorrow", "\"x\":1", 3);
  private static final String WHOLE = BEGUN + event("response.completed", "\"response\":" + ANSWER, 4);

  private static StandIn provider;
  private static Gateway gateway;

  @BeforeAll
  static void start() {
    provider = new StandIn();
    gateway = Gateway.start("orqen.providers.openai.base-url=" + provider.url() + "/v1",
        "orqen.api-base-allowed-hosts=127.0.0.1", "orqen.breaker.minimum-calls=1000", "orqen.breaker.window=1000");
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    provider.close();
  }

  private static String event(String type, String rest, int number) {
    return "event: " + type + "\ndata: {\"type\":\"" + type + "\",\"sequence_number\":" + number + "," + rest + "}\n\n";
  }

  private static String body(String model, String more) {
    return "{ \"model\":\"" + model + "\",\"input\":[{\"role\":\"user\",\"content\":\"h\\u00e9\"}],\"temperature\":1.50,\"odd\":[ 1 ]" + more + "}";
  }

  private static String key(String body) {
    return body.substring(0, body.length() - 1) + ",\"api_key\":\"" + SECRET + "\"}";
  }

  private static void streams(String events) {
    provider.script((request, socket) -> {
      socket.raw("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n" + events);
      socket.close();
    });
  }

  @Test
  void bytesPassBothWays() throws Exception {
    provider.script((request, socket) -> socket.json(200, ANSWER));
    String sent = body("gpt-5.5", ",\"store\":false,\"tools\":[{\"type\":\"web_search\"}]");
    HttpResponse<String> answer = gateway.post("/v1/responses", key(sent));
    assertThat(answer.body()).isEqualTo(ANSWER);
    assertThat(provider.last().line()).startsWith("POST /v1/responses ");
    assertThat(provider.last().text()).isEqualTo(sent);
    assertThat(provider.last().header("authorization")).isEqualTo("Bearer " + SECRET);
    JsonNode row = gateway.row(answer);
    assertThat(row.get("input_tokens").asInt()).isEqualTo(3);
    assertThat(row.get("output_tokens").asInt()).isEqualTo(4);
    assertThat(row.get("provider").asText()).isEqualTo("openai");
  }

  @Test
  void onlyTheModelsPrefixIsTakenOff() {
    provider.script((request, socket) -> socket.json(200, ANSWER));
    gateway.post("/v1/responses", key(body("openai/gpt-5.5", "")));
    assertThat(provider.last().text()).isEqualTo(body("gpt-5.5", ""));
  }

  @Test
  void aStreamPassesWithEventsThatNobodyKnows() throws Exception {
    streams(WHOLE);
    HttpResponse<String> answer = gateway.post("/v1/responses", key(body("gpt-5.5", ",\"stream\":true")));
    assertThat(answer.body()).isEqualTo(WHOLE);
    JsonNode row = gateway.row(answer);
    assertThat(row.get("output_tokens").asInt()).isEqualTo(4);
    assertThat(row.get("error_code").isNull()).isTrue();
  }

  @Test
  void aStreamThatBreaksOffFailsUnderItsOwnId() throws Exception {
    streams(BEGUN);
    HttpResponse<String> answer = gateway.post("/v1/responses", key(body("gpt-5.5", ",\"stream\":true")));
    assertThat(answer.body()).startsWith(BEGUN).doesNotContain("response.completed");
    String last = answer.body().substring(BEGUN.length());
    assertThat(last).startsWith("event: response.failed\ndata: ").contains("\"status\":\"failed\"", "\"id\":\"resp_1\"");
    assertThat(gateway.row(answer).get("error_code").isNull()).isFalse();
  }

  @Test
  void aFailedResponsePassesAndIsNoted() throws Exception {
    String failed = BEGUN + event("error", "\"code\":\"rate_limit_exceeded\",\"message\":\"slow down\",\"param\":null", 4)
        + event("response.failed", "\"response\":{\"id\":\"resp_1\",\"status\":\"failed\",\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"slow down\"}}", 5);
    streams(failed);
    HttpResponse<String> answer = gateway.post("/v1/responses", key(body("gpt-5.5", ",\"stream\":true")));
    assertThat(answer.body()).isEqualTo(failed);
    assertThat(gateway.row(answer).get("error_code").asText()).isEqualTo("rate_limit_exceeded");
  }

  @Test
  void anErrorPassesAsItIs() {
    String error = "{\"error\":{\"message\":\"bad\",\"type\":\"invalid_request_error\",\"param\":\"input\",\"code\":\"odd\"}}";
    provider.script((request, socket) -> socket.json(400, error));
    HttpResponse<String> answer = gateway.post("/v1/responses", key(body("gpt-5.5", "")));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).isEqualTo(error);
  }

  /** Thinking of another provider's, which OpenAI would refuse the whole request for. */
  @Test
  void whatTheGatewaySealedIsTakenOut() {
    provider.script((request, socket) -> socket.json(200, ANSWER));
    String sealed = "{\"type\":\"reasoning\",\"summary\":[],\"encrypted_content\":\"orqen1:redacted:QUJD\"}";
    String own = "{\"type\":\"reasoning\",\"summary\":[],\"encrypted_content\":\"gAAAA\"}";
    String said = "{\"role\":\"user\",\"content\":\"orqen1:\"}";
    String[][] lists = {{sealed + "," + sealed + ", " + said, said}, {said + " , " + sealed, said},
        {said + "," + own + "," + sealed + "," + sealed + "," + said, said + "," + own + "," + said}};
    for (String[] list : lists) {
      gateway.post("/v1/responses", key("{\"model\":\"gpt-5.5\",\"input\":[" + list[0] + "]}"));
      assertThat(provider.last().text()).isEqualTo("{\"model\":\"gpt-5.5\",\"input\":[" + list[1] + "]}");
    }
  }

  @Test
  void theProviderCountsItself() {
    provider.script((request, socket) -> socket.json(200, "{\"object\":\"response.input_tokens\",\"input_tokens\":42}"));
    HttpResponse<String> answer = gateway.post("/v1/responses/input_tokens", key(body("gpt-5.5", "")));
    assertThat(answer.body()).isEqualTo("{\"object\":\"response.input_tokens\",\"input_tokens\":42}");
    assertThat(answer.headers().firstValue("x-orqen-count")).isEmpty();
    assertThat(provider.last().line()).startsWith("POST /v1/responses/input_tokens ");
  }

  @Test
  void azureAndAnotherBaseUrlHaveTheirOwnAddresses() {
    provider.script((request, socket) -> socket.json(200, ANSWER));
    String base = ",\"api_base\":\"" + provider.url() + "\"";
    gateway.post("/v1/responses", key(body("azure/my-deployment", base + ",\"api_version\":\"2026-01-01\"")));
    assertThat(provider.last().line()).startsWith("POST /openai/v1/responses ");
    assertThat(provider.last().header("api-key")).isEqualTo(SECRET);
    assertThat(provider.last().text()).contains("\"model\":\"my-deployment\"");
    gateway.post("/v1/responses", key(body("openai/gpt-5.5", base)));
    assertThat(provider.last().line()).startsWith("POST /responses ");
  }

  /** Models that answer on the Responses API only work from the other surfaces too. */
  @Test
  void chatsReachModelsThatHaveOnlyThisApi() throws Exception {
    provider.script((request, socket) -> socket.json(200, ANSWER));
    String credential = ",\"api_key\":\"" + SECRET + "\"";
    JsonNode chat = JSON.readTree(gateway.post("/v1/chat/completions", "{\"model\":\"gpt-5.5-pro\",\"max_completion_tokens\":99,"
        + "\"messages\":[{\"role\":\"system\",\"content\":\"Be short.\"},{\"role\":\"user\",\"content\":\"hi\"}],\"reasoning_effort\":\"high\"" + credential + "}").body());
    assertThat(chat.at("/choices/0/message/tool_calls/0/function/name").asText()).isEqualTo("weather");
    assertThat(chat.at("/usage/completion_tokens").asInt()).isEqualTo(4);
    assertThat(provider.last().line()).startsWith("POST /v1/responses ");
    JsonNode sent = JSON.readTree(provider.last().text());
    assertThat(sent.get("instructions").asText()).isEqualTo("Be short.");
    assertThat(sent.get("max_output_tokens").asInt()).isEqualTo(99);
    assertThat(sent.at("/reasoning/effort").asText()).isEqualTo("high");
    assertThat(sent.at("/input/0/content/0/text").asText()).isEqualTo("hi");
    streams(WHOLE);
    String messages = gateway.post("/v1/messages", "{\"model\":\"openai/gpt-5.5-pro\",\"max_tokens\":99,\"stream\":true,"
        + "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]" + credential + "}").body();
    assertThat(messages).contains("\"name\":\"weather\"", "message_stop");
    assertThat(gateway.post("/v1/chat/completions", "{\"model\":\"gpt-5.5-pro\",\"stop\":[\"x\"],\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]"
        + credential + "}").body()).contains("\"param\":\"stop\"");
  }
}

package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Gateway;
import app.orqen.it.support.StandIn;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.responses.Response;
import com.openai.models.responses.inputitems.InputItemListParams;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a provider stores of the Responses API: only the account that made it reaches it, with the credential that it was made with. */
class ITStoredResponses {

  private static final String SECRET = "provider-canary-6464";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String USAGE = "\"usage\":{\"input_tokens\":3,\"output_tokens\":4,\"total_tokens\":7}";
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private static StandIn provider;
  private static Gateway gateway;
  private static OpenAIClient sdk;
  private static String other;

  @BeforeAll
  static void start() throws Exception {
    provider = new StandIn();
    gateway = Gateway.start("orqen.providers.openai.base-url=" + provider.url() + "/v1", "orqen.providers.groq.base-url=" + provider.url(),
        "orqen.models.aliases.several=groq/x, openai/gpt-5.5", "orqen.api-base-allowed-hosts=127.0.0.1", "orqen.breaker.minimum-calls=1000", "orqen.breaker.window=1000");
    store(Gateway.KEY, "openai", "");
    store(Gateway.KEY, "azure", ",\"api_base\":\"" + provider.url() + "\",\"api_version\":\"v\"");
    HttpResponse<String> made = Gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + "/v1/admin/accounts"))
        .header("Authorization", "Bearer " + Gateway.ADMIN_TOKEN).header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"Other\"}")));
    other = made.body().replaceAll("(?s).*(sk-orq-[0-9a-f]{64}).*", "$1");
    store(other, "openai", "");
    sdk = OpenAIOkHttpClient.builder().baseUrl(gateway.url() + "/v1").apiKey(Gateway.KEY).maxRetries(0).build();
  }

  @AfterAll
  static void stop() throws Exception {
    sdk.close();
    gateway.close();
    provider.close();
  }

  private static void store(String key, String name, String more) {
    store(key, name, more, SECRET);
  }

  private static void store(String key, String name, String more, String secret) {
    assertThat(call(key, "PUT", "/v1/account/providers", "{\"provider\":\"" + name + "\",\"api_key\":\"" + secret + "\"" + more + "}").statusCode())
        .isBetween(200, 201);
  }

  private static HttpResponse<String> call(String key, String method, String path, String body) {
    return Gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + path)).header("Authorization", "Bearer " + key)
        .header("Content-Type", "application/json")
        .method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body)));
  }

  private static HttpResponse<String> get(String path) {
    return call(Gateway.KEY, "GET", path, null);
  }

  private static String response(String id, String status, String usage) {
    return "{\"id\":\"" + id + "\",\"object\":\"response\",\"created_at\":1,\"status\":\"" + status + "\",\"error\":null,\"incomplete_details\":null,"
        + "\"instructions\":null,\"metadata\":null,\"model\":\"gpt-5.5\",\"output\":[],\"parallel_tool_calls\":true,\"temperature\":1,"
        + "\"tool_choice\":\"auto\",\"tools\":[],\"top_p\":1," + usage + "}";
  }

  private static HttpResponse<String> create(String more) {
    return call(Gateway.KEY, "POST", "/v1/responses", "{\"model\":\"openai/gpt-5.5\",\"input\":\"x\"" + more + "}");
  }

  /** Returns the id of a new response that the provider keeps. */
  private static String stored(String model) {
    String id = "resp_" + NUMBERS.incrementAndGet();
    provider.script((request, socket) -> socket.json(200, response(id, "completed", USAGE)));
    assertThat(call(Gateway.KEY, "POST", "/v1/responses", "{\"model\":\"" + model + "\",\"input\":\"x\"}").statusCode()).isEqualTo(200);
    provider.script((request, socket) -> socket.json(200, response(id, "completed", USAGE)));
    return id;
  }

  private static String code(HttpResponse<String> answer) throws Exception {
    return JSON.readTree(answer.body()).at("/error/code").asText();
  }

  @Test
  void aResponseIsFetchedListedCancelledAndDeleted() throws Exception {
    String id = stored("openai/gpt-5.5");
    HttpResponse<String> got = get("/v1/responses/" + id + "?include%5B%5D=reasoning.encrypted_content");
    assertThat(got.statusCode()).as(got.body()).isEqualTo(200);
    assertThat(got.body()).isEqualTo(response(id, "completed", USAGE));
    assertThat(provider.last().line()).isEqualTo("GET /v1/responses/" + id + "?include%5B%5D=reasoning.encrypted_content HTTP/1.1");
    assertThat(provider.last().header("authorization")).isEqualTo("Bearer " + SECRET);
    JsonNode row = gateway.row(got);
    assertThat(row.get("operation").asText()).isEqualTo("response");
    assertThat(row.get("output_tokens").asInt()).as("was counted when it was made").isZero();
    assertThat(get("/responses/" + id + "/input_items?limit=2").statusCode()).isEqualTo(200);
    assertThat(provider.last().line()).startsWith("GET /v1/responses/" + id + "/input_items?limit=2 ");
    assertThat(call(Gateway.KEY, "POST", "/v1/responses/" + id + "/cancel", "{}").statusCode()).isEqualTo(200);
    assertThat(provider.last().line()).startsWith("POST /v1/responses/" + id + "/cancel ");
    assertThat(call(Gateway.KEY, "DELETE", "/v1/responses/" + id, null).statusCode()).isEqualTo(200);
    assertThat(provider.last().line()).startsWith("DELETE /v1/responses/" + id + " ");
    assertThat(get("/v1/responses/" + id).statusCode()).isEqualTo(404);
  }

  @Test
  void theSdkGoesOnWithAStoredResponse() {
    String id = stored("openai/gpt-5.5");
    Response response = sdk.responses().retrieve(id);
    assertThat(response.id()).isEqualTo(id);
    provider.script((request, socket) -> socket.json(200, "{\"object\":\"list\",\"data\":[],\"first_id\":\"a\",\"last_id\":\"a\",\"has_more\":false}"));
    assertThat(sdk.responses().inputItems().list(InputItemListParams.builder().responseId(id).build()).items()).isEmpty();
    provider.script((request, socket) -> socket.json(200, response("resp_next" + id, "completed", USAGE)));
    assertThat(create(",\"previous_response_id\":\"" + id + "\"").statusCode()).isEqualTo(200);
    assertThat(provider.last().text()).contains("\"previous_response_id\":\"" + id + "\"");
  }

  @Test
  void anotherAccountsResponseIsA404() throws Exception {
    String id = stored("openai/gpt-5.5");
    for (String path : new String[] {"", "/input_items"}) {
      assertThat(call(other, "GET", "/v1/responses/" + id + path, null).statusCode()).isEqualTo(404);
    }
    assertThat(call(other, "POST", "/v1/responses/" + id + "/cancel", null).statusCode()).isEqualTo(404);
    assertThat(call(other, "DELETE", "/v1/responses/" + id, null).statusCode()).isEqualTo(404);
    HttpResponse<String> next = call(other, "POST", "/v1/responses", "{\"model\":\"openai/gpt-5.5\",\"input\":\"x\",\"previous_response_id\":\"" + id + "\"}");
    assertThat(next.statusCode()).isEqualTo(404);
    assertThat(code(next)).isEqualTo("not_found");
    assertThat(provider.requests()).isEmpty();
    assertThat(get("/v1/responses/" + id).statusCode()).as("its owner still has it").isEqualTo(200);
    assertThat(get("/v1/responses/resp_of_nobody").statusCode()).isEqualTo(404);
    assertThat(get("/v1/responses/a/b").statusCode()).isEqualTo(404);
    assertThat(get("/v1/responses/a%2f..%2fb").statusCode()).isGreaterThanOrEqualTo(400);
  }

  @Test
  void aConversationBelongsToWhoNamesItFirst() {
    String id = "conv_" + NUMBERS.incrementAndGet();
    provider.script((request, socket) -> socket.json(200, response("resp_" + id, "completed", USAGE)));
    assertThat(create(",\"conversation\":{\"id\":\"" + id + "\"}").statusCode()).isEqualTo(200);
    assertThat(create(",\"conversation\":\"" + id + "\"").statusCode()).isEqualTo(200);
    assertThat(call(other, "POST", "/v1/responses", "{\"model\":\"openai/gpt-5.5\",\"input\":\"x\",\"conversation\":\"" + id + "\"}").statusCode())
        .isEqualTo(404);
  }

  @Test
  void anotherProviderOrCredentialIsA400() throws Exception {
    String id = stored("openai/gpt-5.5");
    String previous = ",\"previous_response_id\":\"" + id + "\"";
    HttpResponse<String> credential = create(previous + ",\"api_key\":\"another-canary-1\"");
    assertThat(credential.statusCode()).isEqualTo(400);
    assertThat(credential.body()).contains("another credential").contains("whole conversation");
    HttpResponse<String> elsewhere = call(Gateway.KEY, "POST", "/v1/responses", "{\"model\":\"azure/gpt-5.5\",\"input\":\"x\"" + previous + "}");
    assertThat(elsewhere.statusCode()).isEqualTo(400);
    assertThat(elsewhere.body()).contains("stored at 'openai'");
    HttpResponse<String> translated = call(Gateway.KEY, "POST", "/v1/responses",
        "{\"model\":\"groq/x\",\"input\":\"x\",\"api_key\":\"k\"" + previous + "}");
    assertThat(code(translated)).isEqualTo("unsupported_parameter");
    assertThat(provider.requests()).isEmpty();
  }

  private static HttpResponse<String> goOn(String key, String models, String id) {
    return call(key, "POST", "/v1/responses",
        "{\"model\":" + models + ",\"input\":\"x\",\"previous_response_id\":\"" + id + "\"}");
  }

  /** The target that speaks the Responses API may be the second one, which is called since the first has no credential. */
  @Test
  void anotherAccountsResponseIsA404BehindAnotherTarget() throws Exception {
    String id = stored("openai/gpt-5.5");
    provider.script((request, socket) -> {
      if (request.text().contains("\"stream\":true")) {
        socket.events();
        socket.chunk(event("response.completed", response("resp_next" + id, "completed", USAGE), 0));
        socket.end();
      } else {
        socket.json(200, response("resp_next" + id, "completed", USAGE));
      }
    });
    for (String models : new String[] {"\"groq/x\",\"models\":[\"openai/gpt-5.5\"]", "\"groq/x\",\"stream\":true,\"models\":[\"openai/gpt-5.5\"]",
        "\"several\""}) {
      HttpResponse<String> next = goOn(other, models, id);
      assertThat(next.statusCode()).as(next.body()).isEqualTo(404);
      assertThat(code(next)).isEqualTo("not_found");
      assertThat(provider.requests()).isEmpty();
      assertThat(goOn(Gateway.KEY, models, id).statusCode()).as("its owner goes on").isEqualTo(200);
      assertThat(provider.last().text()).contains("\"model\":\"gpt-5.5\"").contains(id);
      provider.requests().clear();
    }
  }

  /** Another provider doesn't have the response, so it isn't called when the one that has it fails. */
  @Test
  void aCallThatGoesOnStaysAtItsProviderWhenItFails() {
    String id = stored("openai/gpt-5.5");
    provider.script((request, socket) -> socket.json(503, "{\"error\":{\"message\":\"down\",\"type\":\"api_error\",\"param\":null,\"code\":null}}"));
    HttpResponse<String> failed = goOn(Gateway.KEY, "\"openai/gpt-5.5\",\"models\":[\"azure/gpt-5.5\"]", id);
    assertThat(failed.statusCode()).as(failed.body()).isEqualTo(503);
    assertThat(provider.requests()).hasSize(1);
  }

  /** Of several stored credentials the one is taken that made the response. */
  @Test
  void aCallGoesOnWithTheCredentialThatMadeIt() {
    store(other, "openai", ",\"name\":\"second\"", SECRET + "-2");
    for (int i = 0; i < 6; i++) {
      String id = "resp_" + NUMBERS.incrementAndGet();
      provider.script((request, socket) -> socket.json(200, response(id, "completed", USAGE)));
      String body = "{\"model\":\"openai/gpt-5.5\",\"input\":\"x\"}";
      assertThat(call(other, "POST", "/v1/responses", body).statusCode()).isEqualTo(200);
      String credential = provider.last().header("authorization");
      for (int n = 0; n < 3; n++) {
        assertThat(call(other, "GET", "/v1/responses/" + id, null).statusCode()).isEqualTo(200);
        assertThat(provider.last().header("authorization")).isEqualTo(credential);
        assertThat(call(other, "POST", "/v1/responses", body.replace("}", ",\"previous_response_id\":\"" + id + "\"}")).statusCode()).isEqualTo(200);
        assertThat(provider.last().header("authorization")).isEqualTo(credential);
      }
    }
  }

  @Test
  void azureHasThemToo() {
    String id = stored("azure/dep");
    assertThat(get("/v1/responses/" + id).statusCode()).isEqualTo(200);
    assertThat(provider.last().line()).startsWith("GET /openai/v1/responses/" + id + " ");
    assertThat(provider.last().header("api-key")).isEqualTo(SECRET);
  }

  @Test
  void whatIsNotStoredHasNoOwner() {
    provider.script((request, socket) -> socket.json(200, response("resp_unstored", "completed", USAGE)));
    assertThat(create(",\"store\":false").statusCode()).isEqualTo(200);
    assertThat(get("/v1/responses/resp_unstored").statusCode()).isEqualTo(404);
  }

  private static String event(String type, String response, int number) {
    return "event: " + type + "\ndata: {\"type\":\"" + type + "\",\"sequence_number\":" + number + ",\"response\":" + response + "}\n\n";
  }

  private static String background(String id, String status, String usage) {
    return response(id, status, usage).replace("\"object\"", "\"background\":true,\"object\"");
  }

  @Test
  void aResponseInTheBackgroundIsCountedOnceWhenItIsDone() throws Exception {
    String id = "resp_" + NUMBERS.incrementAndGet();
    provider.script((request, socket) -> socket.json(200, background(id, "queued", "\"usage\":null")));
    assertThat(gateway.row(create(",\"background\":true")).get("output_tokens").asInt()).isZero();
    assertThat(gateway.row(get("/v1/responses/" + id)).get("output_tokens").asInt()).isZero();
    provider.script((request, socket) -> socket.json(200, background(id, "completed", USAGE)));
    assertThat(gateway.row(get("/v1/responses/" + id)).get("output_tokens").asInt()).isEqualTo(4);
    assertThat(gateway.row(get("/v1/responses/" + id)).get("output_tokens").asInt()).isZero();
  }

  @Test
  void aStreamInTheBackgroundGoesOnWhereItBrokeOff() throws Exception {
    String id = "resp_" + NUMBERS.incrementAndGet();
    String begun = event("response.created", background(id, "queued", "\"usage\":null"), 0);
    String end = event("response.completed", background(id, "completed", USAGE), 1);
    provider.script((request, socket) -> {
      socket.raw("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n" + begun);
      socket.close();
    });
    HttpResponse<String> cut = create(",\"background\":true,\"stream\":true");
    assertThat(cut.body()).startsWith(begun).contains("event: error\n").doesNotContain("response.failed");
    assertThat(gateway.row(cut).get("output_tokens").asInt()).isZero();
    provider.script((request, socket) -> {
      socket.events();
      socket.chunk(end);
      socket.end();
    });
    HttpResponse<String> rest = get("/v1/responses/" + id + "?stream=true&starting_after=0");
    assertThat(provider.last().line()).startsWith("GET /v1/responses/" + id + "?stream=true&starting_after=0 ");
    assertThat(rest.body()).isEqualTo(end);
    assertThat(gateway.row(rest).get("output_tokens").asInt()).isEqualTo(4);
    assertThat(gateway.row(rest).get("stream").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"max_budget_usd, 400", "daily_token_budget, 400", "weekly_token_budget, 400", "max_session_usd, 400",
      "max_session_requests, 200", "tpm_limit, 200"})
  void aBudgetForbidsTheBackground(String rule, int status) throws Exception {
    String key = JSON.readTree(call(Gateway.KEY, "POST", "/v1/account/keys", "{\"name\":\"k\",\"" + rule + "\":1000000}").body()).get("key").asText();
    String id = "resp_" + NUMBERS.incrementAndGet();
    provider.script((request, socket) -> socket.json(200, background(id, "queued", "\"usage\":null")));
    HttpResponse<String> answer = session(key, "POST", "/v1/responses", "{\"model\":\"openai/gpt-5.5\",\"input\":\"x\",\"background\":true}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    if (status == 400) {
      assertThat(code(answer)).isEqualTo("unsupported_parameter");
      assertThat(JSON.readTree(answer.body()).at("/error/param").asText()).isEqualTo("background");
      assertThat(provider.requests()).isEmpty();
    }
  }

  /** What is stored costs nothing, so that a budget that is used up doesn't keep anybody from it. */
  @Test
  void aBudgetThatIsUsedUpLeavesWhatIsStored() throws Exception {
    String key = JSON.readTree(call(Gateway.KEY, "POST", "/v1/account/keys",
        "{\"name\":\"k\",\"daily_token_budget\":60,\"max_budget_usd\":1,\"max_session_requests\":1}").body()).get("key").asText();
    String id = "resp_" + NUMBERS.incrementAndGet();
    String sent = "{\"model\":\"openai/gpt-5.5\",\"input\":\"x\",\"max_output_tokens\":16}";
    provider.script((request, socket) -> socket.json(200, response(id, "completed", USAGE.replace(":4,", ":400,").replace(":7}", ":403}"))));
    assertThat(session(key, "POST", "/v1/responses", sent).statusCode()).isEqualTo(200);
    assertThat(session(key, "POST", "/v1/responses", sent).statusCode()).isEqualTo(402);
    for (int i = 0; i < 3; i++) {
      assertThat(session(key, "GET", "/v1/responses/" + id, null).statusCode()).isEqualTo(200);
    }
    assertThat(session(key, "POST", "/v1/responses/" + id + "/cancel", "{}").statusCode()).isEqualTo(200);
    assertThat(session(key, "DELETE", "/v1/responses/" + id, null).statusCode()).isEqualTo(200);
  }

  private static HttpResponse<String> session(String key, String method, String path, String body) {
    return Gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + path)).header("Authorization", "Bearer " + key)
        .header("Content-Type", "application/json").header("x-session-id", "s-" + key.substring(key.length() - 8))
        .method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body)));
  }

  @Test
  void aStreamMakesAnOwnerToo() {
    String id = "resp_" + NUMBERS.incrementAndGet();
    provider.script((request, socket) -> {
      socket.events();
      socket.chunk(event("response.created", response(id, "in_progress", "\"usage\":null"), 0) + event("response.completed", response(id, "completed", USAGE), 1));
      socket.end();
    });
    assertThat(create(",\"stream\":true").statusCode()).isEqualTo(200);
    provider.script((request, socket) -> socket.json(200, response(id, "completed", USAGE)));
    assertThat(get("/v1/responses/" + id).statusCode()).isEqualTo(200);
  }

  @Test
  void compactPasses() throws Exception {
    String answer = "{\"id\":\"resp_c\",\"object\":\"response.compaction\",\"created_at\":1,\"output\":[]," + USAGE + "}";
    provider.script((request, socket) -> socket.json(200, answer));
    String sent = "{\"model\":\"gpt-5.5\",\"input\":[{\"role\":\"user\",\"content\":\"x\"}]}";
    HttpResponse<String> compacted = call(Gateway.KEY, "POST", "/v1/responses/compact", sent.replace("gpt-5.5", "openai/gpt-5.5"));
    assertThat(compacted.body()).isEqualTo(answer);
    assertThat(provider.last().line()).startsWith("POST /v1/responses/compact ");
    assertThat(provider.last().text()).isEqualTo(sent);
    assertThat(gateway.row(compacted).get("output_tokens").asInt()).isEqualTo(4);
    assertThat(call(Gateway.KEY, "POST", "/v1/responses/compact", "{\"model\":\"groq/x\",\"input\":\"x\"}").statusCode()).isEqualTo(404);
  }

  @Test
  void onlyWhatOpenAiHasIsAsked() {
    String id = stored("openai/gpt-5.5");
    assertThat(get("/v1/responses/" + id + "?admin=1").statusCode()).isEqualTo(400);
    assertThat(get("/v1/responses/" + id + "?limit=%22").statusCode()).isLessThan(500);
    assertThat(call(Gateway.KEY, "PUT", "/v1/responses/" + id, "{}").statusCode()).isEqualTo(405);
    assertThat(get("/v1/responses/" + id + "/cancel").statusCode()).isEqualTo(405);
    assertThat(provider.requests()).noneMatch(request -> request.line().contains("admin"));
  }

  @Test
  void errorsAndFaultsAreTold() throws Exception {
    String id = stored("openai/gpt-5.5");
    provider.script((request, socket) -> socket.json(404, "{\"error\":{\"message\":\"gone\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":null}}"));
    assertThat(get("/v1/responses/" + id).statusCode()).isEqualTo(404);
    provider.script((request, socket) -> socket.cut());
    assertThat(get("/v1/responses/" + id).statusCode()).isEqualTo(502);
    provider.script((request, socket) -> socket.answer(200, "text/html", new byte[0]));
    assertThat(get("/v1/responses/" + id).statusCode()).isEqualTo(502);
  }
}

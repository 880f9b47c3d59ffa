package app.orqen.it;

import static app.orqen.it.support.ResponsesStore.SECRET;
import static app.orqen.it.support.ResponsesStore.USAGE;
import static app.orqen.it.support.ResponsesStore.code;
import static app.orqen.it.support.ResponsesStore.event;
import static app.orqen.it.support.ResponsesStore.newId;
import static app.orqen.it.support.ResponsesStore.response;
import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Gateway;
import app.orqen.it.support.ResponsesStore;
import com.fasterxml.jackson.databind.JsonNode;
import com.openai.models.responses.Response;
import com.openai.models.responses.inputitems.InputItemListParams;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a provider stores of the Responses API: only the account that made it reaches it, with the credential that it was made with. */
class ITStoredResponses {

  private static ResponsesStore kept;

  @BeforeAll
  static void start() {
    kept = new ResponsesStore();
  }

  @AfterAll
  static void stop() throws Exception {
    kept.close();
  }

  @Test
  void aResponseIsFetchedListedCancelledAndDeleted() throws Exception {
    String id = kept.stored("openai/gpt-5.5");
    HttpResponse<String> got = kept.get("/v1/responses/" + id + "?include%5B%5D=reasoning.encrypted_content");
    assertThat(got.statusCode()).as(got.body()).isEqualTo(200);
    assertThat(got.body()).isEqualTo(response(id, "completed", USAGE));
    assertThat(kept.provider.last().line()).isEqualTo("GET /v1/responses/" + id + "?include%5B%5D=reasoning.encrypted_content HTTP/1.1");
    assertThat(kept.provider.last().header("authorization")).isEqualTo("Bearer " + SECRET);
    JsonNode row = kept.gateway.row(got);
    assertThat(row.get("operation").asText()).isEqualTo("response");
    assertThat(row.get("output_tokens").asInt()).as("was counted when it was made").isZero();
    assertThat(kept.get("/responses/" + id + "/input_items?limit=2").statusCode()).isEqualTo(200);
    assertThat(kept.provider.last().line()).startsWith("GET /v1/responses/" + id + "/input_items?limit=2 ");
    assertThat(kept.call(Gateway.KEY, "POST", "/v1/responses/" + id + "/cancel", "{}").statusCode()).isEqualTo(200);
    assertThat(kept.provider.last().line()).startsWith("POST /v1/responses/" + id + "/cancel ");
    assertThat(kept.call(Gateway.KEY, "DELETE", "/v1/responses/" + id, null).statusCode()).isEqualTo(200);
    assertThat(kept.provider.last().line()).startsWith("DELETE /v1/responses/" + id + " ");
    assertThat(kept.get("/v1/responses/" + id).statusCode()).isEqualTo(404);
  }

  @Test
  void theSdkGoesOnWithAStoredResponse() {
    String id = kept.stored("openai/gpt-5.5");
    Response response = kept.sdk.responses().retrieve(id);
    assertThat(response.id()).isEqualTo(id);
    kept.provider.script((request, socket) -> socket.json(200, "{\"object\":\"list\",\"data\":[],\"first_id\":\"a\",\"last_id\":\"a\",\"has_more\":false}"));
    assertThat(kept.sdk.responses().inputItems().list(InputItemListParams.builder().responseId(id).build()).items()).isEmpty();
    kept.provider.script((request, socket) -> socket.json(200, response("resp_next" + id, "completed", USAGE)));
    assertThat(kept.create(",\"previous_response_id\":\"" + id + "\"").statusCode()).isEqualTo(200);
    assertThat(kept.provider.last().text()).contains("\"previous_response_id\":\"" + id + "\"");
  }

  @Test
  void anotherAccountsResponseIsA404() throws Exception {
    String id = kept.stored("openai/gpt-5.5");
    for (String path : new String[] {"", "/input_items"}) {
      assertThat(kept.call(kept.other, "GET", "/v1/responses/" + id + path, null).statusCode()).isEqualTo(404);
    }
    assertThat(kept.call(kept.other, "POST", "/v1/responses/" + id + "/cancel", null).statusCode()).isEqualTo(404);
    assertThat(kept.call(kept.other, "DELETE", "/v1/responses/" + id, null).statusCode()).isEqualTo(404);
    HttpResponse<String> next = kept.call(kept.other, "POST", "/v1/responses", "{\"model\":\"openai/gpt-5.5\",\"input\":\"x\",\"previous_response_id\":\"" + id + "\"}");
    assertThat(next.statusCode()).isEqualTo(404);
    assertThat(code(next)).isEqualTo("not_found");
    assertThat(kept.provider.requests()).isEmpty();
    assertThat(kept.get("/v1/responses/" + id).statusCode()).as("its owner still has it").isEqualTo(200);
    assertThat(kept.get("/v1/responses/resp_of_nobody").statusCode()).isEqualTo(404);
    assertThat(kept.get("/v1/responses/a/b").statusCode()).isEqualTo(404);
    assertThat(kept.get("/v1/responses/a%2f..%2fb").statusCode()).isGreaterThanOrEqualTo(400);
  }

  @Test
  void aConversationBelongsToWhoNamesItFirst() {
    String id = "conv_" + newId();
    kept.provider.script((request, socket) -> socket.json(200, response("resp_" + id, "completed", USAGE)));
    assertThat(kept.create(",\"conversation\":{\"id\":\"" + id + "\"}").statusCode()).isEqualTo(200);
    assertThat(kept.create(",\"conversation\":\"" + id + "\"").statusCode()).isEqualTo(200);
    assertThat(kept.call(kept.other, "POST", "/v1/responses", "{\"model\":\"openai/gpt-5.5\",\"input\":\"x\",\"conversation\":\"" + id + "\"}").statusCode())
        .isEqualTo(404);
  }

  @Test
  void anotherProviderOrCredentialIsA400() throws Exception {
    String id = kept.stored("openai/gpt-5.5");
    String previous = ",\"previous_response_id\":\"" + id + "\"";
    HttpResponse<String> credential = kept.create(previous + ",\"api_key\":\"another-canary-1\"");
    assertThat(credential.statusCode()).isEqualTo(400);
    assertThat(credential.body()).contains("another credential").contains("whole conversation");
    HttpResponse<String> elsewhere = kept.call(Gateway.KEY, "POST", "/v1/responses", "{\"model\":\"azure/gpt-5.5\",\"input\":\"x\"" + previous + "}");
    assertThat(elsewhere.statusCode()).isEqualTo(400);
    assertThat(elsewhere.body()).contains("stored at 'openai'");
    HttpResponse<String> translated = kept.call(Gateway.KEY, "POST", "/v1/responses",
        "{\"model\":\"groq/x\",\"input\":\"x\",\"api_key\":\"k\"" + previous + "}");
    assertThat(code(translated)).isEqualTo("unsupported_parameter");
    assertThat(kept.provider.requests()).isEmpty();
  }

  private static HttpResponse<String> goOn(String key, String models, String id) {
    return kept.call(key, "POST", "/v1/responses",
        "{\"model\":" + models + ",\"input\":\"x\",\"previous_response_id\":\"" + id + "\"}");
  }

  /** The target that speaks the Responses API may be the second one, which is called since the first has no credential. */
  @Test
  void anotherAccountsResponseIsA404BehindAnotherTarget() throws Exception {
    String id = kept.stored("openai/gpt-5.5");
    kept.provider.script((request, socket) -> {
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
      HttpResponse<String> next = goOn(kept.other, models, id);
      assertThat(next.statusCode()).as(next.body()).isEqualTo(404);
      assertThat(code(next)).isEqualTo("not_found");
      assertThat(kept.provider.requests()).isEmpty();
      assertThat(goOn(Gateway.KEY, models, id).statusCode()).as("its owner goes on").isEqualTo(200);
      assertThat(kept.provider.last().text()).contains("\"model\":\"gpt-5.5\"").contains(id);
      kept.provider.requests().clear();
    }
  }

  /** Another provider doesn't have the response, so it isn't called when the one that has it fails. */
  @Test
  void aCallThatGoesOnStaysAtItsProviderWhenItFails() {
    String id = kept.stored("openai/gpt-5.5");
    kept.provider.script((request, socket) -> socket.json(503, "{\"error\":{\"message\":\"down\",\"type\":\"api_error\",\"param\":null,\"code\":null}}"));
    HttpResponse<String> failed = goOn(Gateway.KEY, "\"openai/gpt-5.5\",\"models\":[\"azure/gpt-5.5\"]", id);
    assertThat(failed.statusCode()).as(failed.body()).isEqualTo(503);
    assertThat(kept.provider.requests()).hasSize(1);
  }

  /** Of several stored credentials the one is taken that made the response. */
  @Test
  void aCallGoesOnWithTheCredentialThatMadeIt() {
    kept.store(kept.other, "openai", ",\"name\":\"second\"", SECRET + "-2");
    for (int i = 0; i < 6; i++) {
      String id = newId();
      kept.provider.script((request, socket) -> socket.json(200, response(id, "completed", USAGE)));
      String body = "{\"model\":\"openai/gpt-5.5\",\"input\":\"x\"}";
      assertThat(kept.call(kept.other, "POST", "/v1/responses", body).statusCode()).isEqualTo(200);
      String credential = kept.provider.last().header("authorization");
      for (int n = 0; n < 3; n++) {
        assertThat(kept.call(kept.other, "GET", "/v1/responses/" + id, null).statusCode()).isEqualTo(200);
        assertThat(kept.provider.last().header("authorization")).isEqualTo(credential);
        assertThat(kept.call(kept.other, "POST", "/v1/responses", body.replace("}", ",\"previous_response_id\":\"" + id + "\"}")).statusCode()).isEqualTo(200);
        assertThat(kept.provider.last().header("authorization")).isEqualTo(credential);
      }
    }
  }

  @Test
  void azureHasThemToo() {
    String id = kept.stored("azure/dep");
    assertThat(kept.get("/v1/responses/" + id).statusCode()).isEqualTo(200);
    assertThat(kept.provider.last().line()).startsWith("GET /openai/v1/responses/" + id + " ");
    assertThat(kept.provider.last().header("api-key")).isEqualTo(SECRET);
  }

  @Test
  void whatIsNotStoredHasNoOwner() {
    kept.provider.script((request, socket) -> socket.json(200, response("resp_unstored", "completed", USAGE)));
    assertThat(kept.create(",\"store\":false").statusCode()).isEqualTo(200);
    assertThat(kept.get("/v1/responses/resp_unstored").statusCode()).isEqualTo(404);
  }

  @Test
  void aStreamMakesAnOwnerToo() {
    String id = newId();
    kept.provider.script((request, socket) -> {
      socket.events();
      socket.chunk(event("response.created", response(id, "in_progress", "\"usage\":null"), 0) + event("response.completed", response(id, "completed", USAGE), 1));
      socket.end();
    });
    assertThat(kept.create(",\"stream\":true").statusCode()).isEqualTo(200);
    kept.provider.script((request, socket) -> socket.json(200, response(id, "completed", USAGE)));
    assertThat(kept.get("/v1/responses/" + id).statusCode()).isEqualTo(200);
  }

  @Test
  void compactPasses() throws Exception {
    String answer = "{\"id\":\"resp_c\",\"object\":\"response.compaction\",\"created_at\":1,\"output\":[]," + USAGE + "}";
    kept.provider.script((request, socket) -> socket.json(200, answer));
    String sent = "{\"model\":\"gpt-5.5\",\"input\":[{\"role\":\"user\",\"content\":\"x\"}]}";
    HttpResponse<String> compacted = kept.call(Gateway.KEY, "POST", "/v1/responses/compact", sent.replace("gpt-5.5", "openai/gpt-5.5"));
    assertThat(compacted.body()).isEqualTo(answer);
    assertThat(kept.provider.last().line()).startsWith("POST /v1/responses/compact ");
    assertThat(kept.provider.last().text()).isEqualTo(sent);
    assertThat(kept.gateway.row(compacted).get("output_tokens").asInt()).isEqualTo(4);
    assertThat(kept.call(Gateway.KEY, "POST", "/v1/responses/compact", "{\"model\":\"groq/x\",\"input\":\"x\"}").statusCode()).isEqualTo(404);
  }

  @Test
  void onlyWhatOpenAiHasIsAsked() {
    String id = kept.stored("openai/gpt-5.5");
    assertThat(kept.get("/v1/responses/" + id + "?admin=1").statusCode()).isEqualTo(400);
    assertThat(kept.get("/v1/responses/" + id + "?limit=%22").statusCode()).isLessThan(500);
    assertThat(kept.call(Gateway.KEY, "PUT", "/v1/responses/" + id, "{}").statusCode()).isEqualTo(405);
    assertThat(kept.get("/v1/responses/" + id + "/cancel").statusCode()).isEqualTo(405);
    assertThat(kept.provider.requests()).noneMatch(request -> request.line().contains("admin"));
  }

  @Test
  void errorsAndFaultsAreTold() throws Exception {
    String id = kept.stored("openai/gpt-5.5");
    kept.provider.script((request, socket) -> socket.json(404, "{\"error\":{\"message\":\"gone\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":null}}"));
    assertThat(kept.get("/v1/responses/" + id).statusCode()).isEqualTo(404);
    kept.provider.script((request, socket) -> socket.cut());
    assertThat(kept.get("/v1/responses/" + id).statusCode()).isEqualTo(502);
    kept.provider.script((request, socket) -> socket.answer(200, "text/html", new byte[0]));
    assertThat(kept.get("/v1/responses/" + id).statusCode()).isEqualTo(502);
  }
}

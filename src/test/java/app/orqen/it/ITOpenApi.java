package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.OpenApiSchemas;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Validates answers of a running gateway with the OpenAPI document that it serves itself. */
class ITOpenApi {

  private static final String ASK = "{\"model\":\"echo/x\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

  static Gateway gateway;
  static OpenApiSchemas schemas;

  @BeforeAll
  static void start() {
    gateway = Gateway.start();
    schemas = new OpenApiSchemas(Gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + "/openapi.json"))).body());
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  /** Sends a request and validates its answer. */
  private static HttpResponse<String> ask(HttpRequest.Builder request, String method, String path, String actual, String body) {
    HttpRequest.Builder whole = body == null ? request.method(method, BodyPublishers.noBody())
        : request.header("Content-Type", "application/json").method(method, BodyPublishers.ofString(body));
    HttpResponse<String> answer = Gateway.send(whole);
    assertThat(schemas.faults(method, path, answer)).as("%s %s: %s", method, actual, answer.body()).isEmpty();
    return answer;
  }

  private static HttpResponse<String> ask(String method, String path, String actual, String body, int status) {
    HttpResponse<String> answer = ask(gateway.request(actual), method, path, actual, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return answer;
  }

  private static HttpResponse<String> operator(String method, String path, String actual, String body, int status) {
    HttpRequest.Builder request = gateway.request(actual).setHeader("Authorization", "Bearer " + Gateway.ADMIN_TOKEN);
    HttpResponse<String> answer = ask(request, method, path, actual, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return answer;
  }

  private static String text(HttpResponse<String> answer, String pointer) {
    return OpenApiSchemas.tree(answer.body()).at(pointer).asText();
  }

  @Test
  void theDocumentNeedsNoKeyAndNoOtherMethod() {
    HttpResponse<String> document = Gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + "/openapi.json")));
    assertThat(document.statusCode()).isEqualTo(200);
    assertThat(document.headers().firstValue("content-type")).hasValueSatisfying(type -> assertThat(type).contains("json"));
    assertThat(text(document, "/openapi")).isEqualTo("3.1.0");
    HttpResponse<String> posted = Gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + "/openapi.json"))
        .POST(BodyPublishers.ofString("{}")));
    assertThat(posted.statusCode()).isEqualTo(405);
  }

  @Test
  void modelEndpoints() {
    ask("POST", "/v1/chat/completions", "/v1/chat/completions", ASK, 200);
    ask("POST", "/v1/messages", "/v1/messages", ASK, 200);
    ask("POST", "/v1/messages/count_tokens", "/v1/messages/count_tokens", ASK, 200);
    String converse = "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}]}";
    ask("POST", "/model/{id}/converse", "/model/echo%2Fx/converse", converse, 200);
    ask("GET", "/v1/models", "/v1/models", null, 200);
    String model = text(ask("GET", "/v1/models", "/v1/models", null, 200), "/data/0/id");
    ask("GET", "/v1/models/{id}", "/v1/models/" + model, null, 200);
    ask(gateway.request("/v1/models").header("anthropic-version", "2023-06-01"), "GET", "/v1/models", "/v1/models", null);
  }

  @Test
  void errorsInEachForm() {
    ask("POST", "/v1/chat/completions", "/v1/chat/completions", "{}", 400);
    ask("POST", "/v1/embeddings", "/v1/embeddings", "{\"model\":\"echo/x\",\"input\":\"a\"}", 404);
    ask("POST", "/v1/messages", "/v1/messages", "{}", 400);
    ask("POST", "/model/{id}/converse", "/model/echo%2Fx/converse", "{}", 400);
    ask("POST", "/v1/account/keys", "/v1/account/keys", "{\"nonsense\":1}", 400);
    ask("GET", "/v1/account/requests/{id}", "/v1/account/requests/none", null, 404);
    operator("PATCH", "/v1/admin/accounts/{id}", "/v1/admin/accounts/none", "{}", 404);
  }

  @Test
  void keysAndTheirLists() {
    for (String keys : new String[] {"/v1/account/keys", "/v1/keys"}) {
      HttpResponse<String> made = ask("POST", keys, keys, "{\"name\":\"a\",\"expires_at\":\"2099-01-01T00:00:00Z\"}", 201);
      String one = keys + "/" + text(made, "/id");
      ask("GET", keys, keys + "?limit=1", null, 200);
      ask("GET", keys + "/{id}", one, null, 200);
      ask("PATCH", keys + "/{id}", one, "{\"k_target_override\":7,\"prune_shadow\":true}", 200);
      ask("POST", keys + "/{id}/rotate", one + "/rotate", "{\"overlap_seconds\":60}", 200);
      ask("GET", keys + "/{id}/toollist", one + "/toollist", null, 200);
      ask("PUT", keys + "/{id}/toollist", one + "/toollist", "{\"allowed_tools\":[\"a*\"],\"denied_tools\":[]}", 200);
      ask("DELETE", keys + "/{id}", one, null, 200);
    }
  }

  @Test
  void providersAndTheAccount() {
    ask("PUT", "/v1/account/providers", "/v1/account/providers",
        "{\"provider\":\"openai\",\"api_key\":\"sk-canary-12345678\"}", 200);
    routing();
    ask("GET", "/v1/account/providers", "/v1/account/providers", null, 200);
    ask("GET", "/v1/account/providers", "/v1/account/providers?all=true", null, 200);
    ask("DELETE", "/v1/account/providers/{provider}", "/v1/account/providers/openai", null, 200);
    ask("GET", "/v1/account/me", "/v1/account/me", null, 200);
    ask("PATCH", "/v1/account/me", "/v1/account/me", "{\"keep_tool_texts\":false}", 200);
    ask("GET", "/v1/account/audit", "/v1/account/audit?action=provider.stored", null, 200);
  }

  /** Asks for what concerns {@code orqen/*}, while a provider is connected. */
  private static void routing() {
    String routing = "/v1/account/routing/";
    ask("PUT", routing + "preferences", routing + "preferences", "{\"mode\":\"fast\",\"max_cost_usd\":0.5}", 200);
    ask("POST", routing + "models/toggle", routing + "models/toggle",
        "{\"provider\":\"openai\",\"model_id\":\"gpt-4o\",\"is_enabled\":false}", 200);
    for (String what : new String[] {"preferences", "models", "models/status", "traces", "insights", "calibration"}) {
      ask("GET", routing + what, routing + what, null, 200);
    }
  }

  @Test
  void usage() throws Exception {
    HttpResponse<String> call = Gateway.send(gateway.request("/v1/chat/completions").header("X-Orqen-Session-Id", "s").header("x-orqen-tags", "team a, nightly")
        .header("Content-Type", "application/json").POST(BodyPublishers.ofString(ASK)));
    String id = call.headers().firstValue("x-request-id").orElseThrow();
    Eventually.holds(() -> gateway.get("/v1/account/requests/" + id).statusCode() == 200);
    gateway.post("/v1/chat/completions", "{}");
    Eventually.holds(() -> gateway.get("/v1/account/usage/errors").body().contains("missing_model"));
    for (String what : new String[] {"usage/summary", "usage/daily", "usage/by-key", "usage/by-model", "usage/by-provider",
        "usage/by-tag", "usage/hourly",
        "usage/errors", "requests", "sessions"}) {
      ask("GET", "/v1/account/" + what, "/v1/account/" + what, null, 200);
    }
    ask("GET", "/v1/account/requests/{id}", "/v1/account/requests/" + id, null, 200);
  }

  @Test
  void theOperatorsEndpointsAndTheEndOfAnAccount() {
    HttpResponse<String> made = operator("POST", "/v1/admin/accounts", "/v1/admin/accounts", "{\"name\":\"acme\"}", 201);
    operator("GET", "/v1/admin/accounts", "/v1/admin/accounts", null, 200);
    String one = "/v1/admin/accounts/" + text(made, "/id");
    operator("PATCH", "/v1/admin/accounts/{id}", one, "{\"name\":\"Acme\",\"allowed_models\":[\"echo/*\"]}", 200);
    operator("GET", "/v1/admin/accounts/{id}", one, null, 200);
    operator("POST", "/v1/admin/accounts/{id}/keys", one + "/keys", "{\"name\":\"k\",\"scope\":\"models\"}", 201);
    operator("POST", "/v1/admin/vault/reencrypt", "/v1/admin/vault/reencrypt", null, 200);
    operator("GET", "/v1/admin/audit", "/v1/admin/audit?limit=100", null, 200);
    HttpRequest.Builder own = gateway.request("/v1/account/me").setHeader("Authorization", "Bearer " + text(made, "/key"));
    assertThat(ask(own, "DELETE", "/v1/account/me", "/v1/account/me", null).statusCode()).isEqualTo(200);
  }
}

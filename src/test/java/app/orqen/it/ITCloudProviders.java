package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Gateway;
import app.orqen.it.support.StandIn;
import app.orqen.it.support.Wires;
import app.orqen.translate.Wire;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Azure, Vertex AI and Bedrock's other doors: their addresses, their credentials, and Claude behind each of them. */
class ITCloudProviders {

  private static final String PAIR =
      "'aws_region_name':'us-east-1','aws_access_key_id':'A','aws_secret_access_key':'s'";

  static StandIn provider;
  static Gateway gateway;

  @BeforeAll
  static void start() {
    provider = new StandIn();
    gateway = Gateway.start("orqen.providers.vertex_ai.base-url=" + provider.url(),
        "orqen.providers.google_token.base-url=" + provider.url(),
        "orqen.providers.bedrock_mantle.base-url=" + provider.url(), "orqen.providers.bedrock.base-url=" + provider.url(),
        "orqen.providers.openai.base-url=" + provider.url(), "orqen.api-base-allowed-hosts=127.0.0.1");
    Wires.liftLimit(gateway);
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    provider.close();
  }

  private static HttpResponse<String> chat(String model, String fields) {
    return gateway.post("/v1/chat/completions", "{\"model\":\"" + model + "\"," + fields
        + ",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
  }

  private static String azure(String path) {
    return "\"api_base\":\"" + provider.url() + path + "\",\"api_version\":\"2024-10-21\"";
  }

  private static void answers(Wire wire) {
    provider.script((request, socket) -> socket.json(200, Wires.answer(wire)));
  }

  private static JsonNode sent() throws Exception {
    return new ObjectMapper().readTree(provider.last().body());
  }

  @Test
  void azureByItsDeployment() {
    answers(Wire.OPENAI);
    chat("azure/my dep/../x", azure("") + ",\"api_key\":\"azure-canary\"");
    assertThat(provider.last().line()).isEqualTo(
        "POST /openai/deployments/my%20dep%2F..%2Fx/chat/completions?api-version=2024-10-21 HTTP/1.1");
    assertThat(provider.last().header("api-key")).isEqualTo("azure-canary");
  }

  @Test
  void azureWithAnEntraToken() {
    answers(Wire.OPENAI);
    assertThat(chat("azure/dep", azure("/") + ",\"azure_ad_token\":\"entra-canary\"").statusCode()).isEqualTo(200);
    assertThat(provider.last().header("authorization")).isEqualTo("Bearer entra-canary");
    assertThat(provider.last().header("api-key")).isNull();
    assertThat(provider.last().text()).doesNotContain("canary");
    HttpResponse<String> both = chat("azure/dep", azure("") + ",\"api_key\":\"k\",\"azure_ad_token\":\"t\"");
    assertThat(both.statusCode()).isEqualTo(400);
    assertThat(both.body()).contains("azure_ad_token").contains("api_key");
    assertThat(chat("azure/dep", azure("")).body()).contains("azure_ad_token").contains("provider_credentials_incomplete");
    assertThat(gateway.put("/v1/account/providers", "{\"provider\":\"azure\"," + azure("")
        + ",\"azure_ad_token\":\"entra-canary-1234\"}").body()).contains("…1234");
    HttpResponse<String> none = gateway.put("/v1/account/providers", "{\"provider\":\"azure\"," + azure("") + "}");
    assertThat(none.statusCode()).isEqualTo(400);
    assertThat(none.body()).contains("\"param\":\"api_key\"");
  }

  @Test
  void azureEmbeds() {
    provider.script((request, socket) -> socket.json(200, "{\"object\":\"list\",\"model\":\"e\",\"data\":[{\"object\":"
        + "\"embedding\",\"index\":0,\"embedding\":[0.5]}],\"usage\":{\"prompt_tokens\":1,\"total_tokens\":1}}"));
    HttpResponse<String> answer = gateway.post("/v1/embeddings", "{\"model\":\"azure/emb\",\"api_key\":\"k\"," + azure("")
        + ",\"input\":\"x\"}");
    assertThat(answer.body()).contains("0.5");
    assertThat(provider.last().line())
        .isEqualTo("POST /openai/deployments/emb/embeddings?api-version=2024-10-21 HTTP/1.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/models", "/models/"})
  void foundryByItsResource(String path) {
    answers(Wire.OPENAI);
    chat("azure_ai/Phi-4", azure(path) + ",\"api_key\":\"azure-canary\"");
    assertThat(provider.last().line()).isEqualTo("POST /models/chat/completions?api-version=2024-10-21 HTTP/1.1");
    assertThat(provider.last().header("api-key")).isEqualTo("azure-canary");
    assertThat(provider.last().text()).contains("\"model\":\"Phi-4\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/models", "/anthropic"})
  void claudeInFoundrySpeaksAnthropicsForm(String path) throws Exception {
    answers(Wire.ANTHROPIC);
    HttpResponse<String> answer = chat("azure_ai/claude-sonnet-4-5", azure(path) + ",\"api_key\":\"azure-canary\"");
    assertThat(answer.body()).contains("\"choices\"").contains("Hé");
    assertThat(provider.last().line()).isEqualTo("POST /anthropic/v1/messages HTTP/1.1");
    assertThat(provider.last().header("x-api-key")).isEqualTo("azure-canary");
    assertThat(provider.last().header("anthropic-version")).isEqualTo("2023-06-01");
    assertThat(sent().path("model").asText()).isEqualTo("claude-sonnet-4-5");
  }

  @ParameterizedTest
  @CsvSource({"false, generateContent", "true, streamGenerateContent?alt=sse"})
  void geminiOnVertex(boolean stream, String action) {
    provider.script((request, socket) -> {
      if (stream) {
        socket.answer(200, "text/event-stream", Wires.stream(Wire.GEMINI, true));
      } else {
        socket.json(200, Wires.answer(Wire.GEMINI));
      }
    });
    HttpResponse<String> answer = chat("vertex_ai/gemini-2.5-pro", "\"api_key\":\"ya29.canary\",\"vertex_project\":\"my-proj\","
        + "\"vertex_location\":\"europe-west4\",\"stream\":" + stream);
    assertThat(answer.body()).contains("Hé").contains("weather");
    assertThat(provider.last().line()).isEqualTo("POST /v1/projects/my-proj/locations/europe-west4/publishers/google/models/"
        + "gemini-2.5-pro:" + action + " HTTP/1.1");
    assertThat(provider.last().header("authorization")).isEqualTo("Bearer ya29.canary");
    assertThat(provider.last().text()).doesNotContain("canary").doesNotContain("my-proj");
  }

  /** Stored once for both: Gemini and Claude on Vertex are one provider to callers. */
  @Test
  void claudeOnVertexWithTheSameStoredCredential() throws Exception {
    answers(Wire.ANTHROPIC);
    assertThat(gateway.put("/v1/account/providers", "{\"provider\":\"vertex_ai\",\"api_key\":\"ya29.stored\","
        + "\"vertex_project\":\"p\",\"vertex_location\":\"global\"}").statusCode()).isEqualTo(200);
    String path = "POST /v1/projects/p/locations/global/publishers/anthropic/models/claude-opus-4-5:rawPredict HTTP/1.1";
    assertThat(chat("vertex_ai/claude-opus-4-5", "\"max_tokens\":5").body()).contains("Hé");
    assertThat(provider.last().line()).isEqualTo(path);
    assertThat(sent().path("anthropic_version").asText()).isEqualTo("vertex-2023-10-16");
    assertThat(sent().has("model")).isFalse();
    HttpResponse<String> untranslated = gateway.post("/v1/messages?beta=true", "{\"model\":\"vertex_ai/claude-opus-4-5\","
        + "\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
    assertThat(untranslated.body()).isEqualTo(Wires.answer(Wire.ANTHROPIC));
    assertThat(provider.last().line()).isEqualTo(path);
    assertThat(provider.last().text()).isEqualTo("{\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],"
        + "\"anthropic_version\":\"vertex-2023-10-16\"}");
    assertThat(gateway.get("/v1/account/providers?all=true").body()).contains("vertex_ai").doesNotContain("vertex_ai_claude");
    assertThat(gateway.put("/v1/account/providers", "{\"provider\":\"vertex_ai_claude\",\"api_key\":\"x\"}").statusCode())
        .isEqualTo(400);
  }

  private static String keyFile(KeyPair keys) throws Exception {
    String pem = "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(keys.getPrivate().getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
    byte[] json = new ObjectMapper().writeValueAsBytes(Map.of("type", "service_account", "client_email", "robot@p.example",
        "private_key_id", "k1", "private_key", pem, "token_uri", "https://elsewhere.example/token"));
    return Base64.getEncoder().encodeToString(json);
  }

  private static void checkAssertion(StandIn.Request request, KeyPair keys) throws Exception {
    assertThat(request.header("content-type")).isEqualTo("application/x-www-form-urlencoded");
    String[] jwt = request.text().replaceAll(".*assertion=", "").split("\\.");
    JsonNode claims = new ObjectMapper().readTree(Base64.getUrlDecoder().decode(jwt[1]));
    assertThat(claims.path("iss").asText()).isEqualTo("robot@p.example");
    assertThat(claims.path("aud").asText()).isEqualTo("https://oauth2.googleapis.com/token");
    assertThat(claims.path("exp").asLong() - claims.path("iat").asLong()).isEqualTo(3600);
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initVerify(keys.getPublic());
    signature.update((jwt[0] + "." + jwt[1]).getBytes(StandardCharsets.US_ASCII));
    assertThat(signature.verify(Base64.getUrlDecoder().decode(jwt[2]))).isTrue();
  }

  @Test
  void aServiceAccountsKeyIsExchangedOnceAnHour() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair keys = generator.generateKeyPair();
    provider.script((request, socket) -> socket.json(200, request.line().startsWith("POST /token ")
        ? "{\"access_token\":\"ya29.exchanged\",\"expires_in\":3599,\"token_type\":\"Bearer\"}"
        : Wires.answer(Wire.GEMINI).replace("Oslo", "ya29.exchanged")));
    String fields = "\"vertex_credentials\":\"" + keyFile(keys) + "\",\"vertex_project\":\"p\",\"vertex_location\":\"global\"";
    for (int call = 0; call < 2; call++) {
      HttpResponse<String> answer = chat("vertex_ai/gemini-2.5-pro", fields);
      assertThat(answer.body()).contains("Hé").contains("***").doesNotContain("exchanged");
      assertThat(provider.last().header("authorization")).isEqualTo("Bearer ya29.exchanged");
    }
    assertThat(provider.requests()).extracting(request -> request.line().split("[ :]")[1])
        .containsExactly("/token", "/v1/projects/p/locations/global/publishers/google/models/gemini-2.5-pro",
            "/v1/projects/p/locations/global/publishers/google/models/gemini-2.5-pro");
    checkAssertion(provider.requests().get(0), keys);
  }

  @Test
  void aServiceAccountsKeyMayBeNone() throws Exception {
    String place = "\"vertex_project\":\"p\",\"vertex_location\":\"global\",\"vertex_credentials\":";
    HttpResponse<String> nonsense = chat("vertex_ai/gemini-2.5-pro", place + "\"eyJ9\"");
    assertThat(nonsense.statusCode()).isEqualTo(400);
    assertThat(nonsense.body()).contains("vertex_credentials").contains("base64");
    provider.script((request, socket) -> socket.json(400,
        "{\"error\":\"invalid_grant\",\"error_description\":\"Account not found\"}"));
    String key = "\"" + keyFile(KeyPairGenerator.getInstance("RSA").generateKeyPair()) + "\"";
    HttpResponse<String> refused = chat("vertex_ai/gemini-2.5-pro", place + key);
    assertThat(refused.statusCode()).isEqualTo(424);
    assertThat(refused.body()).contains("Account not found").contains("provider_credentials_rejected");
    provider.script((request, socket) -> socket.cut());
    HttpResponse<String> away = chat("vertex_ai/gemini-2.5-pro", place + key);
    assertThat(away.statusCode()).isEqualTo(502);
    assertThat(away.body()).contains("provider_unreachable").doesNotContain("eyJ");
  }

  @Test
  void mantleHasTwoDoors() {
    String credentials = "\"api_key\":\"ABSK-canary\",\"aws_region_name\":\"us-west-2\"";
    answers(Wire.OPENAI);
    chat("bedrock_mantle/openai.gpt-oss-120b", credentials);
    assertThat(provider.last().line()).isEqualTo("POST /v1/chat/completions HTTP/1.1");
    assertThat(provider.last().header("authorization")).isEqualTo("Bearer ABSK-canary");
    answers(Wire.ANTHROPIC);
    assertThat(chat("bedrock_mantle/anthropic.claude-opus-5", credentials).body()).contains("Hé");
    assertThat(provider.last().line()).isEqualTo("POST /anthropic/v1/messages HTTP/1.1");
    assertThat(provider.last().header("authorization")).isEqualTo("Bearer ABSK-canary");
  }

  /** Half a key pair, or two ways to prove oneself, are a mistake whatever the provider. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "bedrock/x | 'aws_access_key_id':'AKIDCANARY' | aws_secret_access_key | provider_credentials_incomplete",
      "bedrock/x | 'aws_secret_access_key':'s' | aws_access_key_id | provider_credentials_incomplete",
      "bedrock/x | 'aws_session_token':'s' | aws_access_key_id | provider_credentials_incomplete",
      "openai/gpt-4o | 'api_key':'k','aws_access_key_id':'AKIDCANARY' | aws_secret_access_key | provider_credentials_incomplete",
      "bedrock/x | " + PAIR + ",'aws_bearer_token_bedrock':'b' | aws_bearer_token_bedrock | provider_credentials_contradictory",
      "bedrock/x | " + PAIR + ",'api_key':'b' | api_key | provider_credentials_contradictory",
      "bedrock/x | 'aws_bearer_token_bedrock':'b','api_key':'b' | api_key | provider_credentials_contradictory"})
  void contradictionsAndHalvesAreNamed(String model, String fields, String field, String code) throws Exception {
    answers(Wire.OPENAI);
    HttpResponse<String> refused = chat(model, fields.replace('\'', '"'));
    assertThat(refused.statusCode()).isEqualTo(400);
    JsonNode error = new ObjectMapper().readTree(refused.body()).path("error");
    assertThat(error.path("param").asText()).isEqualTo(field);
    assertThat(error.path("code").asText()).isEqualTo(code);
    assertThat(error.path("message").asText()).contains(field);
    assertThat(provider.requests()).isEmpty();
  }
}

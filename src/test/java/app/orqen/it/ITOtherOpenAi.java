package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Gateway;
import app.orqen.it.support.StandIn;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.HttpResponse;
import com.openai.core.http.StreamResponse;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.images.ImageGenerateParams;
import com.openai.models.moderations.ModerationCreateParams;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Completions, moderations, rankings and images: they pass as they are to the providers whose files have a path for them. */
class ITOtherOpenAi {

  private static final String SECRET = "provider-canary-7781";
  private static final String AUTH = ",\"api_key\":\"" + SECRET + "\"}";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String IMAGES = "{\"created\":1,\"data\":[{\"b64_json\":\"QUJD\"}],\"usage\":{\"input_tokens\":5,\"output_tokens\":7,"
      + "\"total_tokens\":12,\"input_tokens_details\":{\"text_tokens\":5,\"image_tokens\":0}}}";

  private static StandIn provider;
  private static Gateway gateway;
  private static OpenAIClient sdk;

  @BeforeAll
  static void start() {
    provider = new StandIn();
    String url = provider.url();
    gateway = Gateway.start("orqen.providers.openai.base-url=" + url + "/v1", "orqen.providers.cohere.base-url=" + url + "/compatibility/v1",
        "orqen.providers.voyage.base-url=" + url + "/v1", "orqen.providers.together_ai.base-url=" + url + "/v1",
        "orqen.providers.jina_ai.base-url=" + url + "/v1", "orqen.providers.azure.base-url=" + url,
        "orqen.api-base-allowed-hosts=127.0.0.1", "orqen.breaker.minimum-calls=1000", "orqen.breaker.window=1000",
        "orqen.timeout.gap=1s");
    sdk = OpenAIOkHttpClient.builder().baseUrl(gateway.url() + "/v1").apiKey(Gateway.KEY).maxRetries(0).build();
  }

  @AfterAll
  static void stop() throws Exception {
    sdk.close();
    gateway.close();
    provider.close();
  }

  private static JsonNode error(java.net.http.HttpResponse<String> answer) throws IOException {
    return JSON.readTree(answer.body()).get("error");
  }

  @Test
  void bytesPassBothWays() throws Exception {
    String sent = "{ \"model\":\"dall\",\"prompt\":\"h\\u00e9\",\"n\":1.0,\"odd\":[ 1 ]}";
    for (String path : List.of("/v1/images/generations", "/images/generations")) {
      provider.script((request, socket) -> socket.json(200, IMAGES));
      java.net.http.HttpResponse<String> answer = gateway.post(path, sent.replace("dall", "openai/dall").replace("]}", "]" + AUTH));
      assertThat(answer.body()).isEqualTo(IMAGES);
      assertThat(provider.last().line()).startsWith("POST /v1/images/generations ");
      assertThat(provider.last().text()).isEqualTo(sent);
      assertThat(provider.last().header("authorization")).isEqualTo("Bearer " + SECRET);
      JsonNode row = gateway.row(answer);
      assertThat(row.get("operation").asText()).isEqualTo("images");
      assertThat(row.get("input_tokens").asInt()).isEqualTo(5);
      assertThat(row.get("output_tokens").asInt()).isEqualTo(7);
      assertThat(answer.headers().firstValue("x-orqen-cost-usd")).contains("unpriced");
    }
  }

  @Test
  void rankingsGoWhereEachProviderHasThem() throws Exception {
    String[][] ways = {{"cohere", "/v2/rerank", "{\"results\":[],\"meta\":{\"tokens\":{\"input_tokens\":9}}}"},
        {"voyage", "/v1/rerank", "{\"data\":[],\"usage\":{\"total_tokens\":9}}"},
        {"jina_ai", "/v1/rerank", "{\"results\":[],\"usage\":{\"total_tokens\":9}}"},
        {"together_ai", "/v1/rerank", "{\"results\":[],\"usage\":{\"prompt_tokens\":9,\"total_tokens\":9}}"}};
    for (String[] way : ways) {
      provider.script((request, socket) -> socket.json(200, way[2]));
      java.net.http.HttpResponse<String> answer = gateway.post("/v1/rerank",
          "{\"model\":\"" + way[0] + "/r\",\"query\":\"q\",\"documents\":[\"a\"]" + AUTH);
      assertThat(answer.body()).as(way[0]).isEqualTo(way[2]);
      assertThat(provider.last().line()).startsWith("POST " + way[1] + " ");
      JsonNode row = gateway.row(answer);
      assertThat(row.get("input_tokens").asInt()).isEqualTo(9);
      assertThat(row.get("output_tokens").asInt()).isZero();
    }
  }

  @Test
  void azureHasADeploymentInItsPaths() {
    provider.script((request, socket) -> socket.json(200, IMAGES));
    gateway.post("/v1/images/generations", "{\"model\":\"azure/my dep\",\"prompt\":\"x\",\"api_version\":\"2026-01-01\",\"api_base\":\""
        + provider.url() + "\"" + AUTH);
    assertThat(provider.last().line()).startsWith("POST /openai/deployments/my%20dep/images/generations?api-version=2026-01-01 ");
    assertThat(provider.last().header("api-key")).isEqualTo(SECRET);
  }

  @Test
  void aCallersOwnBaseUrlIsUsed() {
    provider.script((request, socket) -> socket.json(200, "{\"results\":[]}"));
    gateway.post("/v1/moderations", "{\"model\":\"openai/m\",\"input\":\"x\",\"api_base\":\"" + provider.url() + "/mine\"" + AUTH);
    assertThat(provider.last().line()).startsWith("POST /mine/moderations ");
  }

  @Test
  void whatAProviderDoesNotHaveIsA404() throws Exception {
    java.net.http.HttpResponse<String> answer = gateway.post("/v1/rerank", "{\"model\":\"openai/x\",\"query\":\"q\"" + AUTH);
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(error(answer).get("code").asText()).isEqualTo("model_not_found");
  }

  @Test
  void badRequestsAreNamed() throws Exception {
    assertThat(error(gateway.post("/v1/moderations", "{\"input\":\"x\"}")).get("code").asText()).isEqualTo("missing_model");
    assertThat(error(gateway.post("/v1/audio/speech", "{\"model\":\"openai/t\"}")).get("code").asText()).isEqualTo("missing_input");
    assertThat(gateway.get("/v1/completions").statusCode()).isEqualTo(405);
  }

  @Test
  void completionsWithTheSdkPlainAndStreamed() throws Exception {
    String whole = "{\"id\":\"c\",\"object\":\"text_completion\",\"created\":1,\"model\":\"gpt-3.5-turbo-instruct\",\"choices\":[{\"text\":\"Hi\","
        + "\"index\":0,\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2,\"total_tokens\":5}}";
    provider.script((request, socket) -> {
      if (!request.text().contains("\"stream\":true")) {
        socket.json(200, whole);
        return;
      }
      assertThat(request.text()).contains("\"include_usage\":true");
      socket.events();
      socket.chunk("data: " + whole.replaceFirst(",\"usage\".*", "}") + "\n\n");
      socket.chunk("data: " + whole.replaceFirst("\\[\\{.*\\}\\]", "[]") + "\n\ndata: [DONE]\n\n");
      socket.end();
    });
    CompletionCreateParams params = CompletionCreateParams.builder().model("openai/gpt-3.5-turbo-instruct").prompt("x")
        .putAdditionalBodyProperty("api_key", JsonValue.from(SECRET)).build();
    assertThat(sdk.completions().create(params).choices().get(0).text()).isEqualTo("Hi");
    StringBuilder said = new StringBuilder();
    String id;
    try (var raw = sdk.completions().withRawResponse().createStreaming(params); StreamResponse<Completion> stream = raw.parse()) {
      id = raw.headers().values("x-request-id").get(0);
      stream.stream().forEach(chunk -> chunk.choices().forEach(choice -> said.append(choice.text())));
    }
    assertThat(said).hasToString("Hi");
    JsonNode row = gateway.row(id);
    assertThat(row.get("output_tokens").asInt()).isEqualTo(2);
    assertThat(row.get("stream").asBoolean()).isTrue();
  }

  @Test
  void theSdkModeratesAndPaints() {
    provider.script((request, socket) -> socket.json(200, request.line().contains("moderations")
        ? "{\"id\":\"m\",\"model\":\"omni\",\"results\":[]}" : IMAGES));
    assertThat(sdk.moderations().create(ModerationCreateParams.builder().model("openai/omni").input("x")
        .putAdditionalBodyProperty("api_key", JsonValue.from(SECRET)).build()).results()).isEmpty();
    assertThat(sdk.images().generate(ImageGenerateParams.builder().model("openai/gpt-image-1").prompt("x")
        .putAdditionalBodyProperty("api_key", JsonValue.from(SECRET)).build()).data().orElseThrow().get(0).b64Json()).contains("QUJD");
  }

  @Test
  void answersThatAreNotWhatWasAskedForAreA502() throws Exception {
    for (String body : List.of("{}", "[1]", "{\"data\":[", "{\"choices\":[]}")) {
      provider.script((request, socket) -> socket.json(200, body));
      java.net.http.HttpResponse<String> answer = gateway.post("/v1/images/generations", "{\"model\":\"openai/i\"" + AUTH);
      assertThat(answer.statusCode()).as(body).isEqualTo(502);
    }
  }

  @Test
  void errorsOfTheProviderPass() throws Exception {
    String error = "{\"error\":{\"message\":\"bad " + SECRET + "\",\"type\":\"invalid_request_error\",\"param\":\"size\",\"code\":\"odd\"}}";
    provider.script((request, socket) -> socket.json(400, error));
    java.net.http.HttpResponse<String> answer = gateway.post("/v1/images/generations", "{\"model\":\"openai/i\"" + AUTH);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).isEqualTo(error.replace(SECRET, "***"));
    assertThat(answer.headers().firstValue("x-orqen-error-source")).contains("provider");
  }

  private static String picture(String type, String more) {
    return "event: " + type + "\ndata: {\"type\":\"" + type + "\",\"b64_json\":\"QUJD\"" + more + "}\n\n";
  }

  @Test
  void picturesStreamAndEndHonestly() throws Exception {
    String usage = ",\"usage\":{\"input_tokens\":2,\"output_tokens\":3,\"total_tokens\":5}";
    String whole = picture("image_generation.partial_image", "") + picture("image_generation.completed", usage) + picture("image_generation.completed", usage);
    for (boolean cut : new boolean[] {false, true}) {
      String events = cut ? picture("image_generation.partial_image", "") : whole;
      provider.script((request, socket) -> {
        socket.events();
        socket.chunk(events);
        socket.end();
      });
      java.net.http.HttpResponse<String> answer = gateway.post("/v1/images/generations", "{\"model\":\"openai/i\",\"stream\":true" + AUTH);
      assertThat(answer.body()).startsWith(events);
      assertThat(answer.body().contains("\"error\"")).isEqualTo(cut);
      JsonNode row = gateway.row(answer);
      assertThat(row.get("error_code").isNull()).isEqualTo(!cut);
      assertThat(row.get("output_tokens").asInt()).isEqualTo(cut ? 0 : 6);
    }
  }

  @Test
  void aModelThatDoesNotStreamAnswersWhole() {
    provider.script((request, socket) -> socket.json(200, IMAGES));
    assertThat(gateway.post("/v1/images/generations", "{\"model\":\"openai/i\",\"stream\":true" + AUTH).body()).isEqualTo(IMAGES);
  }

  @Test
  void aKeyIsHeldToItsModelsAndBudgets() throws Exception {
    String made = Gateway.send(gateway.request("/v1/account/keys").header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"k\",\"allowed_models\":[\"openai/dall*\"],\"daily_token_budget\":10}"))).body();
    String key = JSON.readTree(made).get("key").asText();
    provider.script((request, socket) -> socket.json(200, IMAGES));
    assertThat(with(key, "{\"model\":\"openai/other\"" + AUTH).statusCode()).isEqualTo(403);
    assertThat(with(key, "{\"model\":\"openai/dall-2\",\"prompt\":\"x\"" + AUTH).statusCode()).isEqualTo(402);
  }

  private static java.net.http.HttpResponse<String> with(String key, String body) {
    return Gateway.send(HttpRequest.newBuilder(java.net.URI.create(gateway.url() + "/v1/images/generations"))
        .header("Authorization", "Bearer " + key).header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body)));
  }
}

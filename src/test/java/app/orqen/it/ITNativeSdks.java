package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Gateway;
import app.orqen.it.support.Sdks;
import app.orqen.it.support.SigV4;
import app.orqen.it.support.StandIn;
import app.orqen.it.support.Wires;
import app.orqen.translate.Wire;
import app.orqen.vault.CredentialStore;
import app.orqen.vault.StoredCredential;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;

/** What single providers want of an address, a credential or a path, by the official SDKs; the matrix has the rest. */
class ITNativeSdks {

  static final software.amazon.awssdk.services.bedrockruntime.model.Message HI =
      software.amazon.awssdk.services.bedrockruntime.model.Message.builder().role(ConversationRole.USER)
          .content(ContentBlock.fromText("hi")).build();

  static StandIn provider;
  static Gateway gateway;
  static Sdks sdks;
  static BedrockRuntimeClient bedrock;

  @BeforeAll
  static void start() {
    provider = new StandIn();
    gateway = Gateway.start("orqen.providers.openai.base-url=" + provider.url() + "/v1",
        "orqen.providers.anthropic.base-url=" + provider.url(), "orqen.providers.gemini.base-url=" + provider.url(),
        "orqen.providers.bedrock.base-url=" + provider.url(),
        "orqen.api-base-allowed-hosts=127.0.0.1", "orqen.breaker.minimum-calls=1000", "orqen.breaker.window=1000");
    Wires.liftLimit(gateway);
    CredentialStore store = gateway.bean(CredentialStore.class);
    String account = gateway.bean(org.springframework.jdbc.core.simple.JdbcClient.class)
        .sql("select id from account").query(String.class).single();
    for (String id : new String[] {"openai", "anthropic", "gemini"}) {
      store.put(account, id, StoredCredential.DEFAULT, 1, Map.of("api_key", "stored-canary-1234"), "…1234");
    }
    store.put(account, "bedrock", StoredCredential.DEFAULT, 1, Map.of("aws_access_key_id", "AKIDCANARY", "aws_secret_access_key",
        "stored-canary-1234", "aws_session_token", "session-canary", "aws_region_name", "eu-west-1"), "…1234");
    sdks = new Sdks(gateway.url());
    bedrock = sdks.bedrock;
  }

  @AfterAll
  static void stop() throws Exception {
    sdks.close();
    gateway.close();
    provider.close();
  }

  private static void answers(Wire wire) {
    provider.script((request, socket) -> socket.json(200, Wires.answer(wire)));
  }

  private static ConverseResponse converse(String model) {
    return bedrock.converse(r -> r.modelId(model)
        .messages(HI));
  }

  @Test
  void anArnIsOneSegmentAndPinsItsRegion() throws Exception {
    answers(Wire.CONVERSE);
    converse("arn:aws:bedrock:us-west-2:123456789012:inference-profile/us.anthropic.claude-opus-5");
    assertThat(provider.last().line()).startsWith("POST /model/arn%3Aaws%3Abedrock%3Aus-west-2%3A123456789012"
        + "%3Ainference-profile%2Fus.anthropic.claude-opus-5/converse ");
    SigV4.verify(provider.last(), "stored-canary-1234", "us-west-2");
    converse("bedrock/ap-south-1/anthropic.claude-3-haiku-20240307-v1:0");
    assertThat(provider.last().line()).startsWith("POST /model/anthropic.claude-3-haiku-20240307-v1%3A0/converse ");
    SigV4.verify(provider.last(), "stored-canary-1234", "ap-south-1");
  }

  @Test
  void aBearerTokenAndARegionOfTheRequestsOwn() throws Exception {
    answers(Wire.CONVERSE);
    String body = "{\"model\":\"bedrock/us.amazon.nova-pro-v1:0\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],";
    gateway.post("/v1/chat/completions", body
        + "\"aws_region_name\":\"us-east-2\",\"aws_bearer_token_bedrock\":\"bearer-canary-9\"}");
    assertThat(provider.last().header("authorization")).isEqualTo("Bearer bearer-canary-9");
    gateway.post("/v1/chat/completions", body + "\"aws_region_name\":\"us-east-2\"}");
    SigV4.verify(provider.last(), "stored-canary-1234", "us-east-2");
  }

  /** It would be 404 whatever the limit, so it costs none. */
  @Test
  void anUnknownPathTakesNoRequestOfTheLimit() {
    String left = "x-ratelimit-remaining-requests";
    String before = gateway.get("/v1/models").headers().firstValue(left).orElseThrow();
    var unknown = gateway.post("/model/x/infer", "{}");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.headers().firstValue(left)).contains(before);
  }

  /** Bedrock refuses a whole request for one beta that it does not know. */
  @Test
  void betasReachBedrockAsFarAsItKnowsThem() throws Exception {
    answers(Wire.CONVERSE);
    for (String model : new String[] {"claude-sonnet-4-5-20250929-v1:0", "claude-opus-4-7"}) {
      Gateway.send(gateway.request("/v1/messages").header("Content-Type", "application/json")
          .header("anthropic-beta", "claude-code-20250219,interleaved-thinking-2025-05-14").header("anthropic-beta",
              "context-1m-2025-08-07").POST(java.net.http.HttpRequest.BodyPublishers.ofString("{\"model\":\"bedrock/us.anthropic."
              + model + "\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}")));
      var sent = new com.fasterxml.jackson.databind.ObjectMapper().readTree(provider.last().body());
      assertThat(sent.at("/additionalModelRequestFields/anthropic_beta").toString()).isEqualTo(
          model.endsWith("7") ? "" : "[\"interleaved-thinking-2025-05-14\",\"context-1m-2025-08-07\"]");
    }
  }

  @Test
  void bytesToAnthropicStayAsTheyAre() {
    answers(Wire.ANTHROPIC);
    String body = "{ \"model\":\"claude-sonnet-4-5\", \"max_tokens\":1e2,\"x\":[ 1 ],"
        + "\"messages\":[{\"role\":\"user\",\"content\":\"\\u00e9\"}]}";
    var answer = Gateway.send(gateway.request("/v1/v1/messages").header("Content-Type", "application/json")
        .header("anthropic-version", "2023-01-01").header("anthropic-beta", "a,b")
        .POST(java.net.http.HttpRequest.BodyPublishers.ofString(body)));
    assertThat(answer.body()).isEqualTo(Wires.answer(Wire.ANTHROPIC));
    assertThat(provider.last().text()).isEqualTo(body);
    assertThat(provider.last().header("anthropic-version")).isEqualTo("2023-01-01");
    assertThat(provider.last().header("anthropic-beta")).isEqualTo("a,b");
  }

  /** Claude Code's Bedrock mode: Anthropic's bodies by Amazon's SDK, whichever provider answers. */
  @Test
  void invokeModelReachesEveryProvider() throws Exception {
    String body = "{\"anthropic_version\":\"bedrock-2023-05-31\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    for (Wire wire : Wire.values()) {
      answers(wire);
      String model = wire == Wire.CONVERSE ? "bedrock/amazon.nova-pro-v1:0" : Wires.model(wire); // Claude's own calls pass as they are
      var answer = bedrock.invokeModel(r -> r.modelId(model).contentType("application/json")
          .body(software.amazon.awssdk.core.SdkBytes.fromUtf8String(body)));
      var message = new com.fasterxml.jackson.databind.ObjectMapper().readTree(answer.body().asUtf8String());
      assertThat(message.at("/content/0/text").asText()).as("%s", wire).isEqualTo("H\u00e9");
      assertThat(message.get("stop_reason").asText()).isEqualTo("tool_use");
      provider.script((request, socket) -> socket.answer(200, Wires.streamType(wire), Wires.stream(wire, true)));
      StringBuilder events = new StringBuilder();
      sdks.bedrockAsync.invokeModelWithResponseStream(r -> r.modelId(model).contentType("application/json")
          .body(software.amazon.awssdk.core.SdkBytes.fromUtf8String(body)),
          software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamResponseHandler.builder()
              .subscriber(software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamResponseHandler.Visitor.builder()
                  .onChunk(chunk -> events.append(chunk.bytes().asUtf8String()).append('\n')).build()).build()).join();
      assertThat(events.toString()).as("%s", wire).contains("message_start", "H\u00e9", "weather", "message_stop");
    }
  }

  private static final String CLAUDE = "/model/bedrock%2Fus.anthropic.claude-sonnet-4-5-20250929-v1%3A0/invoke";
  private static final String INVOKED = "{ \"anthropic_version\":\"bedrock-2023-05-31\",\"max_tokens\":1e1,\"odd\":[ 1 ],"
      + "\"messages\":[{\"role\":\"user\",\"content\":\"h\\u00e9\"}]}";

  /** Claude at Bedrock gets the call of Bedrock's own form as it came, and answers so. */
  @Test
  void invokeModelPassesToBedrock() throws Exception {
    String message = "{ \"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude\",\"content\":[{\"type\":\"text\",\"text\":\"Hi\"}],"
        + "\"stop_reason\":\"end_turn\",\"stop_sequence\":null,\"new\":1e1,\"usage\":{\"input_tokens\":3,\"output_tokens\":5}}";
    provider.script((request, socket) -> socket.json(200, message));
    var answer = gateway.post(CLAUDE, INVOKED);
    assertThat(answer.body()).isEqualTo(message);
    assertThat(provider.last().line()).contains("/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0/invoke ");
    assertThat(provider.last().text()).isEqualTo(INVOKED);
    assertThat(provider.last().header("authorization")).isNotBlank();
    assertThat(tokens(answer)).isEqualTo(5);
    String error = "{\"message\":\"too long\"}";
    provider.script((request, socket) -> socket.json(400, error, "x-amzn-ErrorType: ValidationException"));
    var refused = gateway.post(CLAUDE, INVOKED);
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).isEqualTo(error);
    assertThat(refused.headers().firstValue("x-amzn-errortype")).contains("ValidationException");
  }

  @Test
  void aStreamOfInvokeModelPassesAndEndsHonestly() throws Exception {
    byte[] whole = Wires.invoked(true);
    provider.script((request, socket) -> socket.answer(200, "application/vnd.amazon.eventstream", whole));
    var answer = raw(CLAUDE + "-with-response-stream");
    assertThat(answer.body()).isEqualTo(whole);
    assertThat(provider.last().line()).contains("/invoke-with-response-stream ");
    assertThat(provider.last().text()).isEqualTo(INVOKED);
    byte[] begun = Wires.invoked(false);
    provider.script((request, socket) -> socket.answer(200, "application/vnd.amazon.eventstream", begun));
    byte[] cut = raw(CLAUDE + "-with-response-stream").body();
    assertThat(java.util.Arrays.copyOf(cut, begun.length)).isEqualTo(begun);
    assertThat(new String(cut, begun.length, cut.length - begun.length, java.nio.charset.StandardCharsets.ISO_8859_1))
        .contains(":exception-type", "internalServerException");
  }

  private static java.net.http.HttpResponse<byte[]> raw(String path) throws Exception {
    return java.net.http.HttpClient.newHttpClient().send(gateway.request(path).header("Content-Type", "application/json")
        .POST(java.net.http.HttpRequest.BodyPublishers.ofString(INVOKED)).build(), java.net.http.HttpResponse.BodyHandlers.ofByteArray());
  }

  private static int tokens(java.net.http.HttpResponse<String> answer) throws Exception {
    String id = answer.headers().firstValue("x-request-id").orElseThrow();
    return new com.fasterxml.jackson.databind.ObjectMapper().readTree(app.orqen.it.support.Eventually.ask(
        () -> gateway.get("/v1/account/requests/" + id), row -> row.statusCode() == 200).body()).get("output_tokens").asInt();
  }

  /** The credential is hidden in an answer whose text is in base64. */
  @Test
  void aCredentialInAFrameIsHidden() {
    provider.script((request, socket) -> socket.answer(200, "text/event-stream",
        new String(Wires.stream(Wire.ANTHROPIC, true), java.nio.charset.StandardCharsets.UTF_8).replace("H\u00e9", "a stored-canary-1234 b")
            .getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    var answer = gateway.post("/model/anthropic%2Fclaude-sonnet-4-5/invoke-with-response-stream",
        "{\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
    StringBuilder text = new StringBuilder();
    java.util.regex.Matcher bytes = java.util.regex.Pattern.compile("\"bytes\":\"([^\"]+)\"").matcher(answer.body());
    while (bytes.find()) {
      text.append(new String(java.util.Base64.getDecoder().decode(bytes.group(1)), java.nio.charset.StandardCharsets.UTF_8));
    }
    assertThat(text.toString()).contains("a *** b").doesNotContain("canary");
  }

  @Test
  void inferenceProfilesAreBedrocksModels() {
    var answer = gateway.get("/inference-profiles?type=SYSTEM_DEFINED");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("\"inferenceProfileId\":\"", "anthropic.claude", "\"status\":\"ACTIVE\"").doesNotContain("\"bedrock/");
  }

  @Test
  void aStrangerGetsTheSurfacesOwn401() {
    var converse = Gateway.send(java.net.http.HttpRequest.newBuilder(URI.create(gateway.url() + "/model/x/converse"))
        .header("Content-Type", "application/json").POST(java.net.http.HttpRequest.BodyPublishers.ofString("{}")));
    assertThat(converse.statusCode()).isEqualTo(401);
    assertThat(converse.headers().firstValue("x-amzn-errortype")).contains("UnrecognizedClientException");
    assertThat(gateway.get("/model/x/converse").statusCode()).isEqualTo(405);
  }
}

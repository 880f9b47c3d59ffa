package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.orqen.it.support.Gateway;
import app.orqen.it.support.OpenAi;
import app.orqen.it.support.StandIn;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The main job with the official OpenAI SDK: one Orqen key, a provider's own credential, plain and streamed. */
class ITChat {

  static final String PROVIDER_KEY = "sk-provider-canary-4242";

  static StandIn provider;
  static Gateway gateway;
  static OpenAIClient client;

  @BeforeAll
  static void start() {
    provider = new StandIn();
    gateway = Gateway.start("orqen.providers.openai.base-url=" + provider.url() + "/v1");
    client = OpenAIOkHttpClient.builder().baseUrl(gateway.url() + "/v1").apiKey(Gateway.KEY).maxRetries(0).build();
    HttpResponse<String> stored = gateway.put("/v1/account/providers",
        "{\"provider\":\"openai\",\"api_key\":\"" + PROVIDER_KEY + "\"}");
    assertThat(stored.statusCode()).as(stored.body()).isEqualTo(200);
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    provider.close();
  }

  @BeforeEach
  void answers() {
    provider.script((request, wire) -> wire.json(200, OpenAi.COMPLETION, "x-request-id: up-1", "set-cookie: a=b",
        "openai-organization: secret-org"));
  }

  private static ChatCompletionCreateParams.Builder hello() {
    return ChatCompletionCreateParams.builder().model("gpt-4o").addUserMessage("Hello");
  }

  @Test
  void aCompletionComesThrough() {
    ChatCompletion completion = client.chat().completions().create(hello().build());
    assertThat(completion.choices().get(0).message().content()).contains("Hello there");
    StandIn.Request seen = provider.last();
    assertThat(seen.line()).isEqualTo("POST /v1/chat/completions HTTP/1.1");
    assertThat(seen.header("authorization")).isEqualTo("Bearer " + PROVIDER_KEY);
    assertThat(seen.headers().toString() + seen.text()).doesNotContain(Gateway.KEY);
    assertThat(seen.headers()).doesNotContainKeys("x-api-key", "cookie", "x-stainless-lang", "accept-encoding");
  }

  @Test
  void whatNeedsNoChangeIsNotChanged() {
    String body = "{ \"model\" : \"openai/gpt-4o\",\n \"temperature\":1.0e0, \"messages\":[{\"role\":\"user\","
        + "\"content\":\"h\\u00e9\"}], \"x_unknown\":{\"b\":1,\"a\":[null]} }";
    assertThat(gateway.post("/v1/chat/completions", body).statusCode()).isEqualTo(200);
    assertThat(provider.last().text()).isEqualTo(body.replace("openai/gpt-4o", "gpt-4o"));
  }

  @Test
  void aCredentialInTheRequestWinsAndIsCutFromTheBody() {
    client.chat().completions().create(hello().putAdditionalBodyProperty("api_key",
        JsonValue.from("sk-own-canary-777777")).build());
    assertThat(provider.last().header("authorization")).isEqualTo("Bearer sk-own-canary-777777");
    assertThat(provider.last().text()).doesNotContain("canary").doesNotContain("api_key");
  }

  @Test
  void headersCrossByListOnly() {
    HttpResponse<String> answer = gateway.post("/v1/chat/completions?authorization=x&evil=1",
        "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
    assertThat(answer.headers().map()).doesNotContainKeys("set-cookie", "openai-organization", "authorization");
    assertThat(answer.headers().firstValue("x-orqen-provider-request-id")).contains("up-1");
    assertThat(answer.headers().firstValue("x-request-id").orElseThrow()).startsWith("req_");
    assertThat(answer.headers().firstValue("x-ratelimit-limit-requests")).isPresent();
    assertThat(Double.parseDouble(answer.headers().firstValue("x-orqen-overhead-ms").orElseThrow())).isPositive();
    assertThat(provider.last().line()).isEqualTo("POST /v1/chat/completions HTTP/1.1");
    assertThat(provider.last().headers()).doesNotContainKey("evil");
  }

  @Test
  void aStreamComesThrough() {
    provider.script((request, wire) -> {
      assertThat(request.text()).contains("\"stream_options\":{\"include_usage\":true}");
      wire.events();
      wire.chunk(OpenAi.chunk("Hel"));
      wire.chunk(OpenAi.chunk("lo") + OpenAi.finish() + OpenAi.usage());
      wire.chunk(OpenAi.DONE);
      wire.end();
    });
    ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
    try (StreamResponse<ChatCompletionChunk> stream = client.chat().completions().createStreaming(hello().build())) {
      stream.stream().forEach(chunk -> {
        assertThat(chunk.choices()).isNotEmpty();
        whole.accumulate(chunk);
      });
    }
    assertThat(whole.chatCompletion().choices().get(0).message().content()).contains("Hello");
  }

  /** Word by word, and the same in a stream as in one piece; what was said isn't evaluated as an expression. */
  @ParameterizedTest
  @ValueSource(strings = {"Hello big  world", "${body} it's (a) \"b\", ${header.x}\n\\é", "", "one"})
  void theEchoAgreesWithItself(String said) {
    ChatCompletionCreateParams request = ChatCompletionCreateParams.builder().model("echo/x")
        .addSystemMessage("be kind").addUserMessage(said)
        .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build()).build();
    ChatCompletion plain = client.chat().completions().create(request);
    assertThat(plain.choices().get(0).message().content()).contains(said);
    ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
    List<String> pieces = new ArrayList<>();
    try (StreamResponse<ChatCompletionChunk> stream = client.chat().completions().createStreaming(request)) {
      stream.stream().peek(whole::accumulate).flatMap(chunk -> chunk.choices().stream())
          .flatMap(choice -> choice.delta().content().stream()).filter(piece -> !piece.isEmpty()).forEach(pieces::add);
    }
    assertThat(String.join("", pieces)).isEqualTo(said);
    int words = said.split(" ", -1).length;
    assertThat(pieces.size()).isEqualTo(said.isEmpty() ? 0 : words);
    assertThat(whole.chatCompletion().usage()).isEqualTo(plain.usage());
    assertThat(plain.usage().orElseThrow().completionTokens()).isEqualTo(words);
    assertThat(plain.usage().orElseThrow().promptTokens()).isGreaterThan(words);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{'role':'system','content':'x'}", "{'role':'user'}", "{'role':'user','content':5}",
      "{'role':'user','content':['a']}", "{'role':5,'content':'x'}"})
  void theEchoSaysWhatItNeeds(String message) {
    HttpResponse<String> answer = gateway.post("/v1/chat/completions",
        "{\"model\":\"echo/x\",\"messages\":[" + message.replace('\'', '"') + "]}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("Send a message of the role user");
  }

  /** A redirection is answered by the gateway, which knows nothing of when to try again. */
  @Test
  void aRedirectionIsNotFollowed() {
    provider.script((request, wire) -> wire.json(307, "{}", "Location: http://127.0.0.1:1/", "Retry-After: 99"));
    HttpResponse<String> answer = gateway.post("/v1/chat/completions",
        "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(answer.headers().map()).doesNotContainKeys("retry-after", "location");
    assertThat(provider.requests()).hasSize(1);
  }

  @Test
  void theSdkSeesItsOwnErrors() {
    OpenAIClient stranger = OpenAIOkHttpClient.builder().baseUrl(gateway.url() + "/v1")
        .apiKey("sk-orq-" + "0".repeat(64)).maxRetries(0).build();
    assertThatThrownBy(() -> stranger.chat().completions().create(hello().build()))
        .isInstanceOf(UnauthorizedException.class);
    assertThatThrownBy(() -> client.chat().completions().create(hello().model("nobody/knows").build()))
        .isInstanceOf(NotFoundException.class).hasMessageContaining("provider/model");
    assertThatThrownBy(() -> client.chat().completions().create(hello().model("groq/llama").build()))
        .isInstanceOf(BadRequestException.class).hasMessageContaining("PUT /v1/account/providers");
    provider.script((request, wire) -> wire.json(429, "{\"error\":{\"message\":\"slow\",\"type\":\"rate_limit_error\","
        + "\"param\":null,\"code\":\"rate_limit_exceeded\"}}", "Retry-After: 7"));
    assertThatThrownBy(() -> client.chat().completions().create(hello().build()))
        .isInstanceOfSatisfying(RateLimitException.class, e ->
            assertThat(e.headers().values("retry-after")).containsExactly("7"));
  }

  @Test
  void aRefusedCredentialIsNotTheCallersKey() {
    provider.script((request, wire) -> wire.json(401,
        "{\"error\":{\"message\":\"Incorrect API key provided: " + PROVIDER_KEY + "\",\"type\":\"x\"}}"));
    HttpResponse<String> answer = gateway.post("/v1/chat/completions",
        "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
    assertThat(answer.statusCode()).isEqualTo(424);
    assertThat(answer.body()).contains("provider_credentials_rejected").contains("***").doesNotContain(PROVIDER_KEY);
    assertThat(answer.headers().firstValue("x-should-retry")).contains("false");
    assertThat(answer.headers().firstValue("x-orqen-error-source")).contains("provider");
  }
}

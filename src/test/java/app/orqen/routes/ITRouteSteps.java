package app.orqen.routes;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.OrqenApplication;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.EndpointInject;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.NotifyBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.apache.camel.test.spring.junit5.UseAdviceWith;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** The routes of this repository, tested with Camel's own tools: the pattern for a test of a route of one's own. */
@CamelSpringBootTest
@UseAdviceWith
@SpringBootTest(classes = OrqenApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = {
    "spring.datasource.url=jdbc:h2:mem:route-steps;DB_CLOSE_DELAY=-1", "orqen.data-dir=target/route-steps",
    "orqen.bootstrap-key=" + ITRouteSteps.ORQEN_KEY, "orqen.https.port=off", "orqen.tools.embeddings=false", "management.server.port=0"})
class ITRouteSteps {

  static final String ORQEN_KEY = "sk-orq-0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
  private static final String CHAT = """
      {"model":"%s","messages":[{"role":"user","content":"Hello"}],"max_tokens":9,%s}""";
  private static final String KEY = "\"api_key\":\"the-key-canary-of-a-route-test\"";
  private static final String OPENAI = "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":"
      + "[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}";
  private static final String ANTHROPIC = "{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"content\":"
      + "[{\"type\":\"text\",\"text\":\"Hi\"}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}";

  @Autowired
  private CamelContext camel;
  @Autowired
  private TestRestTemplate http;
  @EndpointInject("mock:groq")
  private MockEndpoint groq;
  @EndpointInject("mock:anthropic")
  private MockEndpoint anthropic;
  @EndpointInject("mock:bedrock")
  private MockEndpoint bedrock;
  @EndpointInject("mock:keys")
  private MockEndpoint keys;

  /** The context is started once, with changed routes: before the start the steps of templates have the ids of their file. */
  @BeforeEach
  void replaceTheLastSteps() throws Exception {
    if (!camel.isStarted()) {
      AdviceWith.adviceWith(camel, "provider-groq", route -> route.weaveById("call-chat").replace().to("mock:groq"));
      AdviceWith.adviceWith(camel, "provider-anthropic", route -> route.weaveById("call-native").replace().to("mock:anthropic"));
      AdviceWith.adviceWith(camel, "provider-bedrock",
          route -> route.weaveById("call-bedrock-http").replace().to("mock:bedrock"));
      AdviceWith.adviceWith(camel, "account-keys", route -> route.weaveById("account-keys-answer").replace().to("mock:keys"));
      camel.start();
    }
    for (MockEndpoint mock : new MockEndpoint[] {groq, anthropic, bedrock, keys}) {
      mock.reset();
    }
    groq.whenAnyExchangeReceived(answer(OPENAI));
    anthropic.whenAnyExchangeReceived(answer(ANTHROPIC));
  }

  private static Processor answer(String body) {
    return exchange -> {
      Message message = exchange.getMessage();
      message.setBody(body.getBytes(StandardCharsets.UTF_8));
      message.setHeader(Exchange.CONTENT_TYPE, "application/json");
      message.setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
    };
  }

  private ResponseEntity<String> post(String path, String body) {
    HttpHeaders headers = new HttpHeaders();
    headers.setBearerAuth(ORQEN_KEY);
    headers.setContentType(MediaType.APPLICATION_JSON);
    return http.exchange(path, HttpMethod.POST, new HttpEntity<>(body, headers), String.class);
  }

  @Test
  void theChainLeadsToTheProviderWithItsCredential() throws Exception {
    NotifyBuilder done = new NotifyBuilder(camel).fromRoute("chat-completions").whenDone(1).create();
    groq.expectedMessageCount(1);
    groq.expectedHeaderReceived("Authorization", "Bearer the-key-canary-of-a-route-test");
    groq.expectedVariableReceived("orqenProvider", "groq");
    groq.expectedVariableReceived("orqenOperation", "chat");
    ResponseEntity<String> answer = post("/v1/chat/completions", CHAT.formatted("groq/m", KEY));
    assertThat(answer.getStatusCode().value()).as(answer.getBody()).isEqualTo(200);
    assertThat(answer.getBody()).contains("\"content\":\"Hi\"");
    assertThat(answer.getHeaders()).doesNotContainKey("Authorization");
    groq.assertIsSatisfied();
    assertThat(groq.getExchanges().get(0).getMessage().getBody(String.class)).doesNotContain("canary");
    assertThat(done.matches(10, TimeUnit.SECONDS)).isTrue();
  }

  /** A provider made of the template native: the gateway fills the address in and translates, both ways. */
  @Test
  void theTemplateNativeTranslates() throws Exception {
    anthropic.expectedMessageCount(1);
    anthropic.expectedHeaderReceived(Exchange.HTTP_URI, "https://api.anthropic.com/v1/messages");
    ResponseEntity<String> answer = post("/v1/chat/completions", CHAT.formatted("anthropic/claude-sonnet-4-5", KEY));
    assertThat(answer.getStatusCode().value()).as(answer.getBody()).isEqualTo(200);
    assertThat(answer.getBody()).contains("\"object\":\"chat.completion\"", "\"content\":\"Hi\"");
    anthropic.assertIsSatisfied();
  }

  /** A provider made of the template bedrock: a stream goes over HTTP, signed before. */
  @Test
  void theTemplateBedrockSigns() throws Exception {
    bedrock.expectedMessageCount(1);
    bedrock.expectedHeaderReceived(Exchange.HTTP_URI,
        "https://bedrock-runtime.eu-west-1.amazonaws.com/model/amazon.nova-pro-v1%3A0/converse-stream");
    post("/v1/chat/completions", CHAT.formatted("bedrock/amazon.nova-pro-v1:0", "\"stream\":true,\"aws_region_name\":\"eu-west-1\","
        + "\"aws_access_key_id\":\"AKIACANARY0000000000\",\"aws_secret_access_key\":\"the-secret-canary-of-a-route-test\""));
    bedrock.assertIsSatisfied();
    assertThat(bedrock.getExchanges().get(0).getMessage().getHeader("Authorization", String.class))
        .startsWith("AWS4-HMAC-SHA256 Credential=");
  }

  /** What a step throws becomes the documented status and body, in the form of the surface that was called. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "/v1/chat/completions | java.net.ConnectException       | 502 | provider_unreachable | \"error\":{\"message\"",
      "/v1/chat/completions | java.net.SocketTimeoutException | 504 | provider_timeout     | \"error\":{\"message\"",
      "/v1/chat/completions | java.lang.IllegalStateException | 500 | internal_error       | \"error\":{\"message\"",
      "/v1/messages         | java.net.ConnectException       | 502 | provider_unreachable | \"type\":\"error\"",
      "/v1/messages         | java.lang.IllegalStateException | 500 | internal_error       | \"type\":\"error\""})
  void whatAStepThrowsBecomesAnAnswer(String path, String exception, int status, String code, String form) throws Exception {
    Exception thrown = (Exception) Class.forName(exception).getConstructor(String.class).newInstance("of a test");
    groq.whenAnyExchangeReceived(exchange -> {
      throw thrown;
    });
    ResponseEntity<String> answer = post(path, CHAT.formatted("groq/m", KEY));
    assertThat(answer.getStatusCode().value()).as(answer.getBody()).isEqualTo(status);
    assertThat(answer.getBody()).contains(form).doesNotContain("of a test");
    if (path.contains("chat")) {
      assertThat(answer.getBody()).contains(code);
    }
  }

  /** A route that is made in Java: its handler is reached only behind the step that proves the caller. */
  @Test
  void aRouteOfJavaAnswersOnlyToAKey() throws Exception {
    keys.expectedMessageCount(1);
    keys.whenAnyExchangeReceived(answer("{\"data\":[]}"));
    assertThat(http.getForEntity("/v1/account/keys", String.class).getStatusCode().value()).isEqualTo(401);
    HttpHeaders headers = new HttpHeaders();
    headers.setBearerAuth(ORQEN_KEY);
    assertThat(http.exchange("/v1/account/keys", HttpMethod.GET, new HttpEntity<>(headers), String.class).getBody())
        .isEqualTo("{\"data\":[]}");
    keys.assertIsSatisfied();
  }
}

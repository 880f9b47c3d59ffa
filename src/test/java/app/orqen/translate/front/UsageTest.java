package app.orqen.translate.front;

import static app.orqen.translate.Wire.ANTHROPIC;
import static app.orqen.translate.Wire.CONVERSE;
import static app.orqen.translate.Wire.OPENAI;
import static app.orqen.translate.front.Fixtures.CONTEXT;
import static app.orqen.translate.front.Fixtures.anthropic;
import static app.orqen.translate.front.Fixtures.chunk;
import static app.orqen.translate.front.Fixtures.converse;
import static app.orqen.translate.front.Fixtures.run;
import static app.orqen.translate.front.Fixtures.sse;
import static app.orqen.translate.front.Fixtures.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.translate.Wire;
import app.orqen.translate.answer.AnswerFacts;
import app.orqen.translate.answer.Usage;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.stream.StreamTranslation;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a call used is the same figure whether the answer is plain or streamed, translated or passed on unchanged. */
class UsageTest {

  private static final String MESSAGE = "\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"}";

  /** The provider, a usage object of its form and a service tier, and what they mean. */
  static Stream<Arguments> openAiForms() {
    return Stream.of(
        Arguments.of("openai", "{\"prompt_tokens\":100,\"completion_tokens\":20,\"total_tokens\":120,"
            + "\"prompt_tokens_details\":{\"cached_tokens\":40,\"cache_write_tokens\":10},"
            + "\"completion_tokens_details\":{\"reasoning_tokens\":5}}", new Usage(100, 20, 40, 10, 0, 5, "flex")),
        Arguments.of("deepseek", "{\"prompt_tokens\":100,\"completion_tokens\":20,\"total_tokens\":120,"
            + "\"prompt_cache_hit_tokens\":64,\"prompt_cache_miss_tokens\":36}", new Usage(100, 20, 64, 0, 0, 0, "flex")),
        Arguments.of("xai", "{\"prompt_tokens\":100,\"completion_tokens\":20,\"total_tokens\":200,"
            + "\"completion_tokens_details\":{\"reasoning_tokens\":80}}", new Usage(100, 100, 0, 0, 0, 80, "flex")),
        Arguments.of("moonshot", "{\"prompt_tokens\":100,\"completion_tokens\":20,\"total_tokens\":120,\"cached_tokens\":50}",
            new Usage(100, 20, 50, 0, 0, 0, "flex")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("openAiForms")
  void openAiFormsCountTheSamePlainAndStreamed(String provider, String usage, Usage expected) {
    String plain = "{\"id\":\"c\",\"model\":\"m\",\"service_tier\":\"flex\",\"choices\":[{\"index\":0," + MESSAGE
        + ",\"finish_reason\":\"stop\"}],\"usage\":" + usage + "}";
    byte[] streamed = sse(chunk("{\"content\":\"Hi\"}"), chunk("{}", "stop"),
        "{\"id\":\"c\",\"model\":\"m\",\"service_tier\":\"flex\",\"choices\":[],\"usage\":" + usage + "}", "[DONE]");

    assertSame(OPENAI, plain, streamed, expected);
  }

  @Test
  void usageInsideTheLastChoiceCounts() {
    String usage = "{\"prompt_tokens\":9,\"completion_tokens\":3,\"total_tokens\":12,\"cached_tokens\":4}";
    String plain = "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0," + MESSAGE + ",\"finish_reason\":\"stop\",\"usage\":"
        + usage + "}]}";
    byte[] streamed = sse(chunk("{\"content\":\"Hi\"}"), "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{},"
        + "\"finish_reason\":\"stop\",\"usage\":" + usage + "}]}", "[DONE]");

    assertSame(OPENAI, plain, streamed, new Usage(9, 3, 4, 0, 0, 0, null));
  }

  @Test
  void cacheWritesOfAnthropicAreToldApart() {
    String first = "{\"input_tokens\":10,\"output_tokens\":1,\"cache_read_input_tokens\":512,\"cache_creation_input_tokens\":300,"
        + "\"cache_creation\":{\"ephemeral_5m_input_tokens\":100,\"ephemeral_1h_input_tokens\":200},\"service_tier\":\"priority\"}";
    String plain = "{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"content\":[{\"type\":\"text\","
        + "\"text\":\"Hi\"}],\"stop_reason\":\"end_turn\",\"usage\":" + first.replace("\"output_tokens\":1", "\"output_tokens\":7,"
        + "\"output_tokens_details\":{\"thinking_tokens\":3}") + "}";
    byte[] streamed = anthropic("{\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"model\":\"m\",\"usage\":" + first + "}}",
        StreamEvents.textDelta(0, "Hi"), "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{"
        + "\"output_tokens\":7,\"cache_creation_input_tokens\":300,\"output_tokens_details\":{\"thinking_tokens\":3}}}",
        StreamEvents.MESSAGE_STOP);

    assertSame(ANTHROPIC, plain, streamed, new Usage(822, 7, 512, 100, 200, 3, "priority"));
  }

  @Test
  void cacheWritesOfBedrockAreToldApart() {
    String usage = "\"usage\":{\"inputTokens\":10,\"outputTokens\":5,\"totalTokens\":15,\"cacheReadInputTokens\":20,"
        + "\"cacheWriteInputTokens\":30,\"cacheDetails\":[{\"ttl\":\"1h\",\"inputTokens\":12},{\"ttl\":\"5m\",\"inputTokens\":18}]},"
        + "\"serviceTier\":{\"type\":\"flex\"}";
    String plain = "{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[{\"text\":\"Hi\"}]}},"
        + "\"stopReason\":\"end_turn\"," + usage + "}";
    byte[] streamed = converse("messageStart", "{\"role\":\"assistant\"}", "contentBlockDelta",
        "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"Hi\"}}", "messageStop", "{\"stopReason\":\"end_turn\"}",
        "metadata", "{" + usage + "}");

    assertSame(CONVERSE, plain, streamed, new Usage(60, 5, 20, 18, 12, 0, "flex"));
  }

  @Test
  void toolNamesAndModelOfAPlainAnswer() throws TranslationException {
    AnswerFacts facts = OPENAI.provider().facts(utf8("""
        {"model":"m-1","choices":[{"index":0,"message":{"content":null,"function_call":{"name":"old","arguments":"{}"},
          "tool_calls":[{"id":"a","type":"function","function":{"arguments":"{\\"name\\":\\"x\\"}","name":"f"}},
            {"id":"b","type":"custom","custom":{"name":"g","input":"i"}}]}},
          {"index":1,"message":{"tool_calls":[{"function":{"name":"f"}}]}}],"error":null}"""), CONTEXT);

    assertThat(facts.model()).isEqualTo("m-1");
    assertThat(facts.tools()).isEqualTo(List.of("old", "f", "g", "f"));
    assertThat(facts.chat()).isTrue();
    assertThat(facts.embeddings()).isFalse();
    assertThat(facts.error()).isNull();
    assertThat(facts.usage()).isEqualTo(Usage.NONE);
  }

  @Test
  void anErrorInAPlainAnswerIsSeen() throws TranslationException {
    AnswerFacts facts = OPENAI.provider().facts(utf8(
        "{\"error\":{\"message\":\"no\",\"type\":\"t\",\"code\":429,\"param\":null,\"metadata\":{\"code\":1}}}"), CONTEXT);
    assertThat(facts.error()).isEqualTo(new AnswerFacts.ErrorInAnswer("no", "t", "429", null));
    assertThat(facts.error().status()).isEqualTo(429);
    assertThat(OPENAI.provider().facts(utf8("{\"choices\":[]} x"), CONTEXT)).isNull();
    assertThat(OPENAI.provider().facts(utf8("[]"), CONTEXT)).isNull();
    assertThat(OPENAI.provider().facts(utf8("{\"choices\":[{\"usage\":"), CONTEXT)).isNull();
  }

  private static void assertSame(Wire wire, String plain, byte[] streamed, Usage expected) {
    try {
      assertThat(wire.provider().facts(utf8(plain), CONTEXT).usage()).as("plain").isEqualTo(expected);
      StreamTranslation watched = Translations.observe(wire, CONTEXT);
      run(watched, streamed);
      assertThat(watched.usage()).as("streamed").isEqualTo(expected);
      Wire other = wire == ANTHROPIC ? OPENAI : ANTHROPIC;
      assertThat(Translations.of(other, wire).answer(utf8(plain), CONTEXT).usage()).as("plain, translated").isEqualTo(expected);
      StreamTranslation translated = Translations.of(other, wire).stream(CONTEXT, 0);
      run(translated, streamed);
      assertThat(translated.usage()).as("streamed, translated").isEqualTo(expected);
    } catch (TranslationException e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }
}

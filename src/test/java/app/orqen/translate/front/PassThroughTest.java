package app.orqen.translate.front;

import static app.orqen.translate.Wire.ANTHROPIC;
import static app.orqen.translate.Wire.OPENAI;
import static app.orqen.translate.front.Fixtures.CONTEXT;
import static app.orqen.translate.front.Fixtures.anthropic;
import static app.orqen.translate.front.Fixtures.chunk;
import static app.orqen.translate.front.Fixtures.run;
import static app.orqen.translate.front.Fixtures.sse;
import static app.orqen.translate.front.Fixtures.text;
import static app.orqen.translate.front.Fixtures.usageChunk;
import static app.orqen.translate.front.Fixtures.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.Usage;
import app.orqen.translate.error.ErrorKind;
import app.orqen.translate.error.ProviderError;
import app.orqen.translate.stream.StreamTranslation;
import org.junit.jupiter.api.Test;

/** Streams that pass untranslated. */
class PassThroughTest {

  private static final String USAGE = usageChunk("{\"prompt_tokens\":3,\"completion_tokens\":4,\"total_tokens\":7}");

  @Test
  void theUsageChunkIsReadButHiddenFromAClientThatDidNotAsk() {
    byte[] in = sse(chunk("{\"content\":\"x\"}"), chunk("{}", "stop"), USAGE, "[DONE]");
    StreamTranslation asked = Translations.observe(OPENAI, CONTEXT);
    assertThat(run(asked, in)).isEqualTo(in);
    StreamTranslation unasked = Translations.observe(OPENAI, AnswerContext.of("r", 1, "m", false));
    assertThat(text(run(unasked, in))).isEqualTo(text(sse(chunk("{\"content\":\"x\"}"), chunk("{}", "stop"), "[DONE]")));
    assertThat(unasked.usage()).isEqualTo(asked.usage()).isEqualTo(new Usage(3, 4, 0, 0, 0, 0, null));
    assertThat(unasked.completed()).isTrue();
  }

  @Test
  void oddSpellingsSurvive() {
    byte[] in = utf8(": hi\r\n\r\ndata:{\"choices\" : [ ] , \"x\":1.50}\r\n\r\ndata:   {\"choices\":[]}\r\n\r\nid: 3\r\ndata: {}\r\n\r\ndata: [DONE]\r\n\r\n");
    assertThat(run(Translations.observe(OPENAI, CONTEXT), in)).isEqualTo(in);
  }

  @Test
  void theProvidersErrorChunkPassesAndEndsTheStream() {
    byte[] in = sse(chunk("{\"content\":\"say \\\\\\\"error\\\\\\\"\"}"), "{\"error\":{\"message\":\"m\",\"type\":\"server_error\",\"code\":null}}");
    StreamTranslation stream = Translations.observe(OPENAI, CONTEXT);
    assertThat(run(stream, in)).isEqualTo(in);
    assertThat(stream.error().message()).isEqualTo("m");
    assertThat(stream.completed()).isFalse();
  }

  @Test
  void aMissingEndMarkerIsAnErrorAndHalfAnEventIsDropped() {
    StreamTranslation stream = Translations.observe(OPENAI, CONTEXT);
    String whole = text(sse(chunk("{\"content\":\"x\"}"), chunk("{}", "stop")));
    String out = text(run(stream, utf8(whole + "data: {\"id\"")));
    assertThat(out).startsWith(whole).contains("\"type\":\"api_error\"").doesNotContain("data: {\"id\"\n");
    assertThat(out.substring(whole.length())).startsWith("data: {\"error\":");
  }

  @Test
  void anAnthropicErrorEventPassesAndEndsTheStream() {
    byte[] in = anthropic(StreamEvents.MESSAGE_START,
        "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}");
    StreamTranslation stream = Translations.observe(ANTHROPIC, CONTEXT);
    assertThat(run(stream, in)).isEqualTo(in);
    assertThat(stream.error().kind()).isEqualTo(ErrorKind.OVERLOADED);
  }

  @Test
  void anAnthropicStreamThatBreaksOffGetsAnErrorEvent() {
    byte[] in = anthropic(StreamEvents.MESSAGE_START, StreamEvents.textDelta(0, "x"));
    StreamTranslation stream = Translations.observe(ANTHROPIC, CONTEXT);
    stream.feed(in, 0, in.length);
    assertThat(text(stream.end()))
        .isEqualTo("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\","
            + "\"message\":\"The provider's stream ended before the answer was complete.\"},\"request_id\":\"r1\"}\n\n");
    assertThat(text(Translations.writeErrorEvent(ANTHROPIC, ProviderError.of(ErrorKind.TIMEOUT, "The provider went silent."), "r1")))
        .isEqualTo("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"timeout_error\","
            + "\"message\":\"The provider went silent.\"},\"request_id\":\"r1\"}\n\n");
    assertThat(stream.terminated()).isTrue();
  }

  @Test
  void callsOfSeveralChoicesAreCountedApart() {
    String first = "{\"id\":\"c\",\"choices\":[{\"index\":1,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}}]}";
    byte[] in = sse(first, first.replace("\"index\":1", "\"index\":2").replace("\"id\":\"a\"", "\"id\":\"b\""), "[DONE]");
    assertThat(run(Translations.observe(OPENAI, CONTEXT), in)).isEqualTo(in);
  }
}

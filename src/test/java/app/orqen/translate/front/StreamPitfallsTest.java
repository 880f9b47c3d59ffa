package app.orqen.translate.front;

import static app.orqen.translate.Wire.ANTHROPIC;
import static app.orqen.translate.Wire.CONVERSE;
import static app.orqen.translate.Wire.GEMINI;
import static app.orqen.translate.Wire.OPENAI;
import static app.orqen.translate.front.Fixtures.CONTEXT;
import static app.orqen.translate.front.Fixtures.anthropic;
import static app.orqen.translate.front.Fixtures.chunk;
import static app.orqen.translate.front.Fixtures.converse;
import static app.orqen.translate.front.Fixtures.datas;
import static app.orqen.translate.front.Fixtures.events;
import static app.orqen.translate.front.Fixtures.frames;
import static app.orqen.translate.front.Fixtures.json;
import static app.orqen.translate.front.Fixtures.run;
import static app.orqen.translate.front.Fixtures.sse;
import static app.orqen.translate.front.Fixtures.text;
import static app.orqen.translate.front.Fixtures.usageChunk;
import static app.orqen.translate.front.Fixtures.utf8;
import static app.orqen.translate.front.StreamEvents.MESSAGE_START;
import static app.orqen.translate.front.StreamEvents.MESSAGE_STOP;
import static app.orqen.translate.front.StreamEvents.finish;
import static app.orqen.translate.front.StreamEvents.textDelta;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.orqen.translate.Wire;
import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.Usage;
import app.orqen.translate.error.ErrorKind;
import app.orqen.translate.error.ProviderError;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.framing.EventFrameEncoder;
import app.orqen.translate.stream.StreamTranslation;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Usage, errors and ends of docs/pitfalls.md, as far as translators reach; each test bears the number of its pitfall. */
class StreamPitfallsTest {

  @Test
  void pitfall10_chunksWithoutChoices() {
    byte[] out = run(ANTHROPIC, OPENAI, sse(
        "{\"id\":\"\",\"object\":\"\",\"created\":0,\"model\":\"\",\"choices\":[],\"prompt_filter_results\":[]}",
        chunk("{\"content\":\"x\"}"), "{\"choices\":[]}", chunk("{}", "stop"),
        usageChunk("{\"prompt_tokens\":3,\"completion_tokens\":4,\"total_tokens\":7}"), "[DONE]"));
    List<JsonNode> events = events(out);
    assertThat(events.get(0).get("message").get("id").asText()).isEqualTo("c1");
    assertThat(events.get(events.size() - 2).get("usage").get("output_tokens").asInt()).isEqualTo(4);
    assertThat(events.get(events.size() - 1).get("type").asText()).isEqualTo("message_stop");
  }

  @Test
  void pitfall11_and_P13_usageChunkHasNoChoicesAndComesOnlyWhenAsked() {
    byte[] in = converse("messageStart", "{\"role\":\"assistant\"}",
        "contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"Hi\"},\"p\":\"abc\"}",
        "messageStop", "{\"stopReason\":\"end_turn\"}",
        "metadata", "{\"usage\":{\"inputTokens\":5,\"outputTokens\":2,\"totalTokens\":7},\"metrics\":{\"latencyMs\":1}}");
    List<String> asked = datas(run(OPENAI, CONVERSE, in));
    assertThat(asked.get(asked.size() - 1)).isEqualTo("[DONE]");
    JsonNode usage = json(asked.get(asked.size() - 2));
    assertThat(usage.get("choices")).isEmpty();
    assertThat(usage.get("usage").get("total_tokens").asInt()).isEqualTo(7);
    assertThat(json(asked.get(asked.size() - 3)).get("choices").get(0).get("finish_reason").asText()).isEqualTo("stop");
    assertThat(asked.subList(0, asked.size() - 2)).allMatch(d -> json(d).get("usage").isNull());
    AnswerContext unasked = AnswerContext.of("r1", 1, "m", false);
    assertThat(text(run(Translations.of(OPENAI, CONVERSE).stream(unasked, 0), in))).doesNotContain("usage").contains("[DONE]");
  }

  @Test
  void pitfall12_cacheTokensAreNotDoubled() {
    String start = "{\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"model\":\"c\",\"usage\":"
        + "{\"input_tokens\":3,\"cache_read_input_tokens\":2455,\"output_tokens\":1}}}";
    String delta = "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":9,\"cache_read_input_tokens\":2455}}";
    String bare = "{\"type\":\"message_delta\",\"delta\":{}}";
    StreamTranslation stream = Translations.of(OPENAI, ANTHROPIC).stream(CONTEXT, 0);
    run(stream, anthropic(start, textDelta(0, "x"), delta, bare, MESSAGE_STOP));
    assertThat(stream.usage()).isEqualTo(new Usage(2458, 9, 2455, 0, 0, 0, null));
    StreamTranslation watched = Translations.observe(ANTHROPIC, CONTEXT);
    run(watched, anthropic(start, textDelta(0, "x"), delta, bare, MESSAGE_STOP));
    assertThat(watched.usage()).isEqualTo(stream.usage());
  }

  @Test
  void pitfall13_promptTokensIncludeTheCacheInStreamsAndWithout() {
    String usage = "{\"input_tokens\":10,\"cache_read_input_tokens\":512,\"cache_creation_input_tokens\":1733,\"output_tokens\":5}";
    JsonNode plain = Fixtures.answer(OPENAI, ANTHROPIC,
        "{\"id\":\"m\",\"type\":\"message\",\"model\":\"c\",\"content\":[],\"stop_reason\":\"end_turn\",\"usage\":" + usage + "}").get("usage");
    List<JsonNode> events = events(run(OPENAI, ANTHROPIC, anthropic(
        "{\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"model\":\"c\",\"usage\":" + usage + "}}",
        "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":5}}", MESSAGE_STOP)));
    assertThat(plain).isEqualTo(json("{\"prompt_tokens\":2255,\"completion_tokens\":5,\"total_tokens\":2260,"
        + "\"prompt_tokens_details\":{\"cached_tokens\":512,\"cache_write_tokens\":1733},\"completion_tokens_details\":{\"reasoning_tokens\":0}}"));
    assertThat(events.get(events.size() - 1).get("usage")).isEqualTo(plain);
  }

  @Test
  void pitfall14_and_P11_anthropicClientsGetCacheCountersInMessageDelta() {
    List<JsonNode> events = events(run(ANTHROPIC, OPENAI, sse(chunk("{\"content\":\"x\"}"), chunk("{}", "stop"),
        usageChunk("{\"prompt_tokens\":100,\"completion_tokens\":4,\"total_tokens\":104,\"prompt_tokens_details\":{\"cached_tokens\":60}}"), "[DONE]")));
    JsonNode usage = events.get(events.size() - 2).get("usage");
    assertThat(usage.get("input_tokens").asInt()).isEqualTo(40);
    assertThat(usage.get("cache_read_input_tokens").asInt()).isEqualTo(60);
    assertThat(usage.get("output_tokens").asInt()).isEqualTo(4);
  }

  @Test
  void pitfall15_midStreamErrorIsPassedOnAndEndsTheStream() {
    byte[] in = anthropic(MESSAGE_START, textDelta(0, "a"), textDelta(0, "b"),
        "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}");
    StreamTranslation stream = Translations.of(OPENAI, ANTHROPIC).stream(CONTEXT, 0);
    List<String> out = datas(run(stream, in));
    assertThat(json(out.get(out.size() - 1)).get("error")).isEqualTo(json(
        "{\"message\":\"Overloaded\",\"type\":\"overloaded_error\",\"param\":null,\"code\":\"server_is_overloaded\"}"));
    assertThat(out).doesNotContain("[DONE]");
    assertThat(finish(in)).isEmpty();
    assertThat(stream.error().kind()).isEqualTo(ErrorKind.OVERLOADED);
    assertThat(stream.completed()).isFalse();
    assertThat(frames(run(CONVERSE, ANTHROPIC, in))).last().isEqualTo("serviceUnavailableException:{\"message\":\"Overloaded\"}");
  }

  @Test
  void pitfall16_and_P14_failureIsNoEmptySuccess() {
    for (Wire surface : List.of(OPENAI, ANTHROPIC, CONVERSE)) {
      for (Wire provider : Wire.values()) {
        if (surface != provider) {
          StreamTranslation stream = Translations.of(surface, provider).stream(CONTEXT, 0);
          byte[] out = stream.end();
          assertThat(text(out)).as("%s from %s", surface, provider).contains("ended before the answer was complete")
              .doesNotContain("end_turn", "[DONE]", "message_stop", "messageStop");
          assertThat(stream.error()).isNotNull();
        }
      }
      StreamTranslation watched = Translations.observe(surface, CONTEXT);
      assertThat(text(watched.end())).contains("ended before the answer was complete");
    }
  }

  @Test
  void pitfall17_bedrockStreamWithoutMessageStopIsAnError() {
    byte[] in = converse("messageStart", "{\"role\":\"assistant\"}",
        "contentBlockStart", "{\"contentBlockIndex\":0,\"start\":{\"toolUse\":{\"toolUseId\":\"t\",\"name\":\"f\"}}}",
        "contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"toolUse\":{\"input\":\"{\\\"a\\\":\"}}}");
    List<String> out = datas(run(OPENAI, CONVERSE, in));
    assertThat(json(out.get(out.size() - 1)).has("error")).isTrue();
    assertThat(finish(run(OPENAI, CONVERSE, in))).isEmpty();
    List<JsonNode> events = events(run(ANTHROPIC, CONVERSE, in));
    assertThat(events).extracting(e -> e.get("type").asText()).doesNotContain("content_block_stop", "message_stop").endsWith("error");
    StreamTranslation watched = Translations.observe(CONVERSE, CONTEXT);
    assertThat(frames(run(watched, in))).last().asString().startsWith("internalServerException:");
  }

  @Test
  void pitfall18_exceptionFramesKeepTheirTypeAndMessage() {
    byte[] frame = EventFrameEncoder.exception("throttlingException", utf8("{\"message\":\"slow down\"}"));
    StreamTranslation stream = Translations.of(OPENAI, CONVERSE).stream(CONTEXT, 0);
    JsonNode error = events(run(stream, frame)).get(0).get("error");
    assertThat(error).isEqualTo(json(
        "{\"message\":\"slow down\",\"type\":\"rate_limit_error\",\"param\":null,\"code\":\"rate_limit_exceeded\"}"));
    assertThat(stream.error().status()).isEqualTo(429);
    assertThat(events(run(ANTHROPIC, CONVERSE, frame)).get(0).get("error").get("type").asText()).isEqualTo("rate_limit_error");
    StreamTranslation watched = Translations.observe(CONVERSE, CONTEXT);
    assertThat(run(watched, frame)).isEqualTo(frame);
    assertThat(watched.error().kind()).isEqualTo(ErrorKind.RATE_LIMIT);
    StreamTranslation decoded = Translations.of(ANTHROPIC, CONVERSE).stream(CONTEXT, 0);
    assertThat(text(decoded.feed(frame, 0, frame.length))).contains("slow down");
  }

  @Test
  void pitfall22_textCutAtEveryByteIsTheSame() {
    byte[] in = sse(chunk("{\"content\":\"é€😀\"}"), chunk("{}", "stop"), "[DONE]");
    byte[] whole = run(ANTHROPIC, OPENAI, in);
    assertThat(text(whole)).contains("é€😀");
    for (int cut = 0; cut <= in.length; cut++) {
      StreamTranslation stream = Translations.of(ANTHROPIC, OPENAI).stream(CONTEXT, 0);
      byte[] first = stream.feed(in, 0, cut);
      byte[] second = stream.feed(in, cut, in.length - cut);
      assertThat(StreamPipe.concat(StreamPipe.concat(first, second), stream.end())).isEqualTo(whole);
    }
  }

  @Test
  void pitfall22_halfASurrogatePairInEachDeltaComesOutAsEscapes() {
    byte[] out = run(ANTHROPIC, OPENAI, sse(chunk("{\"content\":\"\\ud83d\"}"), chunk("{\"content\":\"\\ude00\"}"), chunk("{}", "stop"), "[DONE]"));
    String joined = events(out).stream().map(e -> e.path("delta").path("text").asText()).reduce("", String::concat);
    assertThat(joined).isEqualTo("😀");
  }

  @Test
  void pitfallP2_keepAliveIsACommentAndEmptyDataIsLeftOut() {
    StreamTranslation stream = Translations.of(OPENAI, ANTHROPIC).stream(CONTEXT, 0);
    assertThat(text(Translations.keepAlive(OPENAI))).startsWith(":").endsWith("\n\n");
    byte[] ping = anthropic("{\"type\":\"ping\"}");
    assertThat(text(stream.feed(ping, 0, ping.length))).isEqualTo(": ping\n\n");
    byte[] out = run(Translations.observe(OPENAI, CONTEXT), utf8("data:\n\n: hello\n\ndata: {\"choices\":[]}\n\ndata: [DONE]\n\n"));
    assertThat(text(out)).isEqualTo(": hello\n\ndata: {\"choices\":[]}\n\ndata: [DONE]\n\n");
    byte[] named = run(Translations.observe(OPENAI, CONTEXT), utf8("event: ping\ndata: {\"type\":\"ping\"}\n\ndata: [DONE]\n\n"));
    assertThat(text(named)).isEqualTo(": keep-alive\n\ndata: [DONE]\n\n");
    assertThat(text(Translations.keepAlive(ANTHROPIC))).isEqualTo("event: ping\ndata: {\"type\":\"ping\"}\n\n");
  }

  @Test
  void pitfallP3_anthropicEventsAreNamedIndexesDenseUsagePresent() {
    String out = text(run(ANTHROPIC, CONVERSE, converse("messageStart", "{}",
        "contentBlockDelta", "{\"contentBlockIndex\":3,\"delta\":{\"text\":\"x\"}}", "messageStop", "{\"stopReason\":\"end_turn\"}")));
    for (String block : out.strip().split("\n\n")) {
      String[] lines = block.split("\n");
      assertThat(lines[0]).isEqualTo("event: " + json(lines[1].substring(6)).get("type").asText());
    }
    List<JsonNode> events = events(utf8(out));
    assertThat(events.get(0).get("message").get("usage").has("input_tokens")).isTrue();
    assertThat(events.get(1).get("index").asInt()).isZero();
    assertThat(events.get(4).get("usage").has("output_tokens")).isTrue();
  }

  @Test
  void pitfallP4_truncatedStreamEndsInAnErrorEvent() {
    for (byte[] in : List.of(sse(chunk("{\"content\":\"x\"}")), utf8("data: {\"choices\":[{\"ind"))) {
      List<JsonNode> events = events(run(ANTHROPIC, OPENAI, in));
      assertThat(events.get(events.size() - 1).get("type").asText()).isEqualTo("error");
    }
    StreamTranslation stream = Translations.of(ANTHROPIC, OPENAI).stream(CONTEXT, 0);
    byte[] in = sse(chunk("{\"content\":\"x\"}"), chunk("{}", "stop"));
    stream.feed(in, 0, in.length);
    assertThat(text(Translations.writeErrorEvent(ANTHROPIC, ProviderError.of(ErrorKind.TIMEOUT, "stalled"), "r1"))).contains("timeout_error").contains("stalled");
    assertThat(stream.completed()).isFalse();
  }

  @Test
  void pitfallP7_onlyTheFiveExceptionsOfTheUnion() {
    assertThat(Arrays.stream(ErrorKind.values())
        .map(kind -> frames(Translations.writeErrorEvent(CONVERSE, ProviderError.of(kind, "x"), "r1")).get(0).split(":")[0]).distinct())
        .isSubsetOf("internalServerException", "modelStreamErrorException", "validationException", "throttlingException",
            "serviceUnavailableException");
  }

  @Test
  void pitfallP15_anHtmlPageIsNoAnswer() {
    byte[] page = utf8("<html><body>Login</body></html>\n\n");
    for (Wire provider : List.of(OPENAI, ANTHROPIC, GEMINI, CONVERSE)) {
      Wire surface = provider == ANTHROPIC ? OPENAI : ANTHROPIC;
      StreamTranslation stream = Translations.of(surface, provider).stream(CONTEXT, 0);
      run(stream, page);
      assertThat(stream.error()).isNotNull();
      assertThat(stream.error().message()).doesNotContain("Login");
      assertThatThrownBy(() -> Translations.of(surface, provider).answer(page, CONTEXT))
          .isInstanceOfSatisfying(TranslationException.class, e -> assertThat(e.status()).isEqualTo(502));
    }
    StreamTranslation watched = Translations.observe(OPENAI, CONTEXT);
    run(watched, page);
    assertThat(watched.error()).isNotNull();
  }
}
